import Fastify, { type FastifyInstance } from 'fastify';
import type { DemoUser } from '../shared/contracts/journal.ts';
import type { TermRules } from '../shared/domain/term/appealTerm.ts';
import { AppError } from '../shared/errors.ts';
import type { AuditHeads } from './audit/auditHeads.ts';
import { startSealer } from './audit/startSealer.ts';
import { createRates } from './auth/createRates.ts';
import { createSessionLookUp } from './auth/sessionLookUp.ts';
import { createTokens } from './auth/tokens.ts';
import type { Journal } from './context.ts';
import type { DbHandle, Lend } from './db/createDb.ts';
import { openTerritory } from './db/openTerritory.ts';
import { createDoorbell } from './feed/doorbell.ts';
import { startSequencer } from './feed/sequencer.ts';
import { endpoints } from './http/endpoints.ts';
import { mountEndpoints } from './http/mountEndpoints.ts';
import { createProblemHandler } from './http/problems.ts';
import { startProjector } from './lists/startProjector.ts';
import type { Clock, Ids, Log } from './ports.ts';
import type { ReceivedFiles } from './files/receivedFiles.ts';
import type { RecoveryKeys } from './recovery/recoveryKeys.ts';
import { createReferenceStore } from './reference/referenceStore.ts';
import type { JournalStore } from './store/journalStore.ts';
import { createPgStore, lendOnly } from './store/pgStore.ts';
import { createSyncService } from './sync/syncService.ts';
import { createHttpSender } from './webhooks/httpSender.ts';
import { createSecretSeal } from './webhooks/sealSecret.ts';
import { createWebhookSender, type WebhookSender } from './webhooks/webhookSender.ts';

export interface JournalPorts {
  database: DbHandle;
  clock: Clock;
  ids: Ids;
  log: Log;
  files: ReceivedFiles;
  attachmentFiles: ReceivedFiles;
  /** Where the heads of the audit's chain are kept, outside the database. */
  auditHeads: AuditHeads;
  signingKey: Uint8Array;
  config: { territory: string; region: string; demo: boolean; pbxDomain: string };
  /** Given only by the demo: their passwords are printed. */
  demoUsers: readonly DemoUser[] | null;
  /** What opens the copies desks wrap of their cache's key; without it they keep none. */
  recovery?: RecoveryKeys;
  webhooks: {
    /** Also to this machine and its networks, and without TLS: for receivers inside. */
    allowPrivate: boolean;
    timeoutMs: number;
    /** Null: turns are taken by hand. */
    everyMs: number | null;
  };
  /** In tests: an answer that is not what its endpoint declares is a failure. */
  checkAnswers?: boolean;
}

export interface RunningJournal {
  app: FastifyInstance;
  webhooks: WebhookSender;
  /** Address of the HTTP side after `listen`. */
  listen(host: string, port: number): Promise<string>;
  stop(): Promise<void>;
}

/** Wires the journal over a migrated database. */
export async function createJournal(ports: JournalPorts): Promise<RunningJournal> {
  const { database, clock, ids, log, files, config } = ports;
  const { territory, region, demo, pbxDomain } = config;
  await openTerritory(database.db, clock, config);

  let wakeFeed = (): void => undefined;
  const reference = createReferenceStore(database.db, territory, region, clock);
  const deps = {
    territory,
    clock,
    ids,
    log,
    reference: () => reference.forDecisions(),
    committed: () => wakeFeed(),
  };
  const termRules = async (): Promise<TermRules> => (await reference.read()).settings.terms;
  const storeOver = (lend: Lend): JournalStore => createPgStore(lend, territory, termRules);
  const sync = createSyncService({ ...deps, store: storeOver((work) => database.lend(work)) });
  const journal: Journal = {
    db: database.db,
    lend: (work) => database.lend(work),
    lendPlanned: (work) => database.lendPlanned(work),
    territory,
    region,
    demo,
    pbxDomain,
    clock,
    ids,
    log,
    files,
    attachmentFiles: ports.attachmentFiles,
    tokens: createTokens(ports.signingKey, territory, clock),
    sessions: createSessionLookUp(database, territory, clock),
    rates: createRates(clock),
    seal: createSecretSeal(ports.signingKey),
    webhooks: ports.webhooks,
    reference,
    sync,
    committed: deps.committed,
    recovery: ports.recovery ?? null,
    demoUsers: ports.demoUsers,
  };

  const app = Fastify({
    logger: false,
    bodyLimit: 1024 * 1024,
    exposeHeadRoutes: false,
    // One strange key in one act must not turn away the whole queue behind it.
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    forceCloseConnections: true,
  });
  app.setErrorHandler(createProblemHandler(log, ids));
  app.setNotFoundHandler(() => {
    throw new AppError('route.unknown');
  });
  // Recordings are streamed to their file, however long.
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  });
  mountEndpoints(app, journal, endpoints, { checkAnswers: ports.checkAnswers ?? false });

  const doorbell = createDoorbell(app.server, journal);
  const sequencer = startSequencer({
    territory,
    log,
    connect: () => database.connect(),
    syncOver: (client) => createSyncService({ ...deps, store: storeOver(lendOnly(client)) }),
    ring: (scopes) => doorbell.ring(scopes),
  });
  wakeFeed = () => sequencer.wake();
  const sealer = startSealer({
    territory,
    connect: () => database.connect(),
    heads: ports.auditHeads,
    clock,
    log,
  });
  const webhooks = createWebhookSender({ ...journal, send: createHttpSender(ports.webhooks), random: Math.random });
  const projector = startProjector({ lend: journal.lend, territory, termRules, log });
  // What an older journal could not read; one that cannot be judged now waits for the next start.
  await sync.replayParked().catch((error: unknown) => log.warn({ err: error }, 'act.replay_failed'));

  if (ports.webhooks.everyMs !== null) webhooks.start(ports.webhooks.everyMs);

  return {
    app,
    webhooks,
    listen: (host, port) => app.listen({ host, port }),
    stop: async () => {
      await webhooks.stop();
      await doorbell.close();
      await app.close();
      await Promise.all([sequencer.stop(), sealer.stop(), projector.stop()]);
    },
  };
}
