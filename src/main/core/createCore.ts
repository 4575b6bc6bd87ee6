import type { BridgeEventName } from '../../shared/contracts/bridge.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import { adminHandlers } from './admin/adminHandlers.ts';
import { attachmentHandlers } from './attachments/attachmentHandlers.ts';
import { createAttachmentDesk, type AttachmentDesk } from './attachments/attachmentDesk.ts';
import { outgoingAttachments } from './attachments/outgoingAttachments.ts';
import { storedReference } from './appeals/storedReference.ts';
import { amendAppeal, assignAppeal } from './appeals/amendAppeal.ts';
import { closeAppeal } from './appeals/closeAppeal.ts';
import { listAppeals } from './appeals/deskAppealOf.ts';
import { createOpenedFiles, type OpenedFiles } from './appeals/openedFiles.ts';
import { openFile } from './appeals/openFile.ts';
import { registerAppeal } from './appeals/registerAppeal.ts';
import { stepAppeal } from './appeals/stepAppeal.ts';
import { callHandlers } from './calls/callHandlers.ts';
import { createDesk, type Desk } from './desk.ts';
import { deviceOf } from './device/deviceIdentity.ts';
import { createDraft, saveDraft } from './drafts/draftHandlers.ts';
import { createEvents } from './emitter.ts';
import { asDeskError, isOfTheDisk } from './errors.ts';
import type { Changed, Handlers } from './handlers.ts';
import { createJournalClient, type JournalClient } from './journal/journalClient.ts';
import { readKept, writeKept } from './kept/keptTexts.ts';
import { createKeyDesk, type KeyDesk } from './keys/keyDesk.ts';
import { lineSettingsOf } from './line/lineSettings.ts';
import { createLineWatch, type LineWatch } from './line/lineWatch.ts';
import { createOperatorDesk, type OperatorDesk } from './operator/operatorDesk.ts';
import { listActs } from './outbox/listActs.ts';
import { editAsDraft, handOverAct, resendAct, withdrawAct } from './outbox/settleByHand.ts';
import { searchPersons } from './persons/searchPersons.ts';
import { JournalDown, type CorePorts } from './ports.ts';
import { outgoingRecordings } from './recordings/outgoingRecordings.ts';
import { createSpool, type Spool } from './recordings/spool.ts';
import { createSessionDesk, type SessionDesk } from './session/sessionDesk.ts';
import { createSessionHolder } from './session/sessionHolder.ts';
import { sendFiles } from './spool/sendFiles.ts';
import { replayRaw } from './sync/applyChange.ts';
import { createJournalLink, type JournalLink } from './sync/journalLink.ts';
import { countWorklists, readWorklist } from './worklists/readWorklists.ts';

export interface Core {
  handlers: Handlers;
  /** Returns its own unsubscribe. */
  onEvent(listener: (name: BridgeEventName, event: unknown) => void): () => void;
  /** The machine woke up, was unlocked or changed its network. */
  machineWoke(): void;
  /** A fault of a call, as the operator must hear of it: also shown in the strip. */
  faultOf(thrown: unknown): unknown;
  stop(): Promise<void>;
}

interface Parts {
  desk: Desk;
  journal: JournalClient;
  link: JournalLink;
  session: SessionDesk;
  operator: OperatorDesk;
  lineWatch: LineWatch;
  spool: Spool;
  keyDesk: KeyDesk;
  opened: OpenedFiles;
  attachments: AttachmentDesk;
}

