import type { ActAnswer } from '../../shared/contracts/journal.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import type { AppealEvent } from '../../shared/domain/appeal/appealEvent.ts';
import type { ArrivedFile } from '../../shared/domain/appeal/decision.ts';
import type { Call } from '../../shared/domain/call/call.ts';
import type { Role } from '../../shared/domain/user/user.ts';
import type { Instant } from '../../shared/lib/primitives.ts';

/**
 * What the journal's sync needs of its database, and all it may use of it: PostgreSQL in the program, memory in the
 * simulator. One model test holds the two equal.
 */
export interface JournalStore {
  /**
   * Runs `work` as one transaction: everything it saved is durable when the returned promise is fulfilled, nothing of
   * it ever was when it is rejected. Different transactions may overlap; what `load` named belongs to one at a time.
   * @throws StoreCollision, StoreRejected, or the failure of the moment (a lost connection) as it came
   */
  transact<T>(work: (trx: StoreTransaction) => Promise<T>): Promise<T>;
  /** One snapshot of the feed: what is numbered and committed. Waits for no writer. */
  readFeed(query: FeedQuery): Promise<FeedSlice>;
}

export interface StoreTransaction {
  /**
   * Locks the device, the appeals and the calls in one fixed order, whoever asks, and reads all that is named as it
   * is committed then. Called once in a transaction, before anything is saved.
   */
  load(keys: Keys): Promise<WorkingSet>;
  /** The events of these appeals, oldest first. */
  streams(appealIds: readonly string[]): Promise<Map<string, AppealEvent[]>>;
  /** Moves the counter of registration numbers on by so many and gives its new value; others wait until this ends. */
  advanceNumbers(by: number): Promise<number>;
  /** Lifts the counter of registration numbers to at least this value. */
  raiseNumbers(atLeast: number): Promise<void>;
  save(writes: Partial<Writes>): Promise<void>;

  /** The number given last to a change; held by this transaction until it ends. */
  feedHead(): Promise<number>;
  /** The number given last, held as `feedHead` holds it, and committed changes without one as they are then. */
  waitingChanges(limit: number): Promise<WaitingChanges>;
  numberChanges(numbered: readonly { id: number; number: number }[], last: number): Promise<void>;
  /** From this number on the feed is of this segment; another one that begins there is replaced. */
  saveSegment(segment: FeedSegment): Promise<void>;

  /** Acts parked for this fault and no repeats of others, after a place in their order; at most `limit`. */
  parkedActs(fault: string, after: ActPlace | null, limit: number): Promise<ParkedAct[]>;
}

/** Everything a transaction is going to touch, named beforehand. */
export interface Keys {
  deviceId: string | null;
  /** Numbers of the device's acts that may have been answered before. */
  seqs: readonly number[];
  actIds: readonly string[];
  /** Authors of acts, and whoever an act names. */
  userIds: readonly string[];
  sessionIds: readonly string[];
  appealIds: readonly string[];
  callIds: readonly string[];
  /** Spellings of registration numbers. */
  numbers: readonly string[];
  /** Ranges of serials, none wider than a block may be. */
  serials: readonly SerialRange[];
  handOverIds: readonly string[];
  /** Files of appeals that acts put into them. */
  fileIds: readonly string[];
}

export interface SerialRange {
  first: number;
  last: number;
}

export interface WorkingSet {
  device: DeviceRow | null;
  /** By number: what this device was answered. */
  answered: Map<number, LoggedAct>;
  /** By act id: the first entry of the act, on whichever device. */
  twins: Map<string, LoggedAct>;
  users: Map<string, UserRow>;
  /** Sessions of the named users at this device, and the named sessions wherever they were. */
  sessions: readonly { userId: string; sessionId: string; isHere: boolean }[];
  appeals: Map<string, Appeal>;
  calls: Map<string, Call>;
  /** By spelling: the appeal that has it as its final number. */
  finalNumbers: Map<string, string>;
  /** Blocks that meet one of the ranges. */
  blocks: readonly BlockRow[];
  handOvers: Set<string>;
  /** By id: those that have arrived whole. */
  files: Map<string, ArrivedFile>;
}

export interface DeviceRow {
  id: string;
  name: string;
  /** Hex SHA-256 of the device's secret. */
  secretHash: string;
  lastSeq: number;
  epoch: number;
  /** The nonce the present epoch was given for, or null. */
  attachNonce: string | null;
  enrolledBy: string;
  enrolledAt: Instant;
  disabledAt: Instant | null;
}

/** A user with every role they ever had, the latest first. */
export interface UserRow {
  id: string;
  login: string;
  name: string;
  disabledAt: Instant | null;
  roles: readonly {
    since: Instant;
    role: Role;
    organisationId: string;
    organisationKind: 'fund' | 'insurer' | 'clinic';
  }[];
  /** Absences in which they are the substitute, whenever they are. */
  standingIn?: readonly { userId: string; since: Instant; until: Instant }[];
}

