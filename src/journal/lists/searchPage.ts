import { sql } from 'kysely';
import { toInstant, toMs } from '../../shared/lib/primitives.ts';
import { token, weekBegan, weekOf } from '../store/searchTokens.ts';
import type { Branch } from './branches.ts';
import { anyToken, metBy, wholeOf, type Narrowing, type Words } from './filters.ts';
import type { ListPlace } from './cursor.ts';
import { lineColumns, type LineRow } from './listLine.ts';
import { beyond, literal, pageOf, placeOf, type PageQuery, type RowsPage } from './readPage.ts';
import { runSql, type ListDb } from './runSql.ts';
import { allOf } from './scopeFilter.ts';

/** How many of the latest rows of a branch are looked through before the index of words is asked. */
const WALKED = 300;
/** Then so many, where that should do. */
const WALKED_FARTHER = 3_000;
/** Words of at least this share of the rows are looked for in the rows: gathering all that have them costs more. */
const FREQUENT = 0.05;
/** How many times what is wanted a stretch is made to hold: less would often ask twice, more reads what nobody sees. */
const AMPLE = 2;
/** The same where so few were met that they say little. */
const VERY_AMPLE = 4;
const FEW = 10;
/** More weeks than this are not worth naming: everything that is left is met at once. */
const MOST_WEEKS = 60;
const WEEK_MS = 7 * 86_400_000;
/** Before every other id. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

export interface WordsQuery extends Omit<PageQuery, 'sort'> {
  /** The conditions of the days of registration, once more. */
  days: Narrowing['days'];
  words: Words;
}

/**
 * A page of what has the words, the latest first, without reading all that has them. The latest rows are looked through:
 * a frequent word fills the page from them, and of any other they tell how far back to reach for the rest of it. A little
 * farther is looked through as well; a stretch of weeks is met with words and scope in the index of words. A rare word has
 * few rows in all.
 */
export async function searchPage(db: ListDb, query: WordsQuery): Promise<RowsPage> {
  const { limit } = query;
  const found = new Map<string, LineRow>();
  const take = (rows: readonly LineRow[]): void => rows.forEach((row) => found.set(row.id, row));
  // What is left is all older than `covered`; null when nothing is left.
  let covered: string | null = null;
  const latest = (): LineRow[] =>
    [...found.values()]
      .filter((row) => covered === null || row.occurred_at >= covered)
      .sort((a, b) => (isBefore(placeOf(a, 'registered'), placeOf(b, 'registered')) ? 1 : -1));

  const wanted = (): number => limit + 1 - latest().length;
  let looked = WALKED;
  let { rows, newest: began, bound: end, met } = await walk(db, query, looked);
  take(rows);
  covered = end;
  if (end === null || wanted() <= 0) return pageOf(latest().slice(0, limit + 1), 'registered', limit);

  if ((looked * ampleFor(met, wanted())) / Math.max(met, 0.5) <= WALKED_FARTHER) {
    looked = WALKED_FARTHER;
    const from = { ...query, branches: query.branches.filter(isLarge), after: { key: end, id: NO_ID } };
    began = end;
    ({ rows, bound: end, met } = await walk(db, from, looked));
    take(rows);
    covered = end;
  }
  const isFrequent = end !== null && wanted() > 0 && (await shareOf(db, query, met / looked)) >= FREQUENT;
  while (end !== null && wanted() > 0) {
    covered = stretchFrom(end, began, met, wanted());
    rows = await meet(db, query, { from: covered, before: end, isFrequent });
    take(rows);
    [began, met, end] = [end, rows.length, covered];
  }
  return pageOf(latest().slice(0, limit + 1), 'registered', limit);
}

/** How many rows a reach should hold for so many to be found. */
function ampleFor(met: number, wanted: number): number {
  return wanted * (met < FEW ? VERY_AMPLE : AMPLE);
}

/**
 * Which part of the latest rows has what was typed, whatever else is asked of them.
 * @param met which part of them was met; the same where nothing else is asked
 */
async function shareOf(db: ListDb, { branches, words, days, after }: WordsQuery, met: number): Promise<number> {
  const [first] = branches.filter(isLarge);
  if (words.typed === null || first === undefined) return 0;
  if (words.lexemes === null) return met;
  const all = [sql`a.territory = ${db.territory}`, first.where, ...days.map((of) => of(first.at))];
  if (after !== null) all.push(beyond(first.at, 'registered', after));
  const [row] = await runSql<{ share: number }>(
    db,
    sql`select coalesce(avg((a.essence_words @@ (select ${words.typed}))::int), 0)::float8 as share
      from (select a.essence_words from ${first.from} where ${allOf(all)} order by ${first.at} desc
        limit ${literal(WALKED)}) as a`,
    days.length === 0,
  );
  return row?.share ?? 0;
}

/**
 * Where a stretch begins that should hold what is wanted, by what was met between two instants before it: the first
 * instant of a week, or null for everything that is left.
 */
function stretchFrom(end: string, began: string | null, met: number, wanted: number): string | null {
  const spanMs = began === null ? 0 : toMs(began) - toMs(end);
  // To have met nothing says only that it is seldom.
  const neededMs = (ampleFor(met, wanted) * spanMs) / Math.max(met, 0.5);
  const weeks = Math.max(1, Math.ceil(neededMs / WEEK_MS));
  return weeks > MOST_WEEKS ? null : weekBegan(weekOf(end) - weeks);
}

/** Of one that is small everything is looked through; a large one has its token in the search vector. */
function isLarge({ tokens }: Branch): boolean {
  return tokens !== null;
}

