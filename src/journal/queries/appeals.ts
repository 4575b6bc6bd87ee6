import { sql } from 'kysely';
import { lineOf, type AppealFile, type AppealLine } from '../../shared/contracts/journal.ts';
import { appeal as appealSchema, isProvisional } from '../../shared/domain/appeal/appeal.ts';
import { call as callSchema, type Call } from '../../shared/domain/call/call.ts';
import { normalizePhone } from '../../shared/domain/phone/phone.ts';
import { foldText } from './foldText.ts';
import type { Db, DbOrTrx } from '../db/createDb.ts';
import type { AppealScope } from '../../shared/domain/policy/appealScope.ts';
import { scopeFilter } from '../lists/scopeFilter.ts';
import { loadPersons } from './persons.ts';
import { recordingsOfCalls } from './recordings.ts';

/** Lines of appeals within a scope, newest first; the caller adds what it looks for. */
export function appealLines(db: DbOrTrx, territory: string, scope: AppealScope) {
  return db
    .selectFrom('appeal as a')
    .leftJoin('user_account as u', (join) =>
      join.onRef('u.territory', '=', 'a.territory').onRef('u.id', '=', 'a.registered_by'),
    )
    .where('a.territory', '=', territory)
    .where(sql<boolean>`${scopeFilter(scope)}`)
    .select(['a.id', 'a.state', 'u.name as operator_name'])
    .orderBy('a.occurred_at', 'desc');
}

interface LineRow {
  state: unknown;
  operator_name: string | null;
}

export function presentLine(row: LineRow): AppealLine {
  return lineOf(appealSchema.parse(row.state), row.operator_name);
}

/** By number (a provisional one too), by telephone, or by words of the essence; all of them for an empty line. */
export async function findAppeals(
  db: Db,
  territory: string,
  scope: AppealScope,
  search: { text: string; limit: number; areaCode: string | null },
): Promise<AppealLine[]> {
  const text = search.text.trim();
  const all = appealLines(db, territory, scope).limit(search.limit);
  if (text === '') return (await all.execute()).map(presentLine);

  if (/\d/.test(text) && (isProvisional(text.toUpperCase()) || !/\p{L}{3}/u.test(text))) {
    const phone = normalizePhone(text, search.areaCode).number;
    const numbered = db
      .selectFrom('appeal_number as n')
      .where('n.territory', '=', territory)
      .where('n.number', 'in', spellingsOf(text, territory))
      .select('n.appeal_id');
    const rows = await all
      .where((eb) => eb.or([eb('a.id', 'in', numbered), ...(phone === null ? [] : [eb('a.phone', '=', phone)])]))
      .execute();
    return rows.map(presentLine);
  }
  const query = wordsQuery(text);
  if (query === '') return [];
  const rows = await all.where(sql<boolean>`a.essence_words @@ to_tsquery('russian', ${query})`).execute();
  return rows.map(presentLine);
}

/** «123» and «98-123» stand for «98-000123»; a provisional number may be typed in small letters. */
export function spellingsOf(text: string, territory: string): string[] {
  const typed = text.replaceAll(/\s/g, '').toUpperCase();
  const serial = /^(?:(\d{2})-)?(\d{1,9})$/.exec(typed);
  return serial === null ? [typed] : [typed, `${serial[1] ?? territory}-${(serial[2] ?? '').padStart(6, '0')}`];
}

/** Every word must be there, the last one may be unfinished. Letters and digits only, so the query always parses. */
function wordsQuery(text: string): string {
  const words = foldText(text).match(/[\p{L}\d]+/gu) ?? [];
  return words
    .slice(0, 12)
    .map((word) => `${word}:*`)
    .join(' & ');
}

/** What the region remembers of these persons and of this number: the latest ten. */
export async function appealsOfCaller(
  db: DbOrTrx,
  territory: string,
  scope: AppealScope,
  caller: { personIds: readonly string[]; phone: string | null; callAppealIds: readonly string[] },
): Promise<AppealLine[]> {
  const { personIds, phone, callAppealIds } = caller;
  if (personIds.length === 0 && phone === null && callAppealIds.length === 0) return [];
  const found = new Map<string, AppealLine>();
  // One scan of one index each: together, under an «or», they would read the whole journal.
  const take = async (rows: Promise<readonly LineRow[]>): Promise<void> => {
    for (const line of (await rows).map(presentLine)) found.set(line.id, line);
  };
  const latest = appealLines(db, territory, scope).limit(LATEST);
  if (personIds.length > 0) await take(latest.where('a.person_id', 'in', [...personIds]).execute());
  if (phone !== null) await take(latest.where('a.phone', '=', phone).execute());
  if (callAppealIds.length > 0) await take(latest.where('a.id', 'in', [...callAppealIds]).execute());
  return [...found.values()].sort((a, b) => b.occurredAt.localeCompare(a.occurredAt)).slice(0, LATEST);
}

const LATEST = 10;

/** The latest ten calls of this number and of these persons. */
export async function callsOfCaller(
  db: DbOrTrx,
  territory: string,
  caller: { personIds: readonly string[]; phone: string | null },
): Promise<Call[]> {
  const latest = db
    .selectFrom('call')
    .where('territory', '=', territory)
    .select(['id', 'record', 'began_at'])
    .orderBy('began_at', 'desc')
    .limit(LATEST);
  const byPhone = caller.phone === null ? [] : await latest.where('phone', '=', caller.phone).execute();
  const byPerson =
    caller.personIds.length === 0 ? [] : await latest.where('person_id', 'in', [...caller.personIds]).execute();
  const found = new Map([...byPhone, ...byPerson].map((row) => [row.id, row]));
  return [...found.values()]
    .sort((a, b) => b.began_at.localeCompare(a.began_at))
    .slice(0, LATEST)
    .map((row) => callSchema.parse(row.record));
}

/** The whole file of an appeal; null when there is none, or none that this scope may see. */
export async function openAppeal(
  db: Db,
  territory: string,
  scope: AppealScope,
  appealId: string,
): Promise<AppealFile | null> {
  const row = await appealLines(db, territory, scope).where('a.id', '=', appealId).executeTakeFirst();
  return row === undefined ? null : fileOf(db, territory, row);
}

/** What belongs to an appeal: the person, calls and their recordings. */
export async function fileOf(db: Db, territory: string, row: LineRow): Promise<AppealFile> {
  const appeal = appealSchema.parse(row.state);
  const { personId } = appeal.card;
  const persons = personId === null ? [] : loadPersons(db, territory, [personId]);
  const rows = await db
    .selectFrom('call')
    .where('territory', '=', territory)
    .where((eb) =>
      eb.or([
        eb('id', 'in', appeal.callIds.length === 0 ? [appeal.id] : appeal.callIds),
        sql<boolean>`(record -> 'appealIds') @> ${JSON.stringify([appeal.id])}::jsonb`,
      ]),
    )
    .select('record')
    .orderBy('began_at')
    .execute();
  const calls = rows.map(({ record }) => callSchema.parse(record));
  const recordings = await recordingsOfCalls(db, territory, [
    ...new Set([...appeal.callIds, ...calls.map(({ id }) => id)]),
  ]);
  const [person = null] = await persons;
  return { appeal, person, operatorName: row.operator_name, calls, recordings };
}