export interface BlockRow extends SerialRange {
  deviceId: string;
  takenAt: Instant;
}

/** How an act was answered; the appeal as it stood then is found by its version. */
export interface Answer {
  outcome: ActAnswer['outcome'];
  /** Why it was parked, as a code; never a text of the act. */
  fault: string | null;
  refusal: ActAnswer['refusal'];
  appealId: string | null;
  appealVersion: number | null;
}

export interface LoggedAct extends Answer {
  seq: number;
  actId: string;
  /** The whole answer, where an entry of the first shape holds it. */
  wholeAnswer: ActAnswer | null;
}

export interface ActRow extends Answer {
  deviceId: string;
  seq: number;
  actId: string;
  /** The same act had come under another number before. */
  isRepeat: boolean;
  authorId: string | null;
  sessionId: string | null;
  kind: string | null;
  /** The act as it came, JSON; null where an appeal's events hold every word of it. */
  body: string | null;
  occurredAt: Instant | null;
  receivedAt: Instant;
}

export interface ActPlace {
  receivedAt: Instant;
  deviceId: string;
  seq: number;
}

export interface ParkedAct extends ActPlace {
  actId: string;
  body: string;
}

export interface AppealWrite {
  after: Appeal;
  isNew: boolean;
  /** What happened since it was loaded, oldest first, with the versions they made. */
  events: { version: number; event: AppealEvent; actId: string | null; receivedAt: Instant }[];
}

export interface CallWrite {
  after: Call;
  isNew: boolean;
  receivedAt: Instant;
}

export interface MoveRow {
  actId: string;
  operatorId: string;
  deviceId: string;
  status: string;
  reason: string | null;
  callId: string | null;
  occurredAt: Instant;
  receivedAt: Instant;
}

export interface HandOverRow {
  id: string;
  actId: string;
  refusedActId: string;
  authorId: string;
  organisationId: string;
  deviceId: string;
  appealId: string | null;
  refusal: { code: string; text: string };
  meant: Record<string, unknown>;
  note: string;
  occurredAt: Instant;
  receivedAt: Instant;
}

export type ChangedEntity = 'appeal' | 'call' | 'person' | 'act';

/** Something changed, and for whom: it gets its number when it is seen committed. */
export interface ChangeRow {
  entity: ChangedEntity;
  entityId: string;
  scopeOld: string | null;
  scopeNew: string | null;
}

export interface WaitingChange {
  /** The place in the order of writing, not of committing. */
  id: number;
  scopeOld: string | null;
  scopeNew: string | null;
}

export interface WaitingChanges {
  last: number;
  /** In the order they were written; at most as many as asked for. */
  waiting: WaitingChange[];
}

/** What a transaction leaves behind. All of a `save` or nothing. */
export interface Writes {
  /** A device that was not there when it was looked for. */
  newDevice: DeviceRow | null;
  /** A known device, replaced whole. */
  device: DeviceRow | null;
  acts: readonly ActRow[];
  appeals: readonly AppealWrite[];
  calls: readonly CallWrite[];
  numbers: readonly { number: string; appealId: string; isFinal: boolean }[];
  moves: readonly MoveRow[];
  handOvers: readonly HandOverRow[];
  blocks: readonly BlockRow[];
  changes: readonly ChangeRow[];
  /** New answers of acts that are in the log already, also of their repeats. */
  rejudged: readonly (Answer & { actId: string })[];
}

export interface FeedSegment {
  first: number;
  /** A random stamp: no other segment of any copy of this journal has it. */
  mark: string;
}

export interface FeedQuery {
  scopes: readonly string[];
  /** Numbers above this one. */
  after: number;
  limit: number;
}

export interface FeedSlice {
  /** The number given last. */
  last: number;
  /** The segment `after` lies in, and all later ones, in their order. */
  segments: readonly FeedSegment[];
  /** Changes that touch a scope, in the order of their numbers; at most `limit`. */
  rows: readonly FeedRow[];
}

export interface FeedRow {
  number: number;
  entity: ChangedEntity;
  entityId: string;
  /** The entity as it is now, JSON, and whose it is now; null when there is none. */
  body: string | null;
  bodyScope: string | null;
}

/** Another writer was first: what was loaded is no longer so. Load and judge again. */
export class StoreCollision extends Error {
  constructor(options?: ErrorOptions) {
    super('another writer was first', options);
    this.name = 'StoreCollision';
  }
}

/** The database cannot hold what was to be saved, now or later. */
export class StoreRejected extends Error {
  constructor(options?: ErrorOptions) {
    super('the database cannot hold this', options);
    this.name = 'StoreRejected';
  }
}
