import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createDb } from '../../src/journal/db/createDb.ts';
import { migrate } from '../../src/journal/db/migrate.ts';
import { openTerritory } from '../../src/journal/db/openTerritory.ts';
import { seedDemo } from '../../src/journal/demo/seedDemo.ts';
import { startTemporaryPostgres, type TemporaryPostgres } from './postgresRun.ts';

export const TEST_TERRITORY = { territory: '98', region: 'Заречная область', demo: true };

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

let own: TemporaryPostgres | null = null;
let ready: Promise<string> | null = null;

/**
 * The run's PostgreSQL: the one of vitest's global set-up, or, in a bench and wherever there is none, one of this
 * process, ended by `stopTestPostgres`. Gives the address of its maintenance database.
 */
export function testPostgres(): Promise<string> {
  ready ??= (async () => {
    const shared = process.env['OTKLIK_TEST_POSTGRES'];
    if (shared !== undefined) return shared;
    own = await startTemporaryPostgres();
    return own.url('postgres');
  })();
  return ready;
}

/** Ends what this process started; the shared one is left to the run. */
export async function stopTestPostgres(): Promise<void> {
  await own?.stop();
  own = null;
  ready = null;
}

function withDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}

async function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** An empty database. */
export async function createEmptyDatabase(template = 'template0'): Promise<TestDatabase> {
  const url = await testPostgres();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asOwner(url, (client) => client.query(`create database ${name} template ${template}`));
  return {
    url: withDatabase(url, name),
    drop: () =>
      asOwner(url, async (client) => void (await client.query(`drop database if exists ${name} with (force)`))),
  };
}

const TEMPLATE = 'otklik_template';

/** A database of its own with the present shape and the demo region: a copy of a template made once in a run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const url = await testPostgres();
  await asOwner(url, async (client) => {
    // Two test files may come here at once: the lock lives as long as this connection.
    await client.query('select pg_advisory_lock(42)');
    const { rows } = await client.query('select from pg_database where datname = $1', [TEMPLATE]);
    if (rows.length > 0) return;
    await client.query(`create database ${TEMPLATE}_new`);
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const database = createDb(withDatabase(url, `${TEMPLATE}_new`), quiet, 2);
    const clock = { nowMs: () => Date.now() };
    await migrate(database.db);
    await openTerritory(database.db, clock, TEST_TERRITORY);
    await seedDemo(database.db, TEST_TERRITORY.territory, clock);
    await database.close();
    await client.query(`alter database ${TEMPLATE}_new rename to ${TEMPLATE}`);
  });
  return createEmptyDatabase(TEMPLATE);
}
