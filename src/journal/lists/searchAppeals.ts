import { sql } from 'kysely';
import type { AppealSearch } from '../../shared/contracts/worklists.ts';
import { isProvisional } from '../../shared/domain/appeal/appeal.ts';
import { appealScope } from '../../shared/domain/policy/appealScope.ts';
import { normalizePhone } from '../../shared/domain/phone/phone.ts';
import { spellingsOf } from '../queries/appeals.ts';
import { token } from '../store/searchTokens.ts';
import { branchesOfLeader, branchesOfScope, plainBranch, registeredBy, type Branch } from './branches.ts';
import { readCursor } from './cursor.ts';
import { anyToken, idsFilter, namesQuery, narrow } from './filters.ts';
import { readPage, runSql, type ListDb, type RowsPage } from './readPage.ts';
import { anyOf, scopeFilter, type Sql } from './scopeFilter.ts';
import { searchPage } from './searchPage.ts';
import { mayOpenOf, type Reader } from './worklists.ts';

/** A few appeals by what is theirs alone: the conditions, each with an index of its own; any of them will do. */
type Pick = readonly Sql[];

/** What the reader may see of what was asked, the latest first; nothing asked finds nothing. */
export async function searchAppeals(
  db: ListDb,
  reader: Reader & { areaCode: string | null },
  query: AppealSearch,
): Promise<RowsPage> {
  const { somebody, timeZone } = reader;
  const { cursor, limit, ...asked } = readLine(query);
  if (Object.values(asked).every((value) => value === undefined || value === '')) return { rows: [], last: null };
  const after = readCursor('registered', cursor);
  const scope = appealScope(somebody, 'appeal.list');
  const { conditions, days, words } = narrow(asked, timeZone);
  const vector = [
    ...(words === null ? [] : [words]),
    ...(asked.personName === undefined || asked.personName === '' ? [] : [namesQuery(asked.personName)]),
  ];
  const [picked, ...others] = await picksOf(db, asked, reader.areaCode);
  const within = [...days, ...conditions, ...others.map(anyOf), scopeFilter(scope)];
  const page = { after, limit, mayOpen: mayOpenOf(somebody, scope) };
  const meant = sql`(${sql.join(vector, sql` && `)})`;
  if (picked !== undefined) {
    const branches = picked.map((where) => plainBranch(where));
    const all = vector.length === 0 ? within : [...within, sql`a.essence_words @@ ${meant}`];
    return readPage(db, { ...page, branches, conditions: all, sort: 'registered' }, false);
  }
  const branches = branchesOf(asked, scope);
  if (vector.length > 0) return searchPage(db, { ...page, branches, conditions: within, days, words: meant });
  return readPage(db, { ...page, branches, conditions: within, sort: 'registered' }, false);
}

function branchesOf(
  asked: AppealSearch | Omit<AppealSearch, 'limit'>,
  scope: Parameters<typeof branchesOfScope>[0],
): Branch[] {
  if (scope.kind === 'none') return [];
  if (asked.leaderId !== undefined) return branchesOfLeader(asked.leaderId);
  if (asked.registeredBy !== undefined) return [registeredBy(asked.registeredBy)];
  return branchesOfScope(scope);
}

/** A line told apart by its looks: «98-000123», «П-AB12-3», «+7 926…», sixteen digits, or words. */
function readLine(query: AppealSearch): AppealSearch & { numberOrPhone?: string } {
  const { q = '', ...rest } = query;
  if (q === '') return rest;
  if (/^\d{16}$/.test(q.replaceAll(/[\s-]/g, ''))) return { ...rest, enp: q };
  const isNumber = /\d/.test(q) && (isProvisional(q.toUpperCase()) || !/\p{L}{3}/u.test(q));
  if (isNumber) return { ...rest, numberOrPhone: q };
  return { ...rest, text: [rest.text ?? '', q].join(' ').trim() };
}

async function picksOf(
  db: ListDb,
  asked: Omit<AppealSearch, 'limit'> & { numberOrPhone?: string },
  areaCode: string | null,
): Promise<Pick[]> {
  const picks: Pick[] = [];
  const phoneOf = (text: string): Sql =>
    sql`a.phone = ${normalizePhone(text.replace(/^ (?=\d)/, '+'), areaCode).number ?? text}`;
  if (asked.number) picks.push([idsFilter(await idsOfNumber(db, asked.number))]);
  if (asked.numberOrPhone) {
    picks.push([idsFilter(await idsOfNumber(db, asked.numberOrPhone)), phoneOf(asked.numberOrPhone)]);
  }
  if (asked.phone) picks.push([phoneOf(asked.phone)]);
  if (asked.personId !== undefined) picks.push([sql`a.person_id = ${asked.personId}::uuid`]);
  if (asked.enp) {
    const enp = asked.enp.replaceAll(/\D/g, '');
    const rows = await runSql<{ id: string }>(
      db,
      sql`select id from person where territory = ${db.territory} and enp = ${enp}`,
    );
    const known = rows.map(({ id }) => sql`a.person_id = ${id}::uuid`);
    picks.push([...known, sql`a.essence_words @@ ${anyToken([token.enp(enp)])}`]);
  }
  return picks;
}

async function idsOfNumber(db: ListDb, typed: string): Promise<string[]> {
  const numbers = spellingsOf(typed, db.territory);
  const rows = await runSql<{ appeal_id: string }>(
    db,
    sql`select appeal_id from appeal_number where territory = ${db.territory} and number = any(${numbers}::text[]) limit 100`,
  );
  return rows.map(({ appeal_id: id }) => id);
}
