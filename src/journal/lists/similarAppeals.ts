import { sql } from 'kysely';
import type { SimilarLine, SimilarQuery } from '../../shared/contracts/worklists.ts';
import { appealScope } from '../../shared/domain/policy/appealScope.ts';
import { normalizePhone } from '../../shared/domain/phone/phone.ts';
import { toInstant, toMs } from '../../shared/lib/primitives.ts';
import { plainBranch } from './branches.ts';
import { presentLine, type LineRow, type Presenting } from './listLine.ts';
import { readPage } from './readPage.ts';
import { runSql, type ListDb } from './runSql.ts';
import { scopeFilter, uuids, type Sql } from './scopeFilter.ts';
import { mayOpenOf, type Reader } from './worklists.ts';

const RECENT_MS = 90 * 86_400_000;
/** A switchboard's number has thousands; what repeats is among the latest. */
const LOOKED_AT = 50;
const SHOWN = 20;

/** Open and recent appeals of the same person or number, wherever they are: the same theme first. */
export async function similarAppeals(
  db: ListDb,
  reader: Reader & { areaCode: string | null },
  query: SimilarQuery,
  presenting: Presenting,
): Promise<SimilarLine[]> {
  const scope = appealScope(reader.somebody, 'appeal.seeLine');
  const { personId, themeCode, exceptId } = query;
  const typed = query.phone?.replace(/^ (?=\d)/, '+') ?? '';
  const phone = typed === '' ? null : (normalizePhone(typed, reader.areaCode).number ?? typed);
  const since = toInstant(toMs(presenting.now) - RECENT_MS);
  const conditions = [
    scopeFilter(scope),
    sql`(a.status <> 'closed' or a.occurred_at >= ${since}::timestamptz)`,
    ...(exceptId === undefined ? [] : [sql`a.id <> ${exceptId}::uuid`]),
  ];
  const found = async (where: Sql): Promise<LineRow[]> =>
    (
      await readPage(db, {
        branches: [plainBranch(where)],
        conditions,
        sort: 'registered',
        after: null,
        limit: LOOKED_AT,
        mayOpen: mayOpenOf(reader.somebody, scope),
      })
    ).rows;
  const [ofPerson, ofPhone] = await Promise.all([
    personId === undefined ? [] : found(sql`a.person_id = ${personId}::uuid`),
    phone === null ? [] : found(sql`a.phone = ${phone}`),
  ]);
  const lines = new Map<string, SimilarLine>();
  const take = (rows: readonly LineRow[], by: SimilarLine['by']): void => {
    for (const row of rows) {
      if (lines.has(row.id)) continue;
      const isSameTheme = themeCode !== undefined && row.theme_code === themeCode;
      lines.set(row.id, { ...presentLine(row, presenting), isSameTheme, by, substitute: null });
    }
  };
  take(ofPerson, 'person');
  take(ofPhone, 'phone');
  const shown = [...lines.values()].sort(byNearness).slice(0, SHOWN);
  const substitutes = await substitutesOf(db, shown, presenting);
  return shown.map((line) => ({ ...line, substitute: substitutes.get(line.leader?.id ?? '') ?? null }));
}

/** Who stands in now for those who lead these, by whom they stand in for. */
async function substitutesOf(
  db: ListDb,
  lines: readonly SimilarLine[],
  { names, now }: Presenting,
): Promise<Map<string, NonNullable<SimilarLine['substitute']>>> {
  const leaders = [...new Set(lines.flatMap(({ leader }) => (leader === null ? [] : [leader.id])))];
  if (leaders.length === 0) return new Map();
  const rows = await runSql<{ user_id: string; substitute_id: string }>(
    db,
    sql`select user_id, substitute_id from absence where territory = ${db.territory}
      and user_id = any(${uuids(leaders)}) and since <= ${now}::timestamptz and until > ${now}::timestamptz
      and cancelled_at is null`,
  );
  return new Map(rows.map(({ user_id: of, substitute_id: id }) => [of, { id, name: names.get(id) ?? '' }]));
}

function byNearness(a: SimilarLine, b: SimilarLine): number {
  const rank = (line: SimilarLine): number => (line.isSameTheme ? 0 : 2) + (line.status === 'closed' ? 1 : 0);
  return rank(a) - rank(b) || b.occurredAt.localeCompare(a.occurredAt);
}
