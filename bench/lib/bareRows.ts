import pg from 'pg';
import { DEMO_TERRITORY } from '../../src/journal/config.ts';
import { createDb } from '../../src/journal/db/createDb.ts';
import { migrate } from '../../src/journal/db/migrate.ts';
import type { StormDesk } from './stormDesks.ts';

/** A column's text as PostgreSQL writes it, to be given back as it is. */
const asText = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig;

/** The final rows one desk's acts have left, by table. */
export type DeskRows = { table: string; columns: string[]; rows: (string | null)[][] }[];

/** Identities are given anew; everything else is written as it stands. */
const TABLES: readonly {
  table: string;
  key: 'device' | 'appeal' | 'call' | 'entity';
  column: string;
  without: string[];
}[] = [
  { table: 'act_log', key: 'device', column: 'device_id', without: [] },
  { table: 'appeal', key: 'appeal', column: 'id', without: [] },
  { table: 'appeal_event', key: 'appeal', column: 'appeal_id', without: [] },
  { table: 'appeal_number', key: 'appeal', column: 'appeal_id', without: [] },
  { table: 'call', key: 'call', column: 'id', without: [] },
  { table: 'operator_log', key: 'device', column: 'device_id', without: [] },
  { table: 'change', key: 'entity', column: 'entity_id', without: ['id'] },
];

/** Reads what each desk's acts have become. */
export async function readFinalRows(url: string, desks: readonly StormDesk[]): Promise<DeskRows[]> {
  const client = new pg.Client({ connectionString: url, types: asText });
  await client.connect();
  try {
    const all: DeskRows[] = [];
    for (const desk of desks) {
      const keys = {
        device: [desk.deviceId],
        appeal: desk.appealIds,
        call: desk.callIds,
        entity: [...desk.appealIds, ...desk.callIds],
      };
      const tables: DeskRows = [];
      for (const { table, key, column, without } of TABLES) {
        const found = await client.query<(string | null)[]>({
          text: `select * from ${table} where territory = '${DEMO_TERRITORY}' and ${column} = any($1::uuid[])`,
          values: [keys[key]],
          rowMode: 'array',
        });
        const names = found.fields.map((field) => field.name);
        const kept = names.flatMap((name, i) => (without.includes(name) ? [] : [i]));
        const rows = found.rows.map((row) => kept.map((i) => row[i] ?? null));
        if (rows.length > 0) tables.push({ table, columns: kept.map((i) => names[i] ?? ''), rows });
      }
      all.push(tables);
    }
    return all;
  } finally {
    await client.end();
  }
}

/** A database beside the journal's, in the same cluster and of the same shape. Its address. */
export async function makeBareDatabase(journalUrl: string): Promise<string> {
  const owner = new pg.Client({ connectionString: journalUrl });
  await owner.connect();
  await owner.query('create database bare');
  await owner.end();
  const address = new URL(journalUrl);
  address.pathname = '/bare';
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const database = createDb(address.href, quiet, 2);
  await migrate(database.db);
  await database.close();
  return address.href;
}

const PARENTS = ['journal', 'organisation', 'user_account', 'device'];

/** Brings over what is new of the rows the others refer to. */
async function copyParents(journalUrl: string, into: pg.Client): Promise<void> {
  const from = new pg.Client({ connectionString: journalUrl, types: asText });
  await from.connect();
  try {
    for (const table of PARENTS) {
      const { rows, fields } = await from.query<(string | null)[]>({
        text: `select * from ${table}`,
        rowMode: 'array',
      });
      const columns = fields.map((field) => field.name);
      for (const row of rows) {
        const places = columns.map((_, i) => `$${i + 1}`).join(', ');
        await into.query(`insert into ${table} (${columns.join(', ')}) values (${places}) on conflict do nothing`, row);
      }
    }
  } finally {
    await from.end();
  }
}

/**
 * Writes the rows of each desk in a transaction of its own, one multi-row INSERT per table, by one warm client: its
 * statements are prepared, its plans made over tables whose statistics are fresh. Milliseconds.
 */
export async function writeBare(journalUrl: string, bareUrl: string, desks: readonly DeskRows[]): Promise<number> {
  const client = new pg.Client({ connectionString: bareUrl });
  await client.connect();
  try {
    await copyParents(journalUrl, client);
    await client.query('analyze');
    for (const tables of desks.slice(0, WARMED_BY)) {
      await client.query('begin');
      for (const { table, columns, rows } of tables) await client.query(insertOf(table, columns, rows));
      await client.query('rollback');
    }
    await client.query('checkpoint');
    const began = performance.now();
    for (const tables of desks) {
      await client.query('begin');
      for (const { table, columns, rows } of tables) await client.query(insertOf(table, columns, rows));
      await client.query('commit');
    }
    return performance.now() - began;
  } finally {
    await client.end();
  }
}

const WARMED_BY = 20;

function insertOf(table: string, columns: readonly string[], rows: readonly (string | null)[][]): pg.QueryConfig {
  let place = 0;
  const values = rows.map((row) => `(${row.map(() => `$${++place}`).join(', ')})`);
  return {
    // Prepared once per shape, so that the client is as warm as it can be.
    name: `${table}:${rows.length}`,
    text: `insert into ${table} (${columns.join(', ')}) values ${values.join(', ')}`,
    values: rows.flat(),
  };
}
