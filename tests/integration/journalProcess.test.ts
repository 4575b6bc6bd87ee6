import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startCluster } from '../../src/journal/embedded/postgresCluster.ts';
import type { ReadyMessage } from '../../src/journal/ready.ts';
import { handshake } from '../../src/shared/contracts/journal.ts';
import { createEmptyDatabase } from '../support/postgres.ts';

const entry = fileURLToPath(new URL('../../src/journal/index.ts', import.meta.url));
const WITHIN = { timeout: 30_000, interval: 20 };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

let folder: string;
const running: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otklik-journal-'));
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  // After a failed test its cluster may still run over the folder that is to vanish.
  await startCluster({ dataDir: join(folder, 'demo'), log: quiet })
    .then((left) => left.stop())
    .catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  ready: ReadyMessage | null;
  said: () => string;
  ended: Promise<number | null>;
}

/** Starts the journal as its parent does; `ready` is null when it gave up. */
async function startProcess(...words: string[]): Promise<Started> {
  const child = fork(entry, words, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  running.push(child);
  let text = '';
  child.stderr?.on('data', (bytes: Buffer) => (text += bytes.toString()));
  child.stdout?.on('data', (bytes: Buffer) => (text += bytes.toString()));
  // Not «close»: after a `disconnect` Node does not always send it.
  const silent = child.stderr === null ? Promise.resolve() : once(child.stderr, 'close');
  const ended = once(child, 'exit').then(async ([code]) => {
    await silent;
    return code as number | null;
  });
  const ready = await Promise.race([
    once(child, 'message').then(([message]) => message as ReadyMessage),
    ended.then(() => null),
  ]);
  return { child, ready, said: () => text, ended };
}

/** Whether the cluster of this folder has ended. */
async function isAtRest(dataDir: string): Promise<boolean> {
  return stat(join(dataDir, 'postgres', 'postmaster.pid')).then(
    () => false,
    () => true,
  );
}

/** The process that `postmaster.pid` speaks of. */
async function postmasterOf(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function childrenOf(pid: number): Promise<number[]> {
  return (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').map(Number);
}

/** The process that ends this postmaster when its journal is gone. */
async function sentinelOf(postmaster: number): Promise<number> {
  for (const pid of (await readdir('/proc')).map(Number).filter((name) => name > 0)) {
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    if (words.includes('otklik-sentinel') && words.includes(String(postmaster))) return pid;
  }
  throw new Error('nobody watches over the cluster');
}

/** A zombie nobody has buried yet is dead. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

test('the demo starts over an empty folder, tells its address and its lines, and ends cleanly', async () => {
  const dataDir = join(folder, 'demo');
  const { child, ready, ended, said } = await startProcess('--data-dir', dataDir, '--demo', '--pbx-domain', 'pbx.test');
  expect(ready).toMatchObject({ ready: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
  expect(Object.keys(ready?.practiceLines ?? {})).toContain('101');
  expect(handshake.parse(await (await fetch(`${ready?.url}/v1/handshake`)).json())).toMatchObject({ demo: true });
  for (const secret of ['postgres.secret', 'tokens.secret']) {
    expect((await stat(join(dataDir, secret))).mode & 0o777).toBe(0o600);
    expect(said()).not.toContain(await readFile(join(dataDir, secret), 'utf8'));
  }
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(await isAtRest(dataDir)).toBe(true);
});

test('a journal that was killed takes its cluster along, and the next one finds everything in it', async () => {
  const dataDir = join(folder, 'demo');
  const first = await startProcess('--data-dir', dataDir, '--demo');
  const postmaster = await postmasterOf(dataDir);
  first.child.kill('SIGKILL');
  await first.ended;
  await vi.waitUntil(() => !isAlive(postmaster), WITHIN);
  const second = await startProcess('--data-dir', dataDir, '--demo');
  expect(second.ready?.practiceLines).toEqual(first.ready?.practiceLines);
  second.child.kill('SIGTERM');
  await second.ended;
  expect(await isAtRest(dataDir)).toBe(true);
});

test.runIf(process.platform === 'linux')(
  'a cluster left without any owner does not block the next journal',
  async () => {
    const dataDir = join(folder, 'demo');
    const first = await startProcess('--data-dir', dataDir, '--demo');
    const left = await postmasterOf(dataDir);
    process.kill(await sentinelOf(left), 'SIGKILL');
    first.child.kill('SIGKILL');
    await first.ended;
    expect(isAlive(left)).toBe(true);
    const second = await startProcess('--data-dir', dataDir, '--demo');
    expect(second.ready?.practiceLines).toEqual(first.ready?.practiceLines);
    expect(second.said()).toContain('cluster.ending_left');
    expect(isAlive(left)).toBe(false);
    second.child.kill('SIGTERM');
    await second.ended;
  },
);

test.runIf(process.platform === 'linux')(
  'a journal outlives its PostgreSQL: meanwhile it asks to come again, then all goes on',
  async () => {
    const dataDir = join(folder, 'demo');
    const { child, ready, ended, said } = await startProcess('--data-dir', dataDir, '--demo');
    // Asks the database, and knows no such session.
    const ask = async (): Promise<number> => {
      const body = JSON.stringify({ sessionId: randomUUID(), refreshToken: 'x'.repeat(32) });
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`${ready?.url}/v1/refresh`, { method: 'POST', headers, body })).status;
    };
    const victims: (() => Promise<number>)[] = [
      () => postmasterOf(dataDir),
      async () => (await childrenOf(await postmasterOf(dataDir))).at(-1) ?? 0,
      () => postmasterOf(dataDir),
    ];
    for (const [i, victim] of victims.entries()) {
      process.kill(await victim(), 'SIGKILL');
      const statuses = new Set<number>();
      while (said().split('cluster.regained').length < i + 2) statuses.add(await ask());
      expect([401, 503]).toEqual(expect.arrayContaining([...statuses]));
      expect(statuses).toContain(503);
      expect(await ask()).toBe(401);
    }
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(await isAtRest(dataDir)).toBe(true);
  },
);

test.runIf(process.platform === 'linux')(
  'a journal that is stopped while its PostgreSQL is down leaves nothing running',
  async () => {
    const dataDir = join(folder, 'demo');
    const { child, ended } = await startProcess('--data-dir', dataDir, '--demo');
    const postmaster = await postmasterOf(dataDir);
    process.kill(postmaster, 'SIGKILL');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(isAlive(postmaster)).toBe(false);
    const next = await postmasterOf(dataDir).catch(() => postmaster);
    await vi.waitUntil(() => !isAlive(next), WITHIN);
  },
);

test.runIf(process.platform === 'linux')(
  'a backend that goes on without its killed postmaster is ended before a new one starts',
  async () => {
    const dataDir = join(folder, 'demo');
    const events: string[] = [];
    const hear = (_fields: unknown, event: string): void => void events.push(event);
    const cluster = await startCluster({ dataDir, log: { info: hear, warn: hear, error: hear } });
    const busy = new pg.Client({ connectionString: cluster.url('postgres') });
    busy.on('error', () => undefined);
    await busy.connect();
    // Counts without ever looking up, so it does not see that its postmaster is gone.
    const counting = busy.query('select max(n) from generate_series(1, 1000000000000) n').catch(() => 'cut off');
    const watcher = new pg.Client({ connectionString: cluster.url('postgres') });
    watcher.on('error', () => undefined);
    await watcher.connect();
    await vi.waitUntil(
      async () =>
        (
          await watcher.query(
            "select from pg_stat_activity where query like '%generate_series(1, 1000%' and pid <> pg_backend_pid()",
          )
        ).rows.length > 0,
      WITHIN,
    );
    process.kill(await postmasterOf(dataDir), 'SIGKILL');
    expect(await counting).toBe('cut off');
    await vi.waitUntil(() => events.includes('cluster.regained'), WITHIN);
    expect(events).toContain('cluster.orphans_ended');
    await cluster.stop();
    expect(await isAtRest(dataDir)).toBe(true);
  },
);

test('a journal whose parent is gone ends, and its cluster with it', async () => {
  const dataDir = join(folder, 'demo');
  const { child, ended } = await startProcess('--data-dir', dataDir, '--demo');
  child.disconnect();
  expect(await ended).toBe(0);
  expect(await isAtRest(dataDir)).toBe(true);
});

test('two journals do not share a data folder', async () => {
  const dataDir = join(folder, 'demo');
  const first = await startProcess('--data-dir', dataDir, '--demo');
  const second = await startProcess('--data-dir', dataDir, '--demo');
  expect(second.ready).toBeNull();
  expect(second.said()).toContain('another journal is running');
  expect((await fetch(`${first.ready?.url}/v1/handshake`)).status).toBe(200);
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
});

test('a demo’s folder is not opened as a working journal', async () => {
  const dataDir = join(folder, 'demo');
  const working = await startProcess('--data-dir', dataDir, '--territory', '50', '--region', 'Московская область');
  expect(working.ready).toBeNull();
  expect(working.said()).toContain('never share');
  expect(await isAtRest(dataDir)).toBe(true);
});

test('over a PostgreSQL of one’s own there is no demo: neither the option, nor the users’ list', async () => {
  const database = await createEmptyDatabase();
  const refused = await startProcess('--data-dir', join(folder, 'own'), '--demo', '--postgres-url', database.url);
  expect(refused.ready).toBeNull();
  expect(await refused.ended).toBe(2);
  const { child, ready, ended } = await startProcess(
    ...[
      '--data-dir',
      join(folder, 'own'),
      '--postgres-url',
      database.url,
      '--territory',
      '50',
      '--region',
      'Московская область',
    ],
  );
  expect(ready?.practiceLines).toBeUndefined();
  expect((await fetch(`${ready?.url}/v1/demo-users`)).status).toBe(404);
  expect(handshake.parse(await (await fetch(`${ready?.url}/v1/handshake`)).json())).toMatchObject({
    demo: false,
    territory: '50',
  });
  child.kill('SIGTERM');
  await ended;
  await database.drop();
});

test('a folder of another major version of PostgreSQL is told of, not touched', async () => {
  const dataDir = join(folder, 'demo');
  const versionFile = join(dataDir, 'postgres', 'PG_VERSION');
  await writeFile(versionFile, '12\n');
  await expect(startCluster({ dataDir, log: quiet })).rejects.toMatchObject({
    code: 'cluster.other_version',
    params: { folder: '12', program: '17' },
  });
  await writeFile(versionFile, '17\n');
});

test('a stale postmaster.pid whose number belongs to somebody else does not stand in the way', async () => {
  const dataDir = join(folder, 'demo');
  await writeFile(
    join(dataDir, 'postgres', 'postmaster.pid'),
    `${process.pid}\n${dataDir}/postgres\n0\n1\n\n127.0.0.1\n`,
  );
  const cluster = await startCluster({ dataDir, log: quiet });
  await cluster.stop();
  expect(await isAtRest(dataDir)).toBe(true);
});
