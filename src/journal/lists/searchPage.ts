import { sql } from 'kysely';
import { token, weekBegan, weekOf } from '../store/searchTokens.ts';
import type { Branch } from './branches.ts';
import type { ListPlace } from './cursor.ts';
import { anyToken } from './filters.ts';
import { lineColumns, type LineRow } from './listLine.ts';
import { beyond, pageOf, placeOf, readPage, runSql, type ListDb, type PageQuery, type RowsPage } from './readPage.ts';
import { allOf, type Sql } from './scopeFilter.ts';

/** How many of the latest rows are looked through before the index of words is asked. */
const WALKED = 2_000;
/** Then so many weeks further back, and then everything that is left. */
const WEEKS = [4, 16] as const;

export interface WordsQuery extends Omit<PageQuery, 'sort'> {
  /** The conditions of the days of registration, once more. */
  days: readonly Sql[];
  words: Sql;
}

/**
 * A page of what has the words, the latest first, without reading all that has them: a frequent word fills the page from
 * the latest rows, a rare one has few rows in all; what is between is met with stretches of weeks in the index of words.
 */
export async function searchPage(db: ListDb, query: WordsQuery): Promise<RowsPage> {
  const { branches, words, after, limit } = query;
  const hasWords = sql`a.essence_words @@ ${words}`;
  const small = branches.filter(({ tokens }) => tokens === null);
  const large = branches.filter(({ tokens }) => tokens !== null);
  const found = new Map<string, LineRow>();
  const take = (rows: readonly LineRow[]): void => rows.forEach((row) => found.set(row.id, row));
  // What is left is all older than `covered`; null when nothing is left.
  let covered: string | null = null;
  const latest = (): LineRow[] =>
    [...found.values()]
      .filter((row) => covered === null || row.occurred_at >= covered)
      .sort((a, b) => (isBefore(placeOf(a, 'registered'), placeOf(b, 'registered')) ? 1 : -1));

  if (small.length > 0) {
    const conditions = [...query.conditions, hasWords];
    take(
      (await readPage(db, { ...query, branches: small, conditions, sort: 'registered', limit: limit + 1 }, false)).rows,
    );
  }
  if (large.length > 0) {
    covered = await boundOf(db, large, query);
    take(await walk(db, large, query, covered));
    let end = covered;
    for (const weeks of [...WEEKS, null]) {
      if (end === null || latest().length > limit) break;
      const week: number = weekOf(end) - (weeks ?? 0);
      covered = weeks === null ? null : weekBegan(week);
      take(
        await meet(db, large, query, {
          from: covered,
          before: end,
          weeks: weeks === null ? [] : upTo(week, weekOf(end)),
        }),
      );
      end = covered;
    }
  }
  return pageOf(latest().slice(0, limit + 1), 'registered', limit);

  async function walk(at: ListDb, of: readonly Branch[], asked: WordsQuery, from: string | null): Promise<LineRow[]> {
    const parts = of.map((one) => {
      // «offset 0» keeps the rows in their order and the words a mere filter, so that it ends with the page.
      const rows = sql`select a.* from ${one.from} where ${allOf([...base(at, one, asked, after), ...since(one, from)])}
        order by ${one.at} desc, a.id desc offset 0`;
      return sql`(select ${lineColumns(asked.mayOpen)} from (${rows}) as a where ${allOf([...asked.conditions, hasWords])}
        order by a.occurred_at desc, a.id desc limit ${limit + 1})`;
    });
    return runSql<LineRow>(at, sql`${sql.join(parts, sql` union all `)}`, false);
  }
}

/** The registration of the row where looking through the latest ones ends, or null when there are fewer. */
async function boundOf(db: ListDb, large: readonly Branch[], query: WordsQuery): Promise<string | null> {
  const parts = large.map(
    (one) => sql`(select ${one.at} as at from ${one.from} where ${allOf(base(db, one, query, query.after))}
      order by ${one.at} desc offset ${WALKED} limit 1)`,
  );
  const [row] = await runSql<{ at: string | null }>(
    db,
    sql`select max(at) as at from (${sql.join(parts, sql` union all `)}) as b`,
    query.days.length === 0,
  );
  return row?.at ?? null;
}

function base(db: ListDb, { where, at }: Branch, { days }: WordsQuery, after: ListPlace | null): Sql[] {
  const all = [sql`a.territory = ${db.territory}`, where, ...days];
  return after === null ? all : [...all, beyond(at, 'registered', after)];
}

function since({ at }: Branch, from: string | null): Sql[] {
  return from === null ? [] : [sql`${at} >= ${from}::timestamptz`];
}

/** What the index of words finds in a stretch of time, by the tokens of the branches. */
async function meet(
  db: ListDb,
  large: readonly Branch[],
  { conditions, words, after, limit, mayOpen }: WordsQuery,
  stretch: { from: string | null; before: string; weeks: readonly number[] },
): Promise<LineRow[]> {
  const isAll = large.some(({ tokens }) => tokens?.length === 0);
  const parts = [words];
  if (!isAll) parts.push(anyToken([...new Set(large.flatMap(({ tokens }) => tokens ?? []))]));
  if (stretch.weeks.length > 0) parts.push(anyToken(stretch.weeks.map(token.week)));
  const all = [
    sql`a.territory = ${db.territory}`,
    sql`a.essence_words @@ (${sql.join(parts, sql` && `)})`,
    sql`a.occurred_at < ${stretch.before}::timestamptz`,
    ...(stretch.from === null ? [] : [sql`a.occurred_at >= ${stretch.from}::timestamptz`]),
    ...(after === null ? [] : [beyond(sql`a.occurred_at`, 'registered', after)]),
    ...conditions,
  ];
  return runSql<LineRow>(
    db,
    sql`with hits as materialized (select a.id, a.occurred_at from appeal as a where ${allOf(all)}),
        latest as (select * from hits order by occurred_at desc, id desc limit ${limit + 1})
      select ${lineColumns(mayOpen)} from latest join appeal as a on a.territory = ${db.territory} and a.id = latest.id`,
    false,
  );
}

function upTo(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Whether one place comes later in a list of the latest first. */
function isBefore(one: ListPlace, other: ListPlace): boolean {
  return one.key === other.key ? one.id < other.id : one.key < other.key;
}
