import { setTimeout as delay } from 'node:timers/promises';
import { totalmem } from 'node:os';
import pg from 'pg';
import { AppError } from '../../shared/errors.ts';
import { startCluster, type Cluster } from '../embedded/postgresCluster.ts';
import type { Log } from '../ports.ts';
import { isPassingFailure } from './createDb.ts';

const DATABASE = 'otklik';
const PATIENCE_MS = 60_000;
const AGAIN_AFTER_MS = 100;

/** Where our own PostgreSQL answers at this moment: it is started again whenever it dies, perhaps elsewhere. */
export async function embeddedAddress(
  dataDir: string,
  log: Log,
  started: (() => Promise<void>)[],
): Promise<() => string> {
  const cluster: Cluster = await startCluster({ dataDir, log, settings: [`shared_buffers=${buffersMb()}MB`] });
  started.push(() => cluster.stop());
  await patiently(() => makeDatabase(cluster.url('postgres')));
  return () => cluster.url(DATABASE);
}

/** PostgreSQL's own 128 MB hold the newest appeals of a small region; a larger machine keeps more of them at hand. */
function buffersMb(): number {
  const share = Math.floor(totalmem() / 16 / 2 ** 20);
  return Math.min(1024, Math.max(128, share));
}

async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rows.length === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** Does it again while the database is away for a moment: a journal that is just starting need not give up for that. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const cause = error instanceof AppError ? error.cause : error;
      if (!isPassingFailure(cause) || Date.now() > until) throw error;
      await delay(AGAIN_AFTER_MS);
    }
  }
}
