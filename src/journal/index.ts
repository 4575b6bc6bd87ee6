import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { AppError } from '../shared/errors.ts';
import { uuid7 } from '../shared/lib/uuid7.ts';
import { createAuditHeads } from './audit/auditHeads.ts';
import { loadSigningKey } from './auth/secrets.ts';
import { runAuditCommand } from './cli/runAuditCommand.ts';
import { readConfig, type JournalConfig } from './config.ts';
import { createJournal, type JournalPorts, type RunningJournal } from './createJournal.ts';
import { createDb, isPassingFailure, type DbHandle } from './db/createDb.ts';
import { migrate } from './db/migrate.ts';
import { openTerritory } from './db/openTerritory.ts';
import { demoUsers, seedDemo } from './demo/seedDemo.ts';
import { startCluster, type Cluster } from './embedded/postgresCluster.ts';
import { createLog } from './log.ts';
import type { Clock, Ids, Log } from './ports.ts';
import type { ReadyMessage } from './ready.ts';
import { loadRecoveryKeys } from './recovery/recoveryKeys.ts';
import { createRecordingFiles } from './recordings/recordingFiles.ts';

const DATABASE = 'otklik';
const PATIENCE_MS = 60_000;
const AGAIN_AFTER_MS = 100;

/** Starts everything in order; what has started is stopped in the opposite one, also when a later thing fails. */
async function run(settings: JournalConfig, log: Log): Promise<void> {
  const started: (() => Promise<void>)[] = [];
  let stopping: Promise<void> | null = null;
  const beginning = begin(settings, log, started);
  const stopAll = async (): Promise<void> => {
    // What is just being started must be there to be stopped, or it would be left behind.
    await beginning.catch(() => undefined);
    for (const stop of started.reverse())
      await stop().catch((error: unknown) => log.error({ err: error }, 'journal.stop_failed'));
  };
  const stop = (why: string, exitCode: number): void => {
    if (stopping === null) log.info({ why }, 'journal.stopping');
    stopping ??= stopAll().then(() => process.exit(exitCode));
  };
  process.once('SIGTERM', () => stop('SIGTERM', 0));
  process.once('SIGINT', () => stop('SIGINT', 0));
  // A parent that is killed says no goodbye: its end of the channel closes.
  process.once('disconnect', () => stop('parent gone', 0));

  try {
    const journal = await beginning;
    if (stopping !== null) return;
    const practiceLines = settings.demo ? { practiceLines: journal.lines } : {};
    const message: ReadyMessage = { ready: true, url: journal.address, ...practiceLines };
    process.send?.(message);
    // The address of a journal is no secret; the field's name is one in the log's eyes.
    log.info({ address: journal.address, demo: settings.demo }, 'journal.ready');
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'internal';
    log.error({ err: error, code }, 'journal.not_started');
    process.stderr.write(`journal: not started: ${explain(error)}\n`);
    stop('failure', 1);
  }
}

async function begin(settings: JournalConfig, log: Log, started: (() => Promise<void>)[]) {
  const { territory, region, demo, pbxDomain } = settings;
  const dataDir = resolve(settings.dataDir);
  const clock: Clock = { nowMs: () => Date.now() };
  const ids: Ids = { next: () => uuid7(clock.nowMs(), randomBytes(10)) };

  const signingKey = await loadSigningKey(dataDir);
  const database = createDb(settings.postgresUrl ?? (await embedded(dataDir, log, started)), log);
  started.push(() => database.close());
  await patiently(async () => {
    await migrate(database.db);
    await openTerritory(database.db, clock, settings);
    if (demo) await seedDemo(database.db, territory, clock);
  });

  const recovery = await loadRecoveryKeys(dataDir);
  const ports: JournalPorts = {
    database,
    clock,
    ids,
    log,
    files: createRecordingFiles(join(dataDir, 'recordings')),
    auditHeads: createAuditHeads(dataDir),
    signingKey,
    recovery,
    config: { territory, region, demo, pbxDomain },
    demoUsers: demo ? demoUsers() : null,
    webhooks: { allowPrivate: settings.privateWebhooks, timeoutMs: 10_000, everyMs: 1_000 },
  };
  const journal: RunningJournal = await patiently(() => createJournal(ports));
  started.push(() => journal.stop());
  const address = await journal.listen(settings.host, settings.port);
  return { address, lines: demo ? await patiently(() => linesOf(database)) : {} };
}

/** Where our own PostgreSQL answers at this moment: it is started again whenever it dies, perhaps elsewhere. */
async function embedded(dataDir: string, log: Log, started: (() => Promise<void>)[]): Promise<() => string> {
  const cluster: Cluster = await startCluster({ dataDir, log });
  started.push(() => cluster.stop());
  await patiently(() => makeDatabase(cluster.url('postgres')));
  return () => cluster.url(DATABASE);
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
async function patiently<T>(work: () => Promise<T>): Promise<T> {
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

async function linesOf({ db }: DbHandle): Promise<Record<string, string>> {
  const lines = await db.selectFrom('sip_line').select(['sip_user', 'sip_password']).execute();
  return Object.fromEntries(lines.map((line) => [line.sip_user, line.sip_password]));
}

const EXPLAINED: Readonly<Record<string, string>> = {
  'cluster.root':
    'PostgreSQL does not run as root and this system forbids user namespaces; start the journal as an ordinary user',
  'cluster.no_binaries': 'there is no embedded PostgreSQL for this platform; give --postgres-url',
  'cluster.in_use': 'another journal is running over this data folder',
  'cluster.other_version': 'the data folder was made by another major version of PostgreSQL',
  'cluster.not_a_cluster': 'the folder «postgres» inside the data folder is not a PostgreSQL cluster',
  'db.too_old': 'PostgreSQL 15 or newer is needed',
  'journal.demo_mismatch': 'a demo and a working journal never share a database',
};

function explain(thrown: unknown): string {
  if (!(thrown instanceof AppError)) return thrown instanceof Error ? thrown.message : 'unknown failure';
  const known = EXPLAINED[thrown.code];
  return known === undefined ? thrown.message : `${known} ${JSON.stringify(thrown.params)}`;
}

const [command, ...words] = process.argv.slice(2);
if (command === 'audit') {
  const say = (text: string): void => void process.stdout.write(text);
  process.exit(await runAuditCommand(words, process.env, say));
}
const { config, fault } = readConfig(process.argv.slice(2), process.env);
if (config === null) {
  process.stderr.write(`journal: ${fault}\n`);
  process.exit(2);
}
await run(config, createLog());
