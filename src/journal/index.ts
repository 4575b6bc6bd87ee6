import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { uuid7 } from '../shared/lib/uuid7.ts';
import { createAuditHeads } from './audit/auditHeads.ts';
import { loadSigningKey } from './auth/secrets.ts';
import { runAuditCommand } from './cli/runAuditCommand.ts';
import { readConfig, type JournalConfig } from './config.ts';
import { createJournal, type JournalPorts, type RunningJournal } from './createJournal.ts';
import { runUserCommand } from './cli/user.ts';
import { createDb, type DbHandle } from './db/createDb.ts';
import { embeddedAddress, patiently } from './db/embeddedAddress.ts';
import { migrate } from './db/migrate.ts';
import { openTerritory } from './db/openTerritory.ts';
import { demoUsers, seedDemo } from './demo/seedDemo.ts';
import { explain } from './explain.ts';
import { createLog } from './log.ts';
import type { Clock, Ids, Log } from './ports.ts';
import type { ReadyMessage } from './ready.ts';
import { loadRecoveryKeys } from './recovery/recoveryKeys.ts';
import { attachmentKind, createReceivedFiles, recordingKind } from './files/receivedFiles.ts';

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
  const database = createDb(settings.postgresUrl ?? (await embeddedAddress(dataDir, log, started)), log);
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
    files: createReceivedFiles(join(dataDir, 'recordings'), recordingKind),
    attachmentFiles: createReceivedFiles(join(dataDir, 'attachments'), attachmentKind),
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

async function linesOf({ db }: DbHandle): Promise<Record<string, string>> {
  const lines = await db.selectFrom('sip_line').select(['sip_user', 'sip_password']).execute();
  return Object.fromEntries(lines.map((line) => [line.sip_user, line.sip_password]));
}

/** What is done once and ends, by its first word; without one of these the journal itself is started. */
const COMMANDS: Readonly<Record<string, (words: readonly string[], env: NodeJS.ProcessEnv) => Promise<number>>> = {
  user: runUserCommand,
  audit: (rest, env) => runAuditCommand(rest, env, (text) => void process.stdout.write(text)),
};

const words = process.argv.slice(2);
const command = COMMANDS[words[0] ?? ''];
if (command !== undefined) process.exit(await command(words.slice(1), process.env));

const { config, fault } = readConfig(words, process.env);
if (config === null) {
  process.stderr.write(`journal: ${fault}\n`);
  process.exit(2);
}
await run(config, createLog());
