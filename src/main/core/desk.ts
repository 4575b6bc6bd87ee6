import { AppError } from '../../shared/errors.ts';
import type { Instant } from '../../shared/lib/primitives.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { ActCommand } from '../../shared/contracts/journal.ts';
import { appealRepository, type AppealRepository } from './cache/appealRepository.ts';
import { callRepository, type CallRepository } from './cache/callRepository.ts';
import { draftRepository, type DraftRepository } from './cache/draftRepository.ts';
import { numberBlockRepository, type NumberBlockRepository } from './cache/numberBlockRepository.ts';
import type { Cache } from './cache/openCache.ts';
import { outboxRepository, type OutboxRepository } from './cache/outboxRepository.ts';
import { personRepository, type PersonRepository } from './cache/personRepository.ts';
import { recordingRepository, type RecordingRepository } from './cache/recordingRepository.ts';
import { settingRepository, type SettingRepository } from './cache/settingRepository.ts';
import { userRepository, type UserRepository } from './cache/userRepository.ts';
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
  recordings: RecordingRepository;
  /** The desk's time, corrected to the journal's clock within limits. */
  now(): Instant;
  /** Everything inside commits together or not at all. */
  transact<T>(work: () => T): T;
  /** Writes what can be fetched again: a disk that takes nothing must not cost the answer it came with. */
  remember(work: () => void): void;
  /** Puts an act of the present user into the outbox; must run inside the transaction of its effect. */
  enqueue(command: ActCommand, options?: { actId?: string; at?: Instant }): number;
  /** There is something to send: set by the sync once it runs. */
  wakeSync: () => void;
}

/** The clock of a workstation may be off by as much as this and still be corrected; further off it is left alone and flagged by the journal. */
const CORRECTABLE_MS = 48 * 3600_000;

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
    recordings: recordingRepository(cache),
    now() {
      const offset = session.clockOffsetMs;
      return toInstant(ports.clock.nowMs() + (Math.abs(offset) <= CORRECTABLE_MS ? offset : 0));
    },
    transact: (work) => cache.transaction(work).immediate(),
    remember(work) {
      try {
        desk.transact(work);
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
