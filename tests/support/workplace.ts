import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { DemoUser } from '../../src/shared/contracts/journal.ts';
import { startProgram, type ChildProgram, type Launcher } from '../../scripts/lib/childProgram.ts';
import { freeTcpPort } from './asterisk/freePorts.ts';

export interface JournalReady {
  url: string;
  practiceLines: Record<string, string>;
}

/** The journal as its own process over its own PostgreSQL, with the demo region; can be unplugged and plugged in again. */
export interface JournalProcess {
  url: string;
  /** Lines of the demo's operators, user → password. */
  lines: Record<string, string>;
  users: DemoUser[];
  /** Where its database answers now. */
  databaseUrl(): string;
  /** Plain SQL, past the journal. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Bytes of a recording as the journal keeps it. */
  recordingFile(id: string): Buffer;
  /** Kills the journal. */
  unplug(): Promise<void>;
  plug(): Promise<void>;
  stop(): Promise<void>;
}

export async function startJournalProcess(): Promise<JournalProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), 'otklik-journal-'));
  const port = await freeTcpPort();
  const launch = (): Promise<ChildProgram<JournalReady>> =>
    startProgram<JournalReady>('journal', 'src/journal/index.ts', journalWords(dataDir, port));
  let program = await launch();
  const { url, practiceLines } = program.ready;
  const { users } = (await (await fetch(new URL('/v1/demo-users', url))).json()) as { users: DemoUser[] };

  return {
    url,
    lines: practiceLines,
    users,
    databaseUrl: () => databaseUrl(dataDir),
    sql: (text, values) => plainSql(dataDir, text, values),
    recordingFile(id) {
      const [name = ''] = globSync(`recordings/**/${id}.wav`, { cwd: dataDir });
      return readFileSync(join(dataDir, name));
    },
    unplug: () => program.kill(),
    async plug() {
      program = await launch();
    },
    async stop() {
      await program.stop();
      // The database of a journal that was killed may still be closing its files.
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** The words a demo journal is started with. */
export function journalWords(dataDir: string, port: number): string[] {
  return ['--data-dir', dataDir, '--port', String(port), '--demo'];
}

/** Asks the embedded database of a data folder, past the journal. */
export async function plainSql<Row extends pg.QueryResultRow>(
  dataDir: string,
  text: string,
  values?: unknown[],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl(dataDir) });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** Where the embedded database of a data folder answers now. */
function databaseUrl(dataDir: string): string {
  const password = readFileSync(join(dataDir, 'postgres.secret'), 'utf8').trim();
  const port = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3];
  return `postgres://otklik:${password}@127.0.0.1:${port}/otklik`;
}

/** Lets a window find its core again over a restart. */
export const START_TOKEN = 'token-of-this-test';

/** The desktop without Electron, as its own process; its address stays the same over a crash. */
export interface DeskProcess {
  url: string;
  dataDir: string;
  /** Of the process that runs now. */
  pid(): number;
  /** The data folder as this process sees it now: the same as `dataDir` unless it lies on a disk of its own. */
  seenDataDir(): string;
  /** Ends the core as a power cut would, and starts it again over the same folder and address. */
  crash(): Promise<void>;
  kill(): Promise<void>;
  launch(): Promise<void>;
  stop(): Promise<void>;
}

export interface DeskOptions {
  journalUrl: string;
  pbxWsUrl: string | null;
  practice?: { url: string; secret: string };
  rendererDir?: string;
  dataDir?: string;
  /** Puts the data folder on a disk of its own of so many MiB, which is gone with the process; needs root. */
  diskMb?: number;
  /** More words of the command line, and more of the environment. */
  words?: readonly string[];
  env?: NodeJS.ProcessEnv;
}

export async function startDeskProcess(options: DeskOptions): Promise<DeskProcess> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'otklik-desk-'));
  const port = await freeTcpPort();
  const args = deskWords(options, dataDir, port);
  const env = {
    OTKLIK_START_TOKEN: START_TOKEN,
    ...(options.practice ? { OTKLIK_PRACTICE_SECRET: options.practice.secret } : {}),
    ...options.env,
  };
  const launch = (): Promise<ChildProgram<{ url: string }>> =>
    startProgram<{ url: string }>('desk', 'src/main/headless/index.ts', args, env, smallDisk(dataDir, options.diskMb));
  let program = await launch();
  return {
    url: program.ready.url,
    dataDir,
    pid: () => program.pid,
    seenDataDir: () => (options.diskMb === undefined ? dataDir : `/proc/${program.pid}/root${dataDir}`),
    async crash() {
      await program.kill();
      program = await launch();
    },
    kill: () => program.kill(),
    async launch() {
      program = await launch();
    },
    async stop() {
      await program.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The words a headless desk is started with. */
export function deskWords(options: DeskOptions, dataDir: string, port: number): string[] {
  return [
    '--data-dir',
    dataDir,
    '--journal-url',
    options.journalUrl,
    '--port',
    String(port),
    '--renderer-dir',
    options.rendererDir ?? process.env['OTKLIK_RENDERER_DIR'] ?? 'out/renderer',
    '--device-name',
    'АРМ-испытание',
    ...(options.pbxWsUrl ? ['--pbx-ws-url', options.pbxWsUrl] : []),
    ...(options.practice ? ['--practice-url', options.practice.url] : []),
    ...(options.words ?? []),
  ];
}

/**
 * A mount namespace of the process alone: the disk ends with it, however it ends, and the death signal ends the
 * process even when the test runner is killed.
 */
function smallDisk(folder: string, megabytes: number | undefined): Launcher | undefined {
  if (megabytes === undefined) return undefined;
  const script = 'mount -t tmpfs -o "size=$1m,mode=700" otklik-test "$2"; shift 2; exec "$@"';
  const shell = ['sh', '-ec', script, 'sh', String(megabytes), folder, process.execPath];
  return { path: 'setpriv', args: ['--pdeathsig', 'KILL', 'unshare', '--mount', ...shell] };
}
