import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster } from '../../src/journal/embedded/postgresCluster.ts';

const PREFIX = 'otklik-postgres-of-';
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Vitest's global set-up: one PostgreSQL for the whole run, known to the test files by the environment. */
export async function setup(): Promise<() => Promise<void>> {
  const postgres = await startTemporaryPostgres();
  process.env['OTKLIK_TEST_POSTGRES'] = postgres.url('postgres');
  return postgres.stop;
}

export interface TemporaryPostgres {
  url(database: string): string;
  stop(): Promise<void>;
}

/** The PostgreSQL that comes with us in a folder that vanishes with it. */
export async function startTemporaryPostgres(settings: readonly string[] = []): Promise<TemporaryPostgres> {
  await sweep();
  const dataDir = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const cluster = await startCluster({ dataDir, log: quiet, settings });
  return {
    url: (database) => cluster.url(database),
    stop: async () => {
      await cluster.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Ends the clusters of runs that were killed before they could: the folder's name tells whose it was. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    const dataDir = join(tmpdir(), name);
    if (existsSync(join(dataDir, 'postgres', 'postmaster.pid'))) {
      // Held by somebody after all: left alone.
      const left = await startCluster({ dataDir, log: quiet }).catch(() => null);
      if (left === null) continue;
      await left.stop();
    }
    await rm(dataDir, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
