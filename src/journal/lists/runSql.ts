import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { DbHandle } from '../db/createDb.ts';
import type { Sql } from './scopeFilter.ts';

/** What every reading of lists needs. */
export interface ListDb extends Pick<DbHandle, 'db' | 'lend' | 'lendPlanned'> {
  territory: string;
}

/** Names of texts that come again and again; making one costs as much as finding a row. */
const names = new Map<string, string>();
const MOST_NAMES = 1_000;

/**
 * Runs one statement. Kept, it is planned once a connection, whatever it is asked with; else for every asking anew, by
 * what is asked.
 */
export async function runSql<Row extends pg.QueryResultRow>(
  db: Pick<ListDb, 'db' | 'lend' | 'lendPlanned'>,
  text: Sql,
  isKept = true,
): Promise<Row[]> {
  const { sql: compiled, parameters } = text.compile(db.db);
  const values = [...parameters];
  const { rows } = isKept
    ? await db.lendPlanned((client) => client.query<Row>({ name: nameOf(compiled), text: compiled, values }))
    : await db.lend((client) => client.query<Row>({ text: compiled, values }));
  return rows;
}

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `lists:${createHash('sha1').update(text).digest('base64url')}`;
    if (names.size >= MOST_NAMES) names.clear();
    names.set(text, name);
  }
  return name;
}

/** What stands in a text that is made once for a value that is known with every asking. */
const MARK = '\u0001';
interface Shape {
  name: string;
  text: string;
  parameters: readonly unknown[];
}
const shapes = new Map<string, Shape>();

export type Marked<Values> = { readonly [Key in keyof Values]: string };

/**
 * Runs a statement whose text is the same for everybody who asks in the same way: making it costs more than finding its
 * rows. It is made once, of marks, and run with the values they stand for.
 * @param shape all that the text depends on
 * @param make makes the text of nothing but the marks and what `shape` tells
 * @throws Error when a text was made of somebody's own value: the next to ask would be answered with it
 */
export async function runShaped<Row extends pg.QueryResultRow, Values extends Readonly<Record<string, unknown>>>(
  db: ListDb,
  shape: string,
  values: Values,
  make: (marks: Marked<Values>) => Sql,
): Promise<Row[]> {
  const { name, text, parameters } = shapes.get(shape) ?? keepShape(db, shape, values, make);
  const given = (parameter: unknown): unknown => {
    if (Array.isArray(parameter)) return parameter.map(given);
    return isMark(parameter) ? values[parameter.slice(MARK.length)] : parameter;
  };
  return (await db.lendPlanned((client) => client.query<Row>({ name, text, values: parameters.map(given) }))).rows;
}

function keepShape<Values extends Readonly<Record<string, unknown>>>(
  db: ListDb,
  shape: string,
  values: Values,
  make: (marks: Marked<Values>) => Sql,
): Shape {
  const marks = Object.fromEntries(Object.keys(values).map((key) => [key, MARK + key])) as Marked<Values>;
  const { sql: text, parameters } = make(marks).compile(db.db);
  for (const parameter of parameters.flat()) {
    if (typeof parameter === 'string' && !isMark(parameter) && parameter !== db.territory)
      throw new Error('a value was made a part of a kept text');
  }
  const kept = { name: nameOf(text), text, parameters };
  if (shapes.size >= MOST_NAMES) shapes.clear();
  shapes.set(shape, kept);
  return kept;
}

function isMark(parameter: unknown): parameter is string {
  return typeof parameter === 'string' && parameter.startsWith(MARK);
}
