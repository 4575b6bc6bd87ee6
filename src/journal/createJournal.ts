import Fastify, { type FastifyInstance } from 'fastify';
import type { DemoUser } from '../shared/contracts/journal.ts';
import { AppError } from '../shared/errors.ts';
import type { AuditHeads } from './audit/auditHeads.ts';
import { startSealer } from './audit/startSealer.ts';
import { createTokens } from './auth/tokens.ts';
import type { Journal } from './context.ts';
import type { DbHandle } from './db/createDb.ts';
import { openTerritory } from './db/openTerritory.ts';
import { createDoorbell } from './feed/doorbell.ts';
import { startSequencer } from './feed/sequencer.ts';
import { createProblemHandler } from './http/problems.ts';
import { auditRoutes } from './http/routes/auditRoutes.ts';
import { handOverRoutes } from './http/routes/handOverRoutes.ts';
import { lookUpRoutes } from './http/routes/lookUpRoutes.ts';
import { recordingRoutes } from './http/routes/recordingRoutes.ts';
import { sessionRoutes } from './http/routes/sessionRoutes.ts';
import { syncRoutes } from './http/routes/syncRoutes.ts';
import type { Clock, Ids, Log } from './ports.ts';
import type { RecordingFiles } from './recordings/recordingFiles.ts';
import type { RecoveryKeys } from './recovery/recoveryKeys.ts';
import { recoveryRoutes } from './recovery/recoveryRoutes.ts';
import { createReferenceStore } from './reference/referenceStore.ts';
import { createPgStore, lendOnly } from './store/pgStore.ts';
import { createSyncService } from './sync/syncService.ts';

export interface JournalPorts {
  database: DbHandle;
  clock: Clock;
  ids: Ids;
  log: Log;
  files: RecordingFiles;
  /** Where the heads of the audit's chain are kept, outside the database. */
  auditHeads: AuditHeads;
  signingKey: Uint8Array;
  config: { territory: string; region: string; demo: boolean; pbxDomain: string };
  /** Given only by the demo: their passwords are printed. */
  demoUsers: readonly DemoUser[] | null;
  /** What opens the copies desks wrap of their cache's key; without it they keep none. */
  recovery?: RecoveryKeys;
}

export interface RunningJournal {
  app: FastifyInstance;
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
  const sync = createSyncService({ ...deps, store: createPgStore((work) => database.lend(work), territory) });
  const journal: Journal = {
    db: database.db,
    lend: (work) => database.lend(work),
    territory,
    region,
    demo,
    pbxDomain,
    clock,
    ids,
    log,
    files,
    tokens: createTokens(ports.signingKey, territory, clock),
    reference,
    sync,
    recoveryKey: ports.recovery?.published ?? null,
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
  app.setErrorHandler(createProblemHandler(log));
  app.setNotFoundHandler(() => {
    throw new AppError('route.unknown');
  });
  // Recordings are streamed to their file, however long.
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  });
  sessionRoutes(app, journal, ports.demoUsers);
  syncRoutes(app, journal);
  lookUpRoutes(app, journal);
  recordingRoutes(app, journal);
  handOverRoutes(app, journal);
  auditRoutes(app, journal);
  recoveryRoutes(app, journal, ports.recovery ?? null);

  const doorbell = createDoorbell(app.server, journal);
  const sequencer = startSequencer({
    territory,
    log,
    connect: () => database.connect(),
    syncOver: (client) => createSyncService({ ...deps, store: createPgStore(lendOnly(client), territory) }),
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
  // What an older journal could not read; one that cannot be judged now waits for the next start.
  await sync.replayParked().catch((error: unknown) => log.warn({ err: error }, 'act.replay_failed'));

  return {
    app,
    listen: (host, port) => app.listen({ host, port }),
    stop: async () => {
      await doorbell.close();
      await app.close();
      await Promise.all([sequencer.stop(), sealer.stop()]);
    },
  };
}
