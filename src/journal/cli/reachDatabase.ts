import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { AppError } from '../../shared/errors.ts';
import { createDb } from '../db/createDb.ts';
import { CLUSTER_OWNER } from '../embedded/dataFolder.ts';
import { findPostmaster } from '../embedded/leftProcesses.ts';
import { startCluster } from '../embedded/postgresCluster.ts';

const DATABASE = 'otklik';
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface Place {
  dataDir: string | null;
  postgresUrl: string | null;
}

/**
 * A connection to the journal's database for a command, whether the journal runs at the moment or not: over its data
 * folder the running cluster is spoken to, or one is started for as long as the command takes.
 * @throws AppError `cli.no_database` when there is nothing to connect to
 */
export async function withDatabase<T>(place: Place, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const { url, stop } = await addressOf(place);
  const handle = createDb(url, quiet, 1);
  try {
    const client = await handle.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  } finally {
    await handle.close();
    await stop();
  }
}

async function addressOf({ dataDir, postgresUrl }: Place): Promise<{ url: string; stop: () => Promise<void> }> {
  const nothing = (): Promise<void> => Promise.resolve();
  if (postgresUrl !== null) return { url: postgresUrl, stop: nothing };
  if (dataDir === null || !existsSync(join(dataDir, 'postgres'))) throw new AppError('cli.no_database');
  const running = await findPostmaster(await realpath(join(dataDir, 'postgres')));
  if (running === null) {
    const cluster = await startCluster({ dataDir, log: quiet });
    return { url: cluster.url(DATABASE), stop: () => cluster.stop() };
  }
  if (running.port === 0) throw new AppError('cli.database_starting');
  const password = (await readFile(join(dataDir, 'postgres.secret'), 'utf8')).trim();
  return { url: `postgres://${CLUSTER_OWNER}:${password}@127.0.0.1:${running.port}/${DATABASE}`, stop: nothing };
}

/**
 * Whose journal it is: the one given, or the only one there.
 * @throws AppError `cli.which_territory`
 */
export async function territoryOf(client: pg.ClientBase, given: string | null): Promise<string> {
  const { rows } = await client.query<{ territory: string }>('select territory from journal order by territory');
  const found = rows.find(({ territory }) => given === null || territory === given);
  if (found === undefined || (given === null && rows.length > 1)) throw new AppError('cli.which_territory');
  return found.territory;
}
