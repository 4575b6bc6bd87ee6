import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { asClusterUser, type ClusterUser } from './clusterUser.ts';
import type { DataFolder } from './dataFolder.ts';
import { signal } from './leftProcesses.ts';
import type { PostgresBinaries } from './postgresBinaries.ts';
import { startSentinel } from './sentinel.ts';

const run = promisify(execFile);

const STOP_WITHIN_SEC = 60;
const LOOK_EVERY_MS = 25;
/**
 * Systems give ports from 32768 or 49152 up to outgoing connections; one of those could be taken while the cluster
 * is being restarted, even by a connection to itself.
 */
const PORTS = { first: 15_000, last: 29_999 };

/** What a postmaster is begun with. */
export interface Ground {
  folder: DataFolder;
  binaries: PostgresBinaries;
  user: ClusterUser;
  settings: readonly string[];
}

/** A postmaster this process has begun. */
export interface OwnPostmaster {
  pid: number;
  port: number;
  hasEnded(): boolean;
  /** What it said before it gave up. */
  lastWords(): string;
  /** Its death, however it comes. */
  onEnd(listener: () => void): void;
  /** Ends it fast: open transactions are rolled back, everything committed is on the disk. */
  stop(): Promise<void>;
}

export async function beginPostmaster(ground: Ground, port: number): Promise<OwnPostmaster> {
  const { folder, binaries, user, settings } = ground;
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
  const pid = child.pid ?? 0;
  const sentinel = startSentinel(pid, binaries.pgCtl, folder.pgdata);
  let hasEnded = child.pid === undefined;
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString('utf8')).slice(-2000);
  });
  child.on('error', () => undefined);
  child.once('exit', () => {
    hasEnded = true;
    sentinel.dismiss();
  });
  child.unref();
  return {
    pid,
    port,
    hasEnded: () => hasEnded,
    lastWords: () => said.trim(),
    onEnd: (listener) => child.once('exit', listener),
    stop: async () => {
      if (!hasEnded) await stopPostmaster(pid, ground);
      sentinel.dismiss();
    },
  };
}

/** Ends a postmaster, ours or left by a killed process, and waits until it is gone. */
export async function stopPostmaster(pid: number, { folder, binaries, user }: Ground): Promise<void> {
  if (process.platform === 'win32') {
    const words = ['stop', '-D', folder.pgdata, '-m', 'fast', '-w', '-t', String(STOP_WITHIN_SEC)];
    await run(...asClusterUser(user, binaries.pgCtl, words));
    return;
  }
  const until = performance.now() + STOP_WITHIN_SEC * 1000;
  // PostgreSQL's own vocabulary: SIGINT is a fast stop, SIGQUIT an immediate one, mended by recovery at the next start.
  if (!signal(pid, 'SIGINT')) return;
  while (signal(pid, 0)) {
    if (performance.now() > until) signal(pid, 'SIGQUIT');
    await delay(LOOK_EVERY_MS);
  }
}

/** A loopback port nobody listens on at this moment. */
export async function freePort(random: () => number = Math.random): Promise<number> {
  for (;;) {
    const port = PORTS.first + Math.floor(random() * (PORTS.last - PORTS.first + 1));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