interface Walked {
  rows: LineRow[];
  /** How many of them lie in the large branches. */
  met: number;
  /** The latest registration that was looked at. */
  newest: string | null;
  /** The registration where looking through ended; null when there are no more. */
  bound: string | null;
}

/** What has the words of so many of the latest rows of the large branches, and of all the rows of the small ones. */
async function walk(db: ListDb, query: WordsQuery, most: number): Promise<Walked> {
  const { branches, conditions, days, after, limit, mayOpen } = query;
  const large = branches.filter(isLarge);
  if (branches.length === 0) return { rows: [], met: 0, newest: null, bound: null };
  const inTerritory = sql`a.territory = ${db.territory}`;
  // An index alone knows how far so many rows reach.
  const ends = large.map(({ index }) => {
    const before = after === null ? [] : [sql`a.occurred_at <= ${after.key}::timestamptz`];
    const rows = sql`from ${index.from} where ${allOf([inTerritory, index.where, ...days.map((of) => of(sql`a.occurred_at`)), ...before])}
      order by a.occurred_at desc`;
    return sql`select (select a.occurred_at ${rows} limit 1) as newest,
      (select a.occurred_at ${rows} offset ${literal(most)} limit 1) as bound`;
  });
  const parts = branches.map((one) => {
    const { from, where, at } = one;
    const all = [inTerritory, where, ...days.map((of) => of(at))];
    if (after !== null) all.push(beyond(at, 'registered', after));
    // The limit, and «offset 0», keep the rows in their order and the words a mere filter, so that it ends with the page.
    const end = isLarge(one) ? sql`limit ${literal(most)}` : sql`offset 0`;
    const rows = sql`select a.* from ${from} where ${allOf(all)} order by ${at} desc, a.id desc ${end}`;
    // Made once, and not of the same words for every row.
    const has = sql`a.essence_words @@ (select ${wholeOf(query.words)})`;
    const columns = sql`${lineColumns(mayOpen)}, ${sql.raw(String(isLarge(one)))} as is_large`;
    return sql`(select ${columns} from (${rows}) as a where ${allOf([...conditions, has])}
      order by a.occurred_at desc, a.id desc limit ${literal(limit + 1)})`;
  });
  const none = sql`select null::timestamptz as newest, null::timestamptz as bound`;
  // The ends come with every row, and with none.
  const rows = await runSql<LineRow & { is_large: boolean; newest: string | null; bound: string | null }>(
    db,
    sql`with ends as materialized (
        select max(newest) as newest, max(bound) as bound from (${sql.join([none, ...ends], sql` union all `)}) as e)
      select ends.newest, ends.bound, w.* from ends left join (${sql.join(parts, sql` union all `)}) as w on true`,
    // Its own right and one more condition at most: not every mixture of them is worth a plan of its own.
    conditions.length <= 2 && days.length === 0,
  );
  const [first] = rows;
  const bound = first?.bound ?? null;
  return {
    rows: rows.filter(({ id }: { id: string | null }) => id !== null),
    met: rows.filter(({ is_large: lies }) => lies).length,
    newest: first?.newest ?? null,
    // Of those of the same millisecond as the first that was not looked at, some may have been left out.
    bound: bound === null ? null : toInstant(toMs(bound) + 1),
  };
}

/** What the index of words finds in a stretch of time, by the tokens of the branches. */
async function meet(
  db: ListDb,
  { branches, conditions, words, after, limit, mayOpen }: WordsQuery,
  { from, before, isFrequent }: { from: string | null; before: string; isFrequent: boolean },
): Promise<LineRow[]> {
  const large = branches.filter(isLarge);
  const isAll = large.some(({ tokens }) => tokens?.length === 0);
  const others = [
    words.lexemes,
    isAll ? null : anyToken([...new Set(large.flatMap(({ tokens }) => tokens ?? []))]),
    from === null ? null : anyToken(weeksBetween(from, before).map(token.week)),
  ];
  const fewer = isFrequent ? metBy(others) : null;
  const looked = fewer ?? metBy([words.typed, ...others]) ?? sql`''::tsquery`;
  const all = [
    sql`a.territory = ${db.territory}`,
    sql`a.essence_words @@ ${looked}`,
    // With nothing before it, so that no index answers it.
    ...(fewer === null || words.typed === null ? [] : [sql`(a.essence_words || ''::tsvector) @@ ${words.typed}`]),
    // Weeks are met as words: the index of instants would only gather them once more.
    sql`${AT} < ${before}::timestamptz`,
    ...(from === null ? [] : [sql`${AT} >= ${from}::timestamptz`]),
    ...(after === null ? [] : [beyond(sql`a.occurred_at`, 'registered', after)]),
    ...conditions,
  ];
  return runSql<LineRow>(
    db,
    sql`with hits as materialized (select a.id, a.occurred_at from appeal as a where ${allOf(all)}),
        latest as (select * from hits order by occurred_at desc, id desc limit ${literal(limit + 1)})
      select ${lineColumns(mayOpen)} from latest join appeal as a on a.territory = ${db.territory} and a.id = latest.id`,
    false,
  );
}

const AT = sql`(a.occurred_at + interval '0')`;

function weeksBetween(from: string, before: string): number[] {
  const first = weekOf(from);
  return Array.from({ length: weekOf(before) - first + 1 }, (_, i) => first + i);
}

/** Whether one place comes later in a list of the latest first. */
function isBefore(one: ListPlace, other: ListPlace): boolean {
  return one.key === other.key ? one.id < other.id : one.key < other.key;
}
