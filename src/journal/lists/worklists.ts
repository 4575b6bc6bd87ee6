import { sql } from 'kysely';
import {
  COUNT_CAP,
  type WorklistCounts,
  type WorklistName,
  type WorklistQuery,
  type WorklistSort,
} from '../../shared/contracts/worklists.ts';
import { appealScope, type AppealScope } from '../../shared/domain/policy/appealScope.ts';
import { levelOf, may, type Somebody } from '../../shared/domain/policy/policy.ts';
import { addDays } from '../../shared/domain/term/workCalendar.ts';
import { branchesOfScope, plainBranch, registeredBy, type Branch } from './branches.ts';
import { readCursor } from './cursor.ts';
import { narrow } from './filters.ts';
import { readPage, runSql, type ListDb, type RowsPage } from './readPage.ts';
import { addressedTo, allOf, heldBy, ofRegistrar, own, scopeFilter, sharedBy, type Sql } from './scopeFilter.ts';
import { searchPage } from './searchPage.ts';

/** For whom a list is read, and by which calendar. */
export interface Reader {
  somebody: Somebody;
  /** Today in the region. */
  today: string;
  timeZone: string;
  /** The share of a term after which little is left, and the longest a term can be, in days. */
  warnAtShare: number;
  longestTermDays: number;
}

/** The lists a role has a use for, in the order they stand on the screen. */
export function listsOf({ role }: Pick<Somebody, 'role'>): WorklistName[] {
  if (!may(role, 'appeal.list')) return [];
  const level = levelOf(role);
  if (level === 1) return ['incoming', 'mine', 'soon', 'overdue', 'registered', 'all'];
  if (level > 1) return ['incoming', 'mine', 'team', 'soon', 'overdue', 'registered', 'all'];
  const review: WorklistName[] = may(role, 'appeal.closeReviewed') ? ['review'] : [];
  return ['incoming', 'mine', ...review, 'soon', 'overdue', 'all'];
}

/** A page of a list, within `appeal.list`. */
export async function readWorklist(
  db: ListDb,
  reader: Reader,
  list: WorklistName,
  query: WorklistQuery,
): Promise<RowsPage> {
  const { somebody, timeZone } = reader;
  const { sort, limit } = query;
  const scope = appealScope(somebody, 'appeal.list');
  const after = readCursor(sort, query.cursor);
  const { conditions, days, words } = narrow(query, timeZone);
  const branches = branchesOf(list, reader, scope, sort);
  const mayOpen = mayOpenOf(somebody, scope);
  const isWhole = list === 'all' || list === 'registered';
  // The scope holds in every branch, whatever the branch itself says.
  const within = [...days, ...conditions, scopeFilter(scope)];
  if (words !== null && isWhole && sort === 'registered') {
    return searchPage(db, { branches, conditions: within, days, words, after, limit, mayOpen });
  }
  const isNarrowed = conditions.length > 0 || days.length > 0 || words !== null;
  if (words !== null) within.push(sql`a.essence_words @@ ${words}`);
  return readPage(db, { branches, conditions: within, sort, after, limit, mayOpen }, !isNarrowed);
}

/** What may be opened is shown by name; lists and cards mostly reach equally far. */
export function mayOpenOf(somebody: Somebody, seen: AppealScope): Sql {
  const opened = appealScope(somebody, 'appeal.open');
  return JSON.stringify(opened) === JSON.stringify(seen) ? sql`true` : scopeFilter(opened);
}

const OPEN = sql`a.status <> 'closed'`;

