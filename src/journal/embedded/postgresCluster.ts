import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { AppError } from '../../shared/errors.ts';
import type { Log } from '../ports.ts';
import { asClusterUser, clusterUser, type ClusterUser } from './clusterUser.ts';
import { CLUSTER_OWNER, findPostmaster, prepareDataFolder, type DataFolder, type Postmaster } from './dataFolder.ts';
import { postgresBinaries, type PostgresBinaries } from './postgresBinaries.ts';

const run = promisify(execFile);

const READY_WITHIN_MS = 60_000;
const PROBE_EVERY_MS = 25;
const AGAIN_AFTER_MS = 1_000;
const STOP_WITHIN_SEC = 60;
/** «otk»: held by the process that owns the cluster for as long as it lives, wherever its death comes from. */
const OWNER_LOCK = 0x6f_74_6b;

export interface ClusterOptions {
  dataDir: string;
  log: Log;
  /** Extra settings as `name=value`; tests raise what they need. */
  settings?: readonly string[];
}

export interface Cluster {
  url(database: string): string;
  /** Ends the cluster fast: open transactions are rolled back, everything committed is on the disk. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that comes with us over a data folder, or takes over the one a killed process left running.
 * @throws AppError `cluster.in_use` when another living process holds the folder
 */
export async function startCluster({ dataDir, log, settings = [] }: ClusterOptions): Promise<Cluster> {
  const user = clusterUser();
  const binaries = await postgresBinaries();
  const folder = await prepareDataFolder(dataDir, binaries, user);
  folder.pgdata = await realpath(folder.pgdata);

  const left = await findPostmaster(folder.pgdata);
  if (left !== null) log.warn({ pid: left.pid }, 'cluster.adopting');
  const urlAt = (port: number, database: string): string =>
    `postgres://${CLUSTER_OWNER}:${folder.password}@127.0.0.1:${port}/${database}`;
  const begin = async (): Promise<{ owner: pg.Client; postmaster: Postmaster }> => {
    const begun = await beginPostmaster(folder, binaries, user, settings);
    const owner = await connectWhenReady(urlAt(begun.port, 'postgres'), begun);
    return { owner, postmaster: { pid: begun.child.pid ?? 0, port: begun.port } };
  };
  // Where only the postmaster was killed, its backends need a moment to notice, and hold the shared memory till then.
  const beginOrAgain = (): ReturnType<typeof begin> => begin().catch(() => delay(AGAIN_AFTER_MS).then(begin));
  const { owner, postmaster } =
    left === null
      ? await beginOrAgain()
      : { owner: await connectWhenReady(urlAt(left.port, 'postgres'), null), postmaster: left };
  const { rows } = await owner.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [OWNER_LOCK]);
  if (rows[0]?.held !== true) {
    await owner.end();
    throw new AppError('cluster.in_use', { pid: postmaster.pid });
  }
  let isStopping = false;
  owner.on('error', () => {
    if (!isStopping) log.error({ pid: postmaster.pid }, 'cluster.lost');
  });
  log.info({ pid: postmaster.pid, port: postmaster.port }, 'cluster.started');

  let stopping: Promise<void> | null = null;
  const end = async (): Promise<void> => {
    isStopping = true;
    await owner.end().catch(() => undefined);
    await stopPostmaster(postmaster, folder, binaries, user);
    log.info({ pid: postmaster.pid }, 'cluster.stopped');
  };
  return { url: (database) => urlAt(postmaster.port, database), stop: () => (stopping ??= end()) };
}

interface Begun {
  child: ChildProcess;
  port: number;
  /** What it said before it gave up. */
  lastWords: () => string;
}

async function beginPostmaster(
  folder: DataFolder,
  binaries: PostgresBinaries,
  user: ClusterUser,
  settings: readonly string[],
): Promise<Begun> {
  const port = await freePort();
  const words = ['-D', folder.pgdata, '-p', String(port), '-h', '127.0.0.1', '-k', ''];
  // The journal's promise to a desk is that what was answered is on the disk.
  for (const setting of ['fsync=on', 'synchronous_commit=on', 'password_encryption=scram-sha-256', ...settings]) {
    words.push('-c', setting);
  }
  // Its own process group: a Ctrl+C in the terminal must not end the cluster before the journal has finished with it.
  const child = spawn(...asClusterUser(user, binaries.postgres, words), {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
  });
  let said = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString('utf8')).slice(-2000);
  });
  child.on('error', () => undefined);
  child.unref();
  return { child, port, lastWords: () => said.trim() };
}

async function connectWhenReady(url: string, begun: Begun | null): Promise<pg.Client> {
  const until = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url, application_name: 'otklik-owner', keepAlive: true });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      const hasDied = begun !== null && (begun.child.exitCode !== null || begun.child.signalCode !== null);
      if (hasDied || performance.now() > until) {
        throw new AppError('cluster.not_started', { said: begun?.lastWords() ?? '' }, { cause: error });
      }
      await delay(PROBE_EVERY_MS);
    }
  }
}

async function stopPostmaster(
  postmaster: Postmaster,
  folder: DataFolder,
  binaries: PostgresBinaries,
  user: ClusterUser,
): Promise<void> {
  if (process.platform === 'win32') {
    const words = ['stop', '-D', folder.pgdata, '-m', 'fast', '-w', '-t', String(STOP_WITHIN_SEC)];
    await run(...asClusterUser(user, binaries.pgCtl, words));
    return;
  }
  const until = performance.now() + STOP_WITHIN_SEC * 1000;
  // PostgreSQL's own vocabulary: SIGINT is a fast stop, SIGQUIT an immediate one, mended by recovery at the next start.
  if (!signal(postmaster.pid, 'SIGINT')) return;
  while (signal(postmaster.pid, 0)) {
    if (performance.now() > until) signal(postmaster.pid, 'SIGQUIT');
    await delay(PROBE_EVERY_MS);
  }
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** A loopback port nobody listens on at this moment. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
