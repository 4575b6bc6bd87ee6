import { realpath } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { AppError } from '../../shared/errors.ts';
import type { Log } from '../ports.ts';
import { clusterUser } from './clusterUser.ts';
import { CLUSTER_OWNER, prepareDataFolder } from './dataFolder.ts';
import { endOrphans, findPostmaster } from './leftProcesses.ts';
import { postgresBinaries } from './postgresBinaries.ts';
import { beginPostmaster, freePort, stopPostmaster, type Ground, type OwnPostmaster } from './postmaster.ts';

const READY_WITHIN_MS = 60_000;
const PROBE_EVERY_MS = 10;
/** The backend of a killed owner needs a moment to notice; a living owner holds its lock longer than that. */
const OWNER_LEAVES_WITHIN_MS = 1_500;
const FIRST_BEGINNINGS = 3;
const LONGEST_PAUSE_MS = 5_000;
/** «otk»: held by the process that owns the cluster for as long as it lives, wherever its death comes from. */
const OWNER_LOCK = 0x6f_74_6b;

export interface ClusterOptions {
  dataDir: string;
  log: Log;
  /** Extra settings as `name=value`; tests raise what they need. */
  settings?: readonly string[];
}

export interface Cluster {
  /** The address at this moment: after a restart it may be another. */
  url(database: string): string;
  /** Ends the cluster fast: open transactions are rolled back, everything committed is on the disk. */
  stop(): Promise<void>;
}

/** The running cluster: its postmaster, and the connection whose lock says whose it is. */
interface Held {
  postmaster: OwnPostmaster;
  owner: pg.Client;
}

/**
 * Starts the PostgreSQL that comes with us over a data folder and keeps it running: when it, or a part of it, dies,
 * it is started again. It ends with this process, however this process ends.
 * @throws AppError `cluster.in_use` when another living process holds the folder
 */
export async function startCluster({ dataDir, log, settings = [] }: ClusterOptions): Promise<Cluster> {
  const user = clusterUser();
  const binaries = await postgresBinaries();
  const folder = await prepareDataFolder(dataDir, binaries, user);
  folder.pgdata = await realpath(folder.pgdata);
  const ground: Ground = { folder, binaries, user, settings };
  const ending = new AbortController();

  const urlAt = (port: number, database: string): string =>
    `postgres://${CLUSTER_OWNER}:${folder.password}@127.0.0.1:${port}/${database}`;

  const raise = async (port: number): Promise<Held> => {
    await clear(ground, log, (left) => urlAt(left, 'postgres'));
    const postmaster = await beginPostmaster(ground, port);
    try {
      return { postmaster, owner: await own(urlAt(port, 'postgres'), postmaster, ending.signal) };
    } catch (error) {
      await postmaster.stop();
      throw error;
    }
  };
  let port = 0;
  let held = await raiseFirst(async () => raise((port = await freePort())));
  log.info({ pid: held.postmaster.pid, port }, 'cluster.started');

  /** A killed backend makes the postmaster restart by itself; a killed postmaster is followed by a new one. */
  const regain = async (attempt: number): Promise<Held> => {
    const { postmaster } = held;
    if (!postmaster.hasEnded())
      return { postmaster, owner: await own(urlAt(port, 'postgres'), postmaster, ending.signal) };
    // Its place may have been taken meanwhile.
    if (attempt > 1) port = await freePort();
    return raise(port);
  };

  let regaining: Promise<void> | null = null;
  const regainAll = async (): Promise<void> => {
    log.error({ pid: held.postmaster.pid }, 'cluster.lost');
    void held.owner.end().catch(() => undefined);
    for (let attempt = 0; !ending.signal.aborted; attempt++) {
      try {
        held = await regain(attempt);
        log.warn({ pid: held.postmaster.pid, port }, 'cluster.regained');
        return;
      } catch (error) {
        // The first attempt fails whenever the postmaster died a moment after the connection.
        if (attempt > 0 && !ending.signal.aborted) log.error({ err: error }, 'cluster.not_regained');
        await delay(Math.min(LONGEST_PAUSE_MS, PROBE_EVERY_MS * 4 ** attempt), undefined, {
          signal: ending.signal,
        }).catch(() => undefined);
      }
    }
  };
  const watch = ({ owner, postmaster }: Held): void => {
    let isLost = false;
    const lose = (): void => {
      if (isLost || ending.signal.aborted) return;
      isLost = true;
      regaining = regainAll().then(() => {
        regaining = null;
        if (!ending.signal.aborted) watch(held);
      });
    };
    owner.on('error', lose).on('end', lose);
    postmaster.onEnd(lose);
    if (postmaster.hasEnded()) lose();
  };
  watch(held);

  const end = async (): Promise<void> => {
    ending.abort();
    await regaining;
    await held.owner.end().catch(() => undefined);
    await held.postmaster.stop();
    log.info({ pid: held.postmaster.pid }, 'cluster.stopped');
  };
  let stopping: Promise<void> | null = null;
  return { url: (database) => urlAt(port, database), stop: () => (stopping ??= end()) };
}