/** The operator's machine outside the window, wired from its ports. Plain Node: whoever hosts it brings the window. */
export async function createCore(ports: CorePorts): Promise<Core> {
  const events = createEvents();
  const holder = createSessionHolder();
  const key = await ports.secrets.databaseKey();
  const stamp = toInstant(ports.clock.nowMs()).replace(/[:.]/g, '-');
  const { cache, setAside } = ports.openCache(ports.settings.dataDir, key, stamp);
  const desk = createDesk(ports, events, holder, cache);
  const journal = createJournalClient(ports.journal, desk.settings, ports.ids);
  const spool = createSpool(desk, key);
  const opened = createOpenedFiles();
  const attachments = createAttachmentDesk(desk, key, opened);
  const keyDesk = createKeyDesk(desk, key, () => deviceOf(desk.settings, ports.ids).deviceId);
  spool.finishAbandoned();
  const link = createJournalLink(desk, journal, {
    // Files first: somebody waits for them, and they are smaller.
    upload: (isAwaited) =>
      sendFiles(
        desk,
        [...outgoingAttachments(desk, journal, attachments), ...outgoingRecordings(desk, journal, spool)],
        isAwaited,
      ),
    sessionChanged: () => events.emit('session.changed', session.info()),
    keepKeyCopy: keyDesk.keepCopy,
  });
  const session: SessionDesk = createSessionDesk(desk, journal, link);
  const operator = createOperatorDesk(desk);
  const lineWatch = createLineWatch(desk, (status) => {
    try {
      operator.lineIs(status);
    } catch (thrown) {
      // Nobody stands above a timer; the next report moves the operator.
      ports.log.warn('operator.not_moved', { reason: thrown instanceof Error ? thrown.name : 'unknown' });
    }
  });
  desk.wakeSync = () => {
    link.wake();
    events.emit('outbox.changed', {});
  };

  if (setAside !== null) {
    ports.log.error('cache.set_aside', {});
    link.setTrouble('cache.set_aside');
  }
  replayRaw(desk);
  if (session.restore()) operator.signedIn(true);
  link.wake();

  return {
    handlers: handlersOf({ desk, journal, link, session, operator, lineWatch, spool, keyDesk, opened, attachments }),
    onEvent: events.on,
    machineWoke() {
      events.emit('line.check', {});
      link.wakeAfresh();
    },
    faultOf(thrown) {
      const fault = asDeskError(thrown);
      if (fault instanceof AppError && isOfTheDisk(fault)) link.setTrouble(fault.code);
      if (fault instanceof JournalDown) return new AppError('journal.down');
      return fault;
    },
    async stop() {
      lineWatch.stop();
      session.forget();
      await link.stop();
      cache.close();
    },
  };
}

