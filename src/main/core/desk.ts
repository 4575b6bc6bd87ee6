import { AppError } from '../../shared/errors.ts';
import type { Instant } from '../../shared/lib/primitives.ts';
import type { ActCommand } from '../../shared/contracts/journal.ts';
import { createReferenceStore, type ReferenceStore } from './appeals/storedReference.ts';
import { appealRepository, type AppealRepository } from './cache/appealRepository.ts';
import { attachmentRepository, type AttachmentRepository } from './cache/attachmentRepository.ts';
import { callRepository, type CallRepository } from './cache/callRepository.ts';
import { draftRepository, type DraftRepository } from './cache/draftRepository.ts';
import { feedRepository, type FeedRepository } from './cache/feedRepository.ts';
import { numberBlockRepository, type NumberBlockRepository } from './cache/numberBlockRepository.ts';
import type { Cache } from './cache/openCache.ts';
import { outboxRepository, type OutboxRepository } from './cache/outboxRepository.ts';
import { personRepository, type PersonRepository } from './cache/personRepository.ts';
import { recordingRepository, type RecordingRepository } from './cache/recordingRepository.ts';
import { settingRepository, type SettingRepository } from './cache/settingRepository.ts';
import { userRepository, type UserRepository } from './cache/userRepository.ts';
import { createDeskClock, type DeskClock } from './clock/deskClock.ts';
import { keptClockBase } from './clock/keptClockBase.ts';
import type { CoreEvents } from './emitter.ts';
import { asDeskError, isOfTheDisk } from './errors.ts';
import type { CorePorts } from './ports.ts';
import type { SessionHolder } from './session/sessionHolder.ts';

/** What every use case of the core works with. */
export interface Desk {
  ports: CorePorts;
  events: CoreEvents;
  session: SessionHolder;
  cache: Cache;
  settings: SettingRepository;
  users: UserRepository;
  outbox: OutboxRepository;
  appeals: AppealRepository;
  calls: CallRepository;
  persons: PersonRepository;
  drafts: DraftRepository;
  numbers: NumberBlockRepository;
  feed: FeedRepository;
  reference: ReferenceStore;
  clock: DeskClock;
  recordings: RecordingRepository;
  attachments: AttachmentRepository;
  /** Ids of the acts that have left this desk and are not answered yet. */
  sent: Set<string>;
  /** The desk's time, corrected to the journal's clock within limits. */
  now(): Instant;
  /** Everything inside commits together or not at all. */
  transact<T>(work: () => T): T;
  /** Writes what can be fetched again: a disk that takes nothing must not cost the answer it came with. */
  remember(work: () => void): void;
  /** Does what can be done again later: only a fault of the disk is passed over. */
  quietly(work: () => void): void;
  /** Puts an act of the present user into the outbox; must run inside the transaction of its effect. */
  enqueue(command: ActCommand, options?: { actId?: string; at?: Instant }): number;
  /** There is something to send: set by the sync once it runs. */
  wakeSync: () => void;
}

export function createDesk(ports: CorePorts, events: CoreEvents, session: SessionHolder, cache: Cache): Desk {
  const outbox = outboxRepository(cache);
  const settings = settingRepository(cache);
  const desk: Desk = {
    ports,
    events,
    session,
    cache,
    settings,
    users: userRepository(cache),
    outbox,
    appeals: appealRepository(cache),
    calls: callRepository(cache),
    persons: personRepository(cache),
    drafts: draftRepository(cache),
    numbers: numberBlockRepository(cache),
    feed: feedRepository(cache),
    reference: createReferenceStore(settings),
    clock: createDeskClock(ports.clock, outbox.lastOccurredAt(), keptClockBase(settings)),
    sent: new Set(),
    recordings: recordingRepository(cache),
    attachments: attachmentRepository(cache),
    now: () => desk.clock.now(),
    transact: (work) => cache.transaction(work).immediate(),
    remember: (work) => desk.quietly(() => desk.transact(work)),
    quietly(work) {
      try {
        work();
      } catch (thrown) {
        const fault = asDeskError(thrown);
        if (!(fault instanceof AppError) || !isOfTheDisk(fault)) throw thrown;
        ports.log.warn('cache.not_remembered', { code: fault.code });
      }
    },
    enqueue(command, options = {}) {
      const { user, sessionId } = session.require();
      return outbox.add({
        actId: options.actId ?? ports.ids.next(),
        authorId: user.id,
        sessionId,
        occurredAt: options.at ?? desk.now(),
        command,
      });
    },
    wakeSync: () => undefined,
  };
  return desk;
}
