import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { Journal } from '../context.ts';
import type { Db } from './createDb.ts';
import type { Database } from './schema.ts';

/** One transaction as its queries and as the connection the sync's loading and saving work over. */
export interface Transacting {
  db: Db;
  client: pg.ClientBase;
}

/** Runs `work` as one transaction, for who writes both tables of administration and appeals. */
export function inTransaction<T>({ lend }: Pick<Journal, 'lend'>, work: (trx: Transacting) => Promise<T>): Promise<T> {
  return lend(async (client) => {
    await client.query('begin');
    try {
      const result = await work({ db: dbOver(client), client });
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  });
}

/** Queries over this one connection: the pool they ask has no other, and never gives it back by itself. */
function dbOver(client: pg.ClientBase): Db {
  const only = { query: client.query.bind(client), release: () => undefined } as unknown as pg.PoolClient;
  const pool = { options: {}, connect: () => Promise.resolve(only), end: () => Promise.resolve() };
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}
