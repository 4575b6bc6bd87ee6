import type { User } from '../../shared/domain/user/user.ts';
import type { z } from 'zod';
import type {
  attached,
  attachRequest,
  enrolled,
  enrolRequest,
  NumberBlock,
  numberBlockRequest,
} from '../../shared/contracts/journal.ts';
import type { AppealReference } from '../../shared/domain/appeal/controls.ts';
import type { Clock, Ids, Log } from '../ports.ts';
import type { JournalStore } from '../store/journalStore.ts';
import { attach, enrol, numberBlock } from './devices.ts';
import { openFeed, pull, sequence, type PullPage } from './feed.ts';
import { push } from './push.ts';
import type { PushEnvelope } from './pushEnvelope.ts';
import { registerOutside, type OutsideRegistration } from './registerOutside.ts';
import { replayParked } from './replayParked.ts';
import { rightOfAuthor, type Authored } from './rightOfAuthor.ts';
import type { Action } from '../../shared/domain/policy/policyTable.ts';
import type { Taken } from './takeBatch.ts';

export interface SyncDeps {
  store: JournalStore;
  territory: string;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** What decisions are made by, as it is now. */
  reference: () => Promise<AppealReference>;
  /** Something was committed: the sequencer may look. */
  committed: () => void;
}

/** The journal's side of the sync, whatever carries its calls and whatever store lies under it. */
export interface SyncService {
  enrol(userId: string, request: z.output<typeof enrolRequest>): Promise<z.output<typeof enrolled>>;
  attach(deviceId: string, request: z.output<typeof attachRequest>): Promise<z.output<typeof attached>>;
  push(deviceId: string, request: PushEnvelope): Promise<Taken>;
  /** Whether who a workstation names may do this to an appeal. */
  rightOfAuthor(by: Authored, action: Action, appealId: string): Promise<'given' | 'beyond' | 'none'>;
  /** An appeal that another program registers. */
  registerOutside(asked: OutsideRegistration): Promise<{ id: string; number: string }>;
  numberBlock(deviceId: string, request: z.output<typeof numberBlockRequest>): Promise<NumberBlock>;
  pull(
    user: Pick<User, 'id' | 'role' | 'organisationId'>,
    request: { cursor: string; limit: number },
  ): Promise<PullPage>;
  /** Called by whoever takes to numbering, once, before its first step. */
  openFeed(): Promise<void>;
  /** One step of numbering; the scopes are to be rung for afterwards. */
  sequence(): Promise<{ numbered: number; scopes: string[] }>;
  /** At a journal's start. */
  replayParked(): Promise<number>;
}

export function createSyncService(deps: SyncDeps): SyncService {
  return {
    enrol: (userId, request) => enrol(deps, userId, request),
    attach: (deviceId, request) => attach(deps, deviceId, request),
    push: async (deviceId, request) => {
      const taken = await push(deps, deviceId, request);
      deps.committed();
      return taken;
    },
    rightOfAuthor: (by, action, appealId) => rightOfAuthor(deps, by, action, appealId),
    registerOutside: async (asked) => {
      const registered = await registerOutside(deps, asked);
      deps.committed();
      return registered;
    },
    numberBlock: (deviceId, request) => numberBlock(deps, deviceId, request),
    pull: (user, request) => pull(deps, user, request),
    openFeed: () => openFeed(deps),
    sequence: () => sequence(deps),
    replayParked: () => replayParked(deps),
  };
}
