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
import type { PageNote } from '../commands/writeAccess.ts';
import { branchesOfScope, plainBranch, registeredBy, type Branch } from './branches.ts';
import { readCursor } from './cursor.ts';
import { narrow, wholeOf } from './filters.ts';
import type { LineRow } from './listLine.ts';
import { literal, notedPageSql, pageOf, readNotedPage, type PageQuery, type RowsPage } from './readPage.ts';
import { runShaped, type ListDb, type Marked } from './runSql.ts';
import { addressedTo, allOf, heldBy, ofRegistrar, own, scopeFilter, sharedBy, type Sql } from './scopeFilter.ts';
import { searchPage } from './searchPage.ts';

/** For whom a list is read, and by which calendar. */
export interface Reader {
  somebody: Somebody;
  /** Today in the region. */
  today: string;
  timeZone: string;
  /** The share of a term after which little is left; in words, as all that is bound into a kept text. */
  warnAtShare: string;
  /** The last day on which a term can end of which little is left today. */
  soonUntil: string;
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

/** A page of a list, within `appeal.list`. What it shows is noted when it resolves. */
export async function readWorklist(
  db: ListDb,
  reader: Reader,
  list: WorklistName,
  query: WorklistQuery,
  note: PageNote,
): Promise<RowsPage> {
  const { sort, limit } = query;
  const after = readCursor(sort, query.cursor);
  const { conditions, days, words } = narrow(query, reader.timeZone);
  if (conditions.length === 0 && days.length === 0 && words === null) {
    return readWholeList(db, reader, { list, sort, limit, after }, note);
  }
  const asked = listQuery(reader, { list, sort, limit, after });
  const isWhole = list === 'all' || list === 'registered';
  const within = [...days.map((of) => of(sql`a.occurred_at`)), ...conditions, ...asked.conditions];
  if (words !== null && isWhole && sort === 'registered') {
    const page = await searchPage(db, { ...asked, conditions: within, days, words });
    await note.write(page.rows.map(({ id }) => id));
    return page;
  }
  if (words !== null) within.push(sql`a.essence_words @@ ${wholeOf(words)}`);
  return readNotedPage(db, { ...asked, conditions: within }, note, false);
}

interface ListPage extends Pick<PageQuery, 'sort' | 'limit' | 'after'> {
  list: WorklistName;
}

function listQuery(reader: Reader, { list, ...page }: ListPage): PageQuery {
  const scope = appealScope(reader.somebody, 'appeal.list');
  // The scope holds in every branch, whatever the branch itself says.
  const conditions = [scopeFilter(scope)];
  const branches = branchesOf(list, reader, scope, page.sort);
  return { ...page, branches, conditions, mayOpen: mayOpenOf(reader.somebody, scope) };
}

/** A list as it is opened day by day: its text is made once for everybody of the role. */
async function readWholeList(db: ListDb, reader: Reader, page: ListPage, note: PageNote): Promise<RowsPage> {
  const { list, sort, limit, after } = page;
  if (appealScope(reader.somebody, 'appeal.list').kind === 'none') {
    await note.write([]);
    return { rows: [], last: null };
  }
  const shape = ['page', list, sort, limit, after === null ? 'first' : 'next', shapeOf(reader)].join(' ');
  const values = { ...valuesOf(reader), ...note.values(), after_key: after?.key ?? null, after_id: after?.id ?? null };
  const rows = await runShaped<LineRow, typeof values>(db, shape, values, (marks) => {
    const place = after === null ? null : { key: marks.after_key, id: marks.after_id };
    const query = listQuery(markedReader(reader, marks), { ...page, after: place });
    return notedPageSql(db, query, (ids) => note.asPart(marks, ids));
  });
  return pageOf(rows, sort, limit);
}

/** What of a reader a text depends on: everything but the ids and the day. */
function shapeOf({ somebody }: Reader): string {
  const { role, standsInFor = [] } = somebody;
  const reaches = (['appeal.list', 'appeal.open'] as const).map((action) => appealScope(somebody, action).kind);
  return [role, ...reaches, ...listsOf(somebody), standsInFor.length].join(' ');
}

/** The rest, to be bound with every asking. */
function valuesOf({ somebody, today, timeZone, warnAtShare, soonUntil }: Reader) {
  const { id: me, organisationId, standsInFor = [] } = somebody;
  const days = { today, timeZone, warnAtShare, soonUntil };
  return { me, organisationId, ...days, ...Object.fromEntries(standsInFor.map((id, i) => [`absent${i}`, id])) };
}

function markedReader(reader: Reader, marks: Marked<ReturnType<typeof valuesOf>>): Reader {
  const { me: id, organisationId, today, timeZone, warnAtShare, soonUntil } = marks;
  const standsInFor = (reader.somebody.standsInFor ?? []).map(
    (_, i) => (marks as Readonly<Record<string, string>>)[`absent${i}`] ?? '',
  );
  const somebody = { ...reader.somebody, id, organisationId, standsInFor };
  return { somebody, today, timeZone, warnAtShare, soonUntil };
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
function nearItsEnd({ today, timeZone, warnAtShare, soonUntil }: Reader): Sql {
  const registered = sql`(a.occurred_at at time zone ${timeZone})::date`;
  return sql`a.due_on between ${today}::date and ${soonUntil}::date
    and (${today}::date - ${registered}) >= (a.due_on - ${registered}) * ${warnAtShare}::float8`;
}

/** Open appeals of a scope, by the indexes that hold open ones only. */
function openOf(scope: AppealScope): Sql[] {
  if (scope.kind !== 'touched' && scope.kind !== 'own') return [scopeFilter(scope)];
  const touched = scope.kind === 'touched' ? [ofRegistrar(scope.userIds[0] ?? '')] : [];
  return [...touched, ...own(scope.userIds)];
}

/**
 * How much lies in each list of a role, in one statement; each is read no further than the cap, and where an index alone
 * can say that there is more, nothing else is read.
 */
export async function countWorklists(db: ListDb, reader: Reader): Promise<WorklistCounts> {
  if (listsOf(reader.somebody).length === 0) return { counts: [] };
  const values = valuesOf(reader);
  const rows = await runShaped<{ list: WorklistName; count: number; overdue: number }, typeof values>(
    db,
    `counts ${shapeOf(reader)}`,
    values,
    (marks) => countsSql(db, markedReader(reader, marks)),
  );
  const overdueOfAll = rows.find(({ list }) => list === 'overdue')?.count ?? 0;
  return {
    counts: rows.map(({ list, count, overdue }) => ({
      list,
      count: Math.min(count, COUNT_CAP),
      isMore: count > COUNT_CAP,
      overdue: Math.min(list === 'overdue' || list === 'all' ? overdueOfAll : overdue, COUNT_CAP),
    })),
  };
}

function countsSql(db: ListDb, reader: Reader): Sql {
  const scope = appealScope(reader.somebody, 'appeal.list');
  const counted = listsOf(reader.somebody).map((list) => {
    const count = numberIn(db, branchesOf(list, reader, scope, 'registered'), scope, surelyIn(list, reader, scope));
    // What is overdue of everything is the list of that name.
    if (list === 'overdue' || list === 'all') return sql`(${sql.raw(`'${list}'`)}::text, ${count}, 0)`;
    const late = sql`a.due_on < ${reader.today}::date`;
    const overdue = branchesOf(list, reader, scope, 'due').map((one) => narrowed(one, late));
    return sql`(${sql.raw(`'${list}'`)}::text, ${count}, ${numberIn(db, overdue, scope, null)})`;
  });
  return sql`select list, count::int, overdue::int from (values ${sql.join(counted)}) as c (list, count, overdue)`;
}

/** How many appeals lie in the branches within the scope: a scalar, of one row more than the cap at most. */
function numberIn(db: ListDb, branches: readonly Branch[], scope: AppealScope, surely: Sql | null): Sql {
  const limit = sql`limit ${literal(COUNT_CAP + 1)}`;
  const parts = branches.map(({ from, where }) => {
    const all = [sql`a.territory = ${db.territory}`, where, scopeFilter(scope)];
    return sql`(select a.id from ${from} where ${allOf(all)} ${limit})`;
  });
  if (parts.length === 0) return sql`0`;
  const [only] = parts;
  const union = parts.length === 1 && only !== undefined ? only : sql`(${sql.join(parts, sql` union `)} ${limit})`;
  const exact = sql`(select count(*) from ${union} as c)`;
  if (surely === null) return exact;
  const some = sql`(select a.territory from appeal as a where a.territory = ${db.territory} and ${surely} ${limit})`;
  const least = sql`(select count(*) from ${some} as s)`;
  return sql`(select case when s.least > ${literal(COUNT_CAP)} then s.least else ${exact} end
    from (select ${least} as least offset 0) as s)`;
}

function narrowed(one: Branch, condition: Sql): Branch {
  return { ...one, where: sql`${one.where} and ${condition}` };
}

/** A part of a whole list that lies in it and in the scope for sure, and that one index can count; null for the others. */
function surelyIn(list: WorklistName, { somebody }: Reader, scope: AppealScope): Sql | null {
  const isAll = list === 'all';
  if (!isAll && list !== 'registered') return null;
  switch (scope.kind) {
    case 'all':
      return isAll ? sql`true` : ofRegistrar(somebody.id);
    case 'touched':
      return ofRegistrar(somebody.id);
    case 'organisation': {
      const { organisationId } = scope;
      const registered = sql`a.organisation_id = ${organisationId}::uuid`;
      return isAll ? registered : sql`${ofRegistrar(somebody.id)} and ${registered}`;
    }
    case 'team':
    case 'own':
    case 'none':
      return null;
  }
}
