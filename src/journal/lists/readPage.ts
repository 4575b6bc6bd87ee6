import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type pg from 'pg';
import type { WorklistSort } from '../../shared/contracts/worklists.ts';
import type { DbHandle } from '../db/createDb.ts';
import type { Branch } from './branches.ts';
import type { ListPlace } from './cursor.ts';
import { lineColumns, type LineRow } from './listLine.ts';
import { allOf, type Sql } from './scopeFilter.ts';

/** What every reading of lists needs. */
export interface ListDb extends Pick<DbHandle, 'db' | 'lend'> {
  territory: string;
}

export interface PageQuery {
  branches: readonly Branch[];
  /** Hold in every branch. */
  conditions: readonly Sql[];
  sort: WorklistSort;
  after: ListPlace | null;
  limit: number;
  /** Whose name and number may be shown. */
  mayOpen: Sql;
}

export interface RowsPage {
  rows: LineRow[];
  /** Where this page ends, when there is more. */
  last: ListPlace | null;
}

/** Runs one statement. Where its text comes again and again it is planned once a connection. */
export async function runSql<Row extends pg.QueryResultRow>(db: ListDb, text: Sql, isKept = true): Promise<Row[]> {
  const { sql: compiled, parameters } = text.compile(db.db);
  const values = [...parameters];
  const name = isKept ? { name: `lists:${createHash('sha1').update(compiled).digest('base64url')}` } : {};
  return (await db.lend((client) => client.query<Row>({ ...name, text: compiled, values }))).rows;
}

/** A page of a union of branches, told once each, in the order of the list. */
export async function readPage(db: ListDb, query: PageQuery, isKept = true): Promise<RowsPage> {
  const { branches, sort, limit, mayOpen } = query;
  const [only] = branches;
  if (only === undefined) return { rows: [], last: null };
  const columns = lineColumns(mayOpen);
  const text =
    branches.length === 1
      ? sql`select ${columns} ${tail(db, only, query)}`
      : sql`select ${columns} from (
          select id, key from (${sql.join(
            branches.map((one) => sql`(select a.id, ${keyOf(one, sort)} as key ${tail(db, one, query)})`),
            sql` union `,
          )}) as u order by key ${direction(sort)}, id ${direction(sort)} limit ${limit + 1}
        ) as page join appeal as a on a.territory = ${db.territory} and a.id = page.id
        order by page.key ${direction(sort)}, page.id ${direction(sort)}`;
  return pageOf(await runSql<LineRow>(db, text, isKept), sort, limit);
}

/** A page of rows of which one more than asked for may have come. */
export function pageOf(rows: LineRow[], sort: WorklistSort, limit: number): RowsPage {
  const shown = rows.slice(0, limit);
  const end = shown.at(-1);
  const isMore = rows.length > limit && end !== undefined;
  return { rows: shown, last: isMore ? placeOf(end, sort) : null };
}

export function placeOf(row: LineRow, sort: WorklistSort): ListPlace {
  return { key: sort === 'due' ? (row.due_on ?? '') : row.occurred_at, id: row.id };
}

function tail(db: ListDb, { from, where, at }: Branch, { conditions, sort, after, limit }: PageQuery): Sql {
  const key = sort === 'due' ? sql`a.due_on` : at;
  const all = [sql`a.territory = ${db.territory}`, where, ...conditions];
  if (sort === 'due') all.push(sql`a.status <> 'closed'`, sql`a.due_on is not null`);
  if (after !== null) all.push(beyond(key, sort, after));
  return sql`from ${from} where ${allOf(all)} order by ${key} ${direction(sort)}, a.id ${direction(sort)} limit ${limit + 1}`;
}

/** Only what comes after a place, in the order of the list. */
export function beyond(key: Sql, sort: WorklistSort, after: ListPlace): Sql {
  return sort === 'due'
    ? sql`(${key}, a.id) > (${after.key}::date, ${after.id}::uuid)`
    : sql`(${key}, a.id) < (${after.key}::timestamptz, ${after.id}::uuid)`;
}

function keyOf({ at }: Branch, sort: WorklistSort): Sql {
  return sort === 'due' ? sql`a.due_on` : at;
}

function direction(sort: WorklistSort): Sql {
  return sort === 'due' ? sql`asc` : sql`desc`;
}