/** Two processes that start at once both find the folder free; PostgreSQL lets one in, and the other must look again. */
async function raiseFirst(raise: () => Promise<Held>): Promise<Held> {
  for (let left = FIRST_BEGINNINGS; ; left--) {
    try {
      return await raise();
    } catch (error) {
      if (left === 1 || (error instanceof AppError && error.code === 'cluster.in_use')) throw error;
    }
  }
}

/**
 * Makes the folder free: a postmaster nobody owns is ended, one on its way out waited for, orphans of a killed one
 * are ended.
 * @throws AppError `cluster.in_use` when it has a living owner
 */
async function clear(ground: Ground, log: Log, urlAt: (port: number) => string): Promise<void> {
  const { pgdata } = ground.folder;
  const until = performance.now() + READY_WITHIN_MS;
  let heldSince: number | null = null;
  for (;;) {
    const left = await findPostmaster(pgdata);
    if (left === null) break;
    const owner = left.port === 0 ? null : await connect(urlAt(left.port)).catch(() => null);
    const isOurs = owner === null ? null : await takeLock(owner).catch(() => null);
    if (isOurs === true) {
      log.warn({ pid: left.pid }, 'cluster.ending_left');
      await stopPostmaster(left.pid, ground);
    }
    await owner?.end().catch(() => undefined);
    if (isOurs === false) heldSince ??= performance.now();
    const isHeld = heldSince !== null && performance.now() > heldSince + OWNER_LEAVES_WITHIN_MS;
    if (isHeld || performance.now() > until) throw new AppError('cluster.in_use', { pid: left.pid });
    if (isOurs !== true) await delay(PROBE_EVERY_MS);
  }
  const killed = await endOrphans(pgdata);
  if (killed > 0) log.warn({ killed }, 'cluster.orphans_ended');
}

/** Connects as soon as the postmaster answers, and takes the owner's lock. */
async function own(url: string, postmaster: OwnPostmaster, ending: AbortSignal): Promise<pg.Client> {
  const until = performance.now() + READY_WITHIN_MS;
  for (;;) {
    let fault: unknown;
    const client = await connect(url).catch((error: unknown) => {
      fault = error;
      return null;
    });
    // Not free: held by our own backend of before, whose connection broke without its knowing yet.
    if (client !== null && (await takeLock(client).catch(() => false))) return client;
    void client?.end().catch(() => undefined);
    ending.throwIfAborted();
    if (postmaster.hasEnded() || performance.now() > until)
      throw new AppError('cluster.not_started', { said: postmaster.lastWords() }, { cause: fault });
    await delay(PROBE_EVERY_MS);
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'otklik-owner',
    keepAlive: true,
    connectionTimeoutMillis: READY_WITHIN_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

async function takeLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [OWNER_LOCK]);
  return rows[0]?.held === true;
}
