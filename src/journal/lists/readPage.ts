import { sql } from 'kysely';
import type { WorklistSort } from '../../shared/contracts/worklists.ts';
import type { PageNote } from '../commands/writeAccess.ts';
import type { Branch } from './branches.ts';
import type { ListPlace } from './cursor.ts';
import { lineColumns, LINE_NAMES, type LineRow } from './listLine.ts';
import { runSql, type ListDb } from './runSql.ts';
import { allOf, type Sql } from './scopeFilter.ts';

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

/** A page of a union of branches, told once each, in the order of the list. */
export async function readPage(db: ListDb, query: PageQuery, isKept = true): Promise<RowsPage> {
  if (query.branches.length === 0) return { rows: [], last: null };
  const text = sql`select ${sql.raw(LINE_NAMES)} from (${pageSql(db, query)}) as page ${inOrder(query)}`;
  return pageOf(await runSql<LineRow>(db, text, isKept), query.sort, query.limit);
}

/** The same, and the entry of the access log in the same statement: one message, one commit. */
export async function readNotedPage(db: ListDb, query: PageQuery, note: PageNote, isKept = true): Promise<RowsPage> {
  if (query.branches.length === 0) {
    await note.write([]);
    return { rows: [], last: null };
  }
  const text = notedPageSql(db, query, (ids) => note.asPart(note.values(), ids));
  return pageOf(await runSql<LineRow>(db, text, isKept), query.sort, query.limit);
}

/** @param entry the insert of the entry, of the ids that are shown */
export function notedPageSql(db: ListDb, query: PageQuery, entry: (ids: Sql) => Sql): Sql {
  const shown = sql`select id from page ${inOrder(query)} limit ${literal(query.limit)}`;
  const ids = sql`(select coalesce(jsonb_agg(id), '[]') from (${shown}) as shown)`;
  return sql`with page as materialized (${pageSql(db, query)}), noted as (${entry(ids)})
    select ${sql.raw(LINE_NAMES)} from page ${inOrder(query)}`;
}

/**
 * Keys first, which indexes hold, then the rows of these alone. The limit is a part of the text: a plan that does not
 * know it would be made for reading everything.
 */
function pageSql(db: ListDb, query: PageQuery): Sql {
  const { branches, sort, limit, mayOpen } = query;
  const parts = branches.map((one) => sql`(select a.id, ${keyOf(one, sort)} as key ${tail(db, one, query)})`);
  const keys =
    parts.length === 1
      ? sql.join(parts)
      : sql`select id, key from (${sql.join(parts, sql` union `)}) as u ${inOrder(query)} limit ${literal(limit + 1)}`;
  return sql`select ${lineColumns(mayOpen)}, found.key from (${keys}) as found
    join appeal as a on a.territory = ${db.territory} and a.id = found.id`;
}

function inOrder({ sort }: PageQuery): Sql {
  return sql`order by key ${direction(sort)}, id ${direction(sort)}`;
}

/** A number as a part of the text. */
export function literal(whole: number): Sql {
  return sql.raw(String(Math.trunc(whole)));
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
  return sql`from ${from} where ${allOf(all)} order by ${key} ${direction(sort)}, a.id ${direction(sort)} limit ${literal(limit + 1)}`;
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