function branchesOf(list: WorklistName, reader: Reader, scope: AppealScope, sort: WorklistSort): Branch[] {
  if (scope.kind === 'none') return [];
  const { somebody, today } = reader;
  const { id: me, organisationId, standsInFor = [] } = somebody;
  const userIds = [me, ...standsInFor];
  const level = levelOf(somebody.role);
  const open = (where: Sql): Branch => plainBranch(sql`${where} and ${OPEN}`);
  const desk = (isWaiting: boolean): Sql =>
    sql`a.desk_organisation_id = ${organisationId}::uuid and a.desk_level = ${level} and a.is_waiting = ${isWaiting}`;
  switch (list) {
    case 'incoming':
      return [...(level > 0 ? [open(sql`${desk(true)} and a.assignee_id is null`)] : []), open(addressedTo(userIds))];
    case 'mine':
      return [open(heldBy(userIds)), open(sharedBy(me))];
    case 'team':
      return level > 0 ? [open(desk(false))] : [];
    case 'soon': {
      const theirs = [heldBy(userIds), sharedBy(me), addressedTo(userIds)];
      if (level > 0) theirs.push(sql`${desk(true)} and a.assignee_id is null`);
      return (level > 0 ? theirs : openOf(scope)).map((where) => open(sql`${where} and ${nearItsEnd(reader)}`));
    }
    case 'overdue':
      return openOf(scope).map((where) => open(sql`${where} and a.due_on < ${today}::date`));
    case 'review':
      return [plainBranch(sql`a.status = 'onReview'`)];
    case 'registered':
      return sort === 'due' ? [open(ofRegistrar(me))] : [registeredBy(me)];
    case 'all':
      return sort === 'due' ? openOf(scope).map(open) : branchesOfScope(scope);
  }
}

/** Little of the term is left, as `termUntil` reckons it; the days before the share begins are cut off by the index. */
function nearItsEnd({ today, timeZone, warnAtShare, longestTermDays }: Reader): Sql {
  const latest = addDays(today, Math.ceil(longestTermDays * (1 - warnAtShare)));
  const registered = sql`(a.occurred_at at time zone ${timeZone})::date`;
  return sql`a.due_on between ${today}::date and ${latest}::date
    and (${today}::date - ${registered}) >= (a.due_on - ${registered}) * ${warnAtShare}::float8`;
}

/** Open appeals of a scope, by the indexes that hold open ones only. */
function openOf(scope: AppealScope): Sql[] {
  if (scope.kind !== 'touched' && scope.kind !== 'own') return [scopeFilter(scope)];
  const touched = scope.kind === 'touched' ? [ofRegistrar(scope.userIds[0] ?? '')] : [];
  return [...touched, ...own(scope.userIds)];
}

/** How much lies in each list of a role, in one statement; each is read no further than the cap. */
export async function countWorklists(db: ListDb, reader: Reader): Promise<WorklistCounts> {
  const { somebody, today } = reader;
  const scope = appealScope(somebody, 'appeal.list');
  const lists = listsOf(somebody);
  if (lists.length === 0) return { counts: [] };
  const counted = lists.map((list) => {
    const isWhole = list === 'all' || list === 'registered';
    const all = union(db, branchesOf(list, reader, scope, 'registered'), scope, isWhole ? null : today);
    // Overdue ones come first in the order of the terms, so within the cap their number is exact.
    const overdue = isWhole
      ? sql`(select count(*) from (${union(db, branchesOf(list, reader, scope, 'due'), scope, today, true)}) as o)`
      : sql`count(*) filter (where is_overdue)`;
    return sql`select ${list}::text as list, count(*)::int as count, (${overdue})::int as overdue from (${all}) as c`;
  });
  const rows = await runSql<{ list: WorklistName; count: number; overdue: number }>(
    db,
    sql`${sql.join(counted, sql` union all `)}`,
  );
  return {
    counts: rows.map(({ list, count, overdue }) => ({
      list,
      count: Math.min(count, COUNT_CAP),
      isMore: count > COUNT_CAP,
      overdue: Math.min(overdue, COUNT_CAP),
    })),
  };
}

/** One row more than the cap, of branches in the order of the terms where `today` is given. */
function union(
  db: ListDb,
  branches: readonly Branch[],
  scope: AppealScope,
  today: string | null,
  isOverdue = false,
): Sql {
  const limit = sql`limit ${COUNT_CAP + 1}`;
  const overdue = today === null ? sql`false` : sql`a.due_on < ${today}::date`;
  const parts = branches.map(({ from, where }) => {
    const all = [sql`a.territory = ${db.territory}`, where, scopeFilter(scope), ...(isOverdue ? [overdue] : [])];
    const order = today === null ? sql`` : sql`order by a.due_on`;
    return sql`(select a.id, ${overdue} as is_overdue from ${from} where ${allOf(all)} ${order} ${limit})`;
  });
  if (parts.length === 0) return sql`select null::uuid as id, false as is_overdue where false`;
  const order = today === null ? sql`` : sql`order by is_overdue desc`;
  return sql`select id, is_overdue from (${sql.join(parts, sql` union `)}) as u ${order} ${limit}`;
}
