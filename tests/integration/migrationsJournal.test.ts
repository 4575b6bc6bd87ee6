import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../../src/journal/db/migrate.ts';
import * as first from '../../src/journal/db/migrations/2026-11-22T0900_journal.ts';
import type { Database } from '../../src/journal/db/schema.ts';
import { createEmptyDatabase, testPostgres, type TestDatabase } from '../support/postgres.ts';

/** A database whose connection is ended by the server right after the statement of the given number. */
function mortalDb(url: string, admin: pg.Client, dieAfter: number): { db: Kysely<Database>; done: () => number } {
  let done = 0;
  class MortalClient extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config);
      // Its end is what is wanted.
      this.on('error', () => undefined);
    }

    override query(...args: unknown[]): never {
      const plain = super.query.bind(this) as (...given: unknown[]) => Promise<unknown>;
      return this.#dieInTime(plain(...args)) as never;
    }

    async #dieInTime(answer: Promise<unknown>): Promise<unknown> {
      const result = await answer;
      done += 1;
      if (done === dieAfter) {
        const { processID } = this as unknown as { processID: number };
        await admin.query('select pg_terminate_backend($1, 10000)', [processID]);
      }
      return result;
    }
  }
  const pool = new pg.Pool({ connectionString: url, max: 1, Client: MortalClient });
  pool.on('error', () => undefined);
  return { db: new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }), done: () => done };
}

function plainDb(url: string): Kysely<Database> {
  return new Kysely<Database>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 1 }) }),
  });
}

/** Columns, indexes and constraints of everything that is ours. */
async function shapeOf(db: Kysely<Database>): Promise<unknown> {
  const columns = await sql`
    select table_name, column_name, data_type, is_nullable, column_default, is_identity, collation_name
    from information_schema.columns where table_schema = 'public' order by 1, 2`.execute(db);
  const indexes = await sql`select indexname, indexdef from pg_indexes where schemaname = 'public' order by 1`.execute(
    db,
  );
  const constraints = await sql`
    select conrelid::regclass::text as of, conname, pg_get_constraintdef(oid) as def, convalidated
    from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2`.execute(db);
  const steps = await sql`select name from kysely_migration order by 1`.execute(db);
  return [columns.rows, indexes.rows, constraints.rows, steps.rows];
}

/** Tables beside those the migrator keeps for itself. */
async function ownTables(db: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ tablename: string }>`
    select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely%' order by 1`.execute(
    db,
  );
  return rows.map(({ tablename }) => tablename);
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createEmptyDatabase();
});
afterAll(() => database?.drop());

/** Gives an empty database to each work: the same one, emptied, since making one costs more than everything else here. */
async function withDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  await withDb(plainDb(database.url), async (db) => {
    await sql`drop schema public cascade`.execute(db);
    await sql`create schema public`.execute(db);
  });
  return work(database.url);
}

async function withDb<T>(db: Kysely<Database>, work: (db: Kysely<Database>) => Promise<T>): Promise<T> {
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

/** Today's shape, and how many statements it takes to come to it. */
async function uninterrupted(
  prepare: (url: string) => Promise<void>,
): Promise<{ wanted: unknown; statements: number }> {
  const admin = new pg.Client({ connectionString: await testPostgres() });
  await admin.connect();
  try {
    return await withDatabase(async (url) => {
      await prepare(url);
      const { db, done } = mortalDb(url, admin, 0);
      await withDb(db, migrate);
      return { wanted: await withDb(plainDb(url), shapeOf), statements: done() };
    });
  } finally {
    await admin.end();
  }
}

const nothing = (): Promise<void> => Promise.resolve();

/** A journal of the first release, with a row that must stay. */
async function firstRelease(url: string): Promise<void> {
  await withDb(plainDb(url), async (db) => {
    const steps: Record<string, Migration> = { '2026-11-22T0900_journal': first };
    const { error } = await new Migrator({
      db,
      provider: { getMigrations: () => Promise.resolve(steps) },
    }).migrateToLatest();
    if (error !== undefined) throw new Error('the first step did not run', { cause: error });
    await sql`insert into journal (territory, region, demo, created_at) values ('98', 'Заречная область', true, now())`.execute(
      db,
    );
    await sql`insert into change (territory, entity, entity_id, scope_new) values ('98', 'call', gen_random_uuid(), 'user:x')`.execute(
      db,
    );
  });
}

test.each([
  ['an empty database', nothing, [], 3],
  ['a journal of the first release', firstRelease, ['98'], 1],
])(
  'the connection ended after any statement over %s leaves all of it or nothing, and the next start comes to the same shape',
  { timeout: 600_000 },
  async (_name, prepare, territories, stride) => {
    const { wanted, statements } = await uninterrupted(prepare);
    expect(statements).toBeGreaterThan(10);
    const admin = new pg.Client({ connectionString: await testPostgres() });
    await admin.connect();
    let failed = 0;
    try {
      // Plain «create» statements one after another differ in nothing but their number.
      for (let dieAfter = 1; dieAfter <= statements; dieAfter += stride) {
        await withDatabase(async (url) => {
          await prepare(url);
          const before = await withDb(plainDb(url), ownTables);
          const { db } = mortalDb(url, admin, dieAfter);
          const outcome = await withDb(db, (mortal) =>
            migrate(mortal).then(
              () => 'done',
              (error: { code?: string }) => error.code ?? 'failed',
            ),
          );
          if (outcome !== 'done') failed += 1;
          await withDb(plainDb(url), async (next) => {
            const after = await ownTables(next);
            // Never a part: the steps and the note of them commit together.
            if (after.length !== before.length) expect(await shapeOf(next)).toEqual(wanted);
            else expect(after).toEqual(before);
            await migrate(next);
            expect(await shapeOf(next), `ended after statement ${dieAfter}`).toEqual(wanted);
            const kept = await sql<{ territory: string }>`select territory from journal`.execute(next);
            expect(kept.rows.map(({ territory }) => territory)).toEqual(territories);
          });
        });
      }
    } finally {
      await admin.end();
    }
    // Otherwise nothing was cut short.
    expect(failed).toBeGreaterThan(10);
  },
);

test('two journals that start at once over an empty database wait for each other', async () => {
  const { wanted } = await uninterrupted(nothing);
  await withDatabase(async (url) => {
    await Promise.all([withDb(plainDb(url), migrate), withDb(plainDb(url), migrate)]);
    expect(await withDb(plainDb(url), shapeOf)).toEqual(wanted);
  });
});