function handlersOf(parts: Parts): Handlers {
  const { desk, journal, link, session, operator, lineWatch, spool, keyDesk, opened, attachments } = parts;
  const { events } = desk;
  const ok = { ok: true as const };
  const changed: Changed = (...names) => {
    // A write that succeeded says that the disk is well again; an unreadable cache stays told.
    link.clearDiskTrouble();
    link.wake();
    for (const name of names) events.emit(name, {});
    events.emit('outbox.changed', {});
    return ok;
  };
  const accessToken = (): string => {
    const token = desk.session.require().accessToken;
    if (token === null) throw new AppError('journal.down');
    return token;
  };

  return {
    'session.get': () => session.info(),
    async 'session.signIn'({ login, password }) {
      const info = await session.signIn(login, password);
      operator.signedIn(false);
      return info;
    },
    async 'session.changePassword'({ login, password, newPassword }) {
      const wasIn = desk.session.current?.user.id ?? null;
      const info = await session.changePassword(login, password, newPassword);
      // Whoever changes it in the middle of a shift stays in the state they are in.
      if (info.user?.id !== wasIn) operator.signedIn(false);
      return info;
    },
    'session.signOut'() {
      lineWatch.stop();
      operator.signedOut();
      return session.signOut();
    },
    async 'session.demoUsers'() {
      if (!(link.handshake() ?? (await journal.handshake().catch(() => null)))?.demo) return { users: [] };
      return journal.demoUsers().catch(() => ({ users: [] }));
    },

    'line.settings': () => ({ settings: lineSettingsOf(desk) }),
    'line.report'({ status }) {
      lineWatch.heard(status);
      operator.lineIs(status);
      return ok;
    },

    'operator.get': () => ({ state: operator.state() }),
    'operator.ready': () => ({ state: operator.goReady() }),
    'operator.notReady': ({ reason }) => ({ state: operator.move({ kind: 'goNotReady', reason }) }),
    'operator.extendWrapUp': () => ({ state: operator.extendWrapUp() }),
    'operator.setAside': () => ({ state: operator.setAside() }),

    ...callHandlers({ desk, journal, operator, changed }),

    'persons.search': ({ query }) => searchPersons(desk, journal, query),

    'drafts.list': () => ({ drafts: desk.drafts.list(desk.session.require().user.id) }),
    'drafts.create'({ channel }) {
      const draft = createDraft(desk, channel);
      link.clearDiskTrouble();
      events.emit('drafts.changed', {});
      return { draft };
    },
    'drafts.save'({ draft }) {
      saveDraft(desk, draft);
      link.clearDiskTrouble();
      return ok;
    },
    'drafts.discard'({ draftId }) {
      const { user } = desk.session.require();
      desk.drafts.finish(user.id, draftId);
      attachments.forget(desk.attachments.ofCard(user.id, draftId));
      return changed('drafts.changed');
    },

    'appeals.register'(input) {
      const appeal = registerAppeal(desk, input);
      if (input.callId !== null && operator.state()?.callId === input.callId) operator.cardDone();
      changed('appeals.changed', 'calls.changed', 'drafts.changed');
      return { appeal };
    },
    'appeals.close'(input) {
      const appeal = closeAppeal(desk, input);
      changed('appeals.changed');
      return { appeal };
    },
    'appeals.amend'(input) {
      const appeal = amendAppeal(desk, input);
      changed('appeals.changed');
      return { appeal };
    },
    'appeals.assign'(input) {
      const appeal = assignAppeal(desk, input);
      changed('appeals.changed');
      return { appeal };
    },
    'appeals.step'(input) {
      const appeal = stepAppeal(desk, opened, input);
      changed('appeals.changed');
      return { appeal };
    },
    'appeals.list': () => ({ appeals: listAppeals(desk) }),
    'appeals.search': ({ query }) => journal.appeals(accessToken(), query),
    'appeals.file': ({ appealId }) => openFile(desk, journal, opened, appealId),

    'appeals.find': ({ query }) => journal.findAppeals(accessToken(), query),
    'appeals.similar': ({ query }) => journal.similarAppeals(accessToken(), query),

    'worklists.counts': () => countWorklists(desk, journal),
    'worklists.page': ({ list, query }) => readWorklist(desk, journal, opened, list, query),

    'outbox.list': () => ({ acts: listActs(desk) }),
    'outbox.resend'(input) {
      resendAct(desk, input);
      return changed('appeals.changed');
    },
    'outbox.editAsDraft'({ actId }) {
      const draft = editAsDraft(desk, actId);
      changed('appeals.changed', 'drafts.changed');
      return { draft };
    },
    'outbox.handOver'(input) {
      handOverAct(desk, input);
      return changed('appeals.changed');
    },
    'outbox.withdraw'({ actId }) {
      withdrawAct(desk, actId);
      return changed('appeals.changed');
    },
    'handOvers.list': () => journal.handOvers(accessToken()),
    async 'handOvers.settle'({ handOverId }) {
      await journal.settleHandOver(accessToken(), handOverId);
      return ok;
    },

    ...adminHandlers({ desk, journal, accessToken }),

    'kept.read': ({ name }) => ({ text: readKept(desk, name) }),
    'kept.write'({ name, text }) {
      writeKept(desk, name, text);
      return ok;
    },

    'key.get': () => keyDesk.info(),
    'recovery.get': () => keyDesk.recovery(),
    'recovery.recover': () => keyDesk.recovery(),
    'recovery.startAfresh'() {
      throw new AppError('recovery.not_needed');
    },

    'reference.get': () => ({ reference: storedReference(desk) }),
    'sync.get': () => link.info(),

    'recordings.begin': ({ callId }) => ({ recordingId: spool.begin(callId) }),
    'recordings.append'({ recordingId, offset, bytes }) {
      spool.append(recordingId, offset, Buffer.from(bytes, 'base64'));
      return ok;
    },
    'recordings.finish'({ recordingId }) {
      spool.finish(recordingId);
      return changed('calls.changed');
    },
    async 'recordings.read'({ recordingId, offset, limit }) {
      const { bytes, total } = await journal.recordingAudio(accessToken(), recordingId, offset, limit);
      return { bytes: bytes.toString('base64'), total };
    },

    ...attachmentHandlers({ desk, journal, attachments, link, accessToken }),

    'practice.callers': () => ({ callers: desk.ports.practice?.callers() ?? [] }),
    async 'practice.ring'({ callerId }) {
      const line = desk.session.require().sipLine;
      if (!desk.ports.practice || !line) throw new AppError('practice.unavailable');
      await desk.ports.practice.ring(line.user, callerId);
      return ok;
    },
  };
}
