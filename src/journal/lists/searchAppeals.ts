import { sql } from 'kysely';
import type { AppealSearch } from '../../shared/contracts/worklists.ts';
import { isProvisional } from '../../shared/domain/appeal/appeal.ts';
import { appealScope } from '../../shared/domain/policy/appealScope.ts';
import { normalizePhone } from '../../shared/domain/phone/phone.ts';
import type { PageNote } from '../commands/writeAccess.ts';
import { spellingsOf } from '../queries/appeals.ts';
import { token } from '../store/searchTokens.ts';
import { branchesOfLeader, branchesOfScope, plainBranch, registeredBy, type Branch } from './branches.ts';
import { readCursor } from './cursor.ts';
import { anyToken, idsFilter, metBy, namesQuery, narrow, wholeOf } from './filters.ts';
import { readNotedPage, type RowsPage } from './readPage.ts';
import { runSql, type ListDb } from './runSql.ts';
import { anyOf, scopeFilter, type Sql } from './scopeFilter.ts';
import { searchPage } from './searchPage.ts';
import { mayOpenOf, type Reader } from './worklists.ts';

/** A few appeals by what is theirs alone: the conditions, each with an index of its own; any of them will do. */
type Pick = readonly Sql[];

/** What the reader may see of what was asked, the latest first; nothing asked finds nothing. It is noted when it resolves. */
export async function searchAppeals(
  db: ListDb,
  reader: Reader & { areaCode: string | null },
  query: AppealSearch,
  note: PageNote,
): Promise<RowsPage> {
  const { somebody, timeZone } = reader;
  const { cursor, limit, ...asked } = readLine(query);
  const isNothing = Object.values(asked).every((value) => value === undefined || value === '');
  if (isNothing) return readNotedPage(db, { ...NOTHING, limit }, note);
  const after = readCursor('registered', cursor);
  const scope = appealScope(somebody, 'appeal.list');
  const { conditions, days, words } = narrow(asked, timeZone);
  const named = asked.personName === undefined || asked.personName === '' ? null : namesQuery(asked.personName);
  const typed = metBy([words?.typed ?? null, named]);
  const meant = words === null && typed === null ? null : { typed, lexemes: words?.lexemes ?? null };
  const [picked, ...others] = await picksOf(db, asked, reader.areaCode);
  const within = [...days.map((of) => of(sql`a.occurred_at`)), ...conditions, ...others.map(anyOf), scopeFilter(scope)];
  const page = { after, limit, mayOpen: mayOpenOf(somebody, scope) };
  if (picked !== undefined) {
    const branches = picked.map((where) => plainBranch(where));
    const all = meant === null ? within : [...within, sql`a.essence_words @@ ${wholeOf(meant)}`];
    // By a number, a person or a telephone there is one way to look, whoever asks.
    const isKept = meant === null && conditions.length === 0 && days.length === 0;
    return readNotedPage(db, { ...page, branches, conditions: all, sort: 'registered' }, note, isKept);
  }
  const branches = branchesOf(asked, scope);
  if (meant === null) {
    return readNotedPage(db, { ...page, branches, conditions: within, sort: 'registered' }, note, false);
  }
  const found = await searchPage(db, { ...page, branches, conditions: within, days, words: meant });
  await note.write(found.rows.map(({ id }) => id));
  return found;
}

const NOTHING = { branches: [], conditions: [], sort: 'registered', after: null, mayOpen: sql`false` } as const;

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
    const [known] = await runSql<{ personId: string | null; ids: string[] }>(
      db,
      // All of them, with no limit: one would let the planner hope for a quick end of reading everything.
      sql`select (select id from person where territory = ${db.territory} and enp = ${enp}) as "personId",
        (select coalesce(jsonb_agg(id), '[]') from appeal where territory = ${db.territory}
          and essence_words @@ ${anyToken([token.enp(enp)])}) as ids`,
    );
    const { personId = null, ids = [] } = known ?? {};
    picks.push([...(personId === null ? [] : [sql`a.person_id = ${personId}::uuid`]), idsFilter(ids)]);
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
