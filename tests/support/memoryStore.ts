import type { Appeal } from '../../src/shared/domain/appeal/appeal.ts';
import type { AppealEvent } from '../../src/shared/domain/appeal/appealEvent.ts';
import type { ArrivedFile } from '../../src/shared/domain/appeal/decision.ts';
import type { Call } from '../../src/shared/domain/call/call.ts';
import { scopeOfAppeal, scopeOfCall } from '../../src/journal/sync/workingBatch.ts';
import { jsonOf } from '../../src/journal/sync/jsonOf.ts';
import {
  StoreCollision,
  type ActRow,
  type BlockRow,
  type ChangeRow,
  type DeviceRow,
  type FeedQuery,
  type FeedRow,
  type FeedSegment,
  type FeedSlice,
  type HandOverRow,
  type JournalStore,
  type Keys,
  type LoggedAct,
  type MoveRow,
  type StoreTransaction,
  type UserRow,
  type WorkingSet,
  type Writes,
} from '../../src/journal/store/journalStore.ts';

/** A change with its place in the order of writing and, once numbered, in the feed. */
export interface StoredChange extends ChangeRow {
  id: number;
  number: number | null;
}

/** Everything that is committed. Rows themselves are never changed, so that a copy of the maps is a copy of it all. */
export interface MemoryState {
  devices: Map<string, DeviceRow>;
  users: Map<string, UserRow>;
  sessions: Map<string, { sessionId: string; userId: string; deviceId: string }>;
  /** By `device:seq`. */
  acts: Map<string, ActRow>;
  /** By act id: the key of its first entry. */
  firstActs: Map<string, string>;
  appeals: Map<string, Appeal>;
  events: Map<string, readonly { version: number; event: AppealEvent; actId: string | null }[]>;
  calls: Map<string, Call>;
  /** By `number:appeal`. */
  numbers: Map<string, { number: string; appealId: string; isFinal: boolean }>;
  finalNumbers: Map<string, string>;
  moves: Map<string, MoveRow>;
  handOvers: Map<string, HandOverRow>;
  /** Files that have arrived whole. */
  files: Map<string, ArrivedFile>;
  blocks: Map<number, BlockRow>;
  changes: Map<number, StoredChange>;
  segments: Map<number, FeedSegment>;
  numberLast: number;
  feedLast: number;
}

export type MemoryDump = Readonly<MemoryState>;

export type StoreMoment = 'begin' | 'load' | 'save' | 'commit' | 'committed' | 'read';

export interface MemoryStore extends JournalStore {
  addUser(user: UserRow): void;
  addSession(session: { sessionId: string; userId: string; deviceId: string }): void;
  addFile(id: string, file: ArrivedFile): void;
  snapshot(): MemoryState;
  /** The journal as it was then: a backup. Whatever is under way ends as in a crash. */
  restore(snapshot: MemoryState): void;
  /** Ends whatever is under way: nothing of it is kept, and its promises never settle. */
  crash(): void;
  /** What is committed, to be looked at only. */
  dump(): MemoryDump;
}

export interface MemoryStoreOptions {
  /** Waited for at every call of the store; `commit` comes before a transaction is durable, `committed` after. */
  pause?: (moment: StoreMoment) => Promise<void>;
}

/** The journal's store in memory: one process, transactions that overlap and commit whole, and nothing random. */
export function createMemoryStore({ pause }: MemoryStoreOptions = {}): MemoryStore {
  let state = emptyState();
  let locks = createLocks();
  let life = 0;
  let lastChangeId = 0;

  /** Waits as told; a caller of an earlier life never comes back from it. */
  const moment = async (name: StoreMoment, born: number): Promise<void> => {
    await pause?.(name);
    await still(born);
  };
  const still = (born: number): Promise<void> | undefined => (born === life ? undefined : new Promise(() => undefined));

  const transact = async <T>(work: (trx: StoreTransaction) => Promise<T>): Promise<T> => {
    const born = life;
    const held: string[] = [];
    const staged: Staged = { writes: [], changes: [], numbered: [], segments: [], numberLast: null, feedLast: null };
    const mine = locks;
    const lock = async (name: string): Promise<void> => {
      if (held.includes(name)) return;
      await mine.take(name);
      await still(born);
      held.push(name);
    };
    const trx: StoreTransaction = {
      load: async (keys) => {
        await moment('load', born);
        const wanted = [keys.deviceId, ...[...keys.appealIds].sort(), ...[...keys.callIds].sort()];
        for (const name of wanted) if (name !== null) await lock(name);
        return workingSet(state, keys);
      },
      streams: async (appealIds) => {
        await moment('load', born);
        const of = (id: string) => (state.events.get(id) ?? []).map(({ event }) => event);
        return new Map(appealIds.map((id) => [id, of(id)]));
      },
      advanceNumbers: async (by) => {
        await moment('load', born);
        await lock('numbers');
        staged.numberLast = (staged.numberLast ?? state.numberLast) + by;
        return staged.numberLast;
      },
      raiseNumbers: async (atLeast) => {
        await moment('load', born);
        await lock('numbers');
        staged.numberLast = Math.max(staged.numberLast ?? state.numberLast, atLeast);
      },
      save: async (writes) => {
        await moment('save', born);
        staged.writes.push(writes);
        for (const row of writes.changes ?? []) staged.changes.push({ ...row, id: ++lastChangeId, number: null });
      },
      feedHead: async () => {
        await moment('load', born);
        await lock('feed');
        return state.feedLast;
      },
      waitingChanges: async (limit) => {
        await moment('load', born);
        await lock('feed');
        await moment('load', born);
        const waiting = [...state.changes.values()].filter((row) => row.number === null);
        return { last: state.feedLast, waiting: waiting.sort((a, b) => a.id - b.id).slice(0, limit) };
      },
      numberChanges: async (numbered, last) => {
        await moment('save', born);
        staged.numbered.push(...numbered);
        staged.feedLast = last;
      },
      saveSegment: async (segment) => {
        await moment('save', born);
        staged.segments.push(segment);
      },
      parkedActs: async (fault, after, limit) => {
        await moment('load', born);
        const parked = [...state.acts.values()].filter((row) => !row.isRepeat && row.fault === fault);
        const place = (row: { receivedAt: string; deviceId: string; seq: number }) =>
          `${row.receivedAt} ${row.deviceId} ${String(row.seq).padStart(15, '0')}`;
        return parked
          .filter((row) => row.outcome === 'parked' && (after === null || place(row) > place(after)))
          .sort((a, b) => (place(a) < place(b) ? -1 : 1))
          .slice(0, limit)
          .map((row) => ({ ...row, body: row.body ?? '' }));
      },
    };
    await moment('begin', born);
    try {
      const result = await work(trx);
      await moment('commit', born);
      commit(state, staged);
      await moment('committed', born);
      return result;
    } finally {
      // In a later life these locks are nobody's.
      if (born === life) for (const name of held) mine.give(name);
    }
  };

  const end = (): void => {
    life += 1;
    locks = createLocks();
  };
  return {
    transact,
    readFeed: async (query) => {
      await moment('read', life);
      return feedSlice(state, query);
    },
    addUser: (user) => void state.users.set(user.id, user),
    addSession: (session) => void state.sessions.set(session.sessionId, session),
    addFile: (id, file) => void state.files.set(id, file),
    snapshot: () => copyOf(state),
    restore: (snapshot) => {
      end();
      state = copyOf(snapshot);
    },
    crash: end,
    dump: () => state,
  };
}

interface Staged {
  writes: Partial<Writes>[];
  changes: StoredChange[];
  numbered: { id: number; number: number }[];
  segments: FeedSegment[];
  numberLast: number | null;
  feedLast: number | null;
}

function emptyState(): MemoryState {
  return {
    devices: new Map(),
    users: new Map(),
    sessions: new Map(),
    acts: new Map(),
    firstActs: new Map(),
    appeals: new Map(),
    events: new Map(),
    calls: new Map(),
    numbers: new Map(),
    finalNumbers: new Map(),
    moves: new Map(),
    handOvers: new Map(),
    files: new Map(),
    blocks: new Map(),
    changes: new Map(),
    // The feed's first segment is as old as the journal.
    segments: new Map([[0, { first: 0, mark: 'first' }]]),
    numberLast: 0,
    feedLast: 0,
  };
}

function copyOf(state: MemoryState): MemoryState {
  const copies = Object.entries(state).map(([name, value]) => [name, value instanceof Map ? new Map(value) : value]);
  return Object.fromEntries(copies) as MemoryState;
}

/** First come, first served. */
function createLocks() {
  const queues = new Map<string, (() => void)[]>();
  return {
    take: (name: string): Promise<void> => {
      const queue = queues.get(name);
      if (queue === undefined) {
        queues.set(name, []);
        return Promise.resolve();
      }
      return new Promise((resolve) => queue.push(resolve));
    },
    give: (name: string): void => {
      const next = queues.get(name)?.shift();
      if (next === undefined) queues.delete(name);
      else next();
    },
  };
}

function workingSet(state: MemoryState, keys: Keys): WorkingSet {
  const { deviceId, serials } = keys;
  const pick = <T>(from: Map<string, T>, ids: readonly string[]): Map<string, T> => {
    const found = new Map<string, T>();
    for (const id of ids) {
      const row = from.get(id);
      if (row !== undefined) found.set(id, row);
    }
    return found;
  };
  const answered = new Map<number, LoggedAct>();
  for (const seq of keys.seqs) {
    const row = state.acts.get(`${deviceId}:${seq}`);
    if (row !== undefined) answered.set(seq, logged(row));
  }
  const twins = new Map<string, LoggedAct>();
  for (const actId of keys.actIds) {
    const row = state.acts.get(state.firstActs.get(actId) ?? '');
    if (row !== undefined) twins.set(actId, logged(row));
  }
  const sessions = [...state.sessions.values()]
    .filter(({ userId }) => keys.userIds.includes(userId))
    .map((session) => ({ ...session, isHere: session.deviceId === deviceId }))
    .filter(({ isHere, sessionId }) => isHere || keys.sessionIds.includes(sessionId));
  const blocks = [...state.blocks.values()].filter((block) =>
    serials.some((range) => block.first <= range.last && range.first <= block.last),
  );
  return {
    device: deviceId === null ? null : (state.devices.get(deviceId) ?? null),
    answered,
    twins,
    users: pick(state.users, keys.userIds),
    sessions,
    appeals: pick(state.appeals, keys.appealIds),
    calls: pick(state.calls, keys.callIds),
    finalNumbers: pick(state.finalNumbers, keys.numbers),
    blocks,
    handOvers: new Set(keys.handOverIds.filter((id) => state.handOvers.has(id))),
    files: pick(state.files, keys.fileIds),
  };
}

function logged(row: ActRow): LoggedAct {
  const { seq, actId, outcome, fault, refusal, appealId, appealVersion } = row;
  return { seq, actId, outcome, fault, refusal, appealId, appealVersion, wholeAnswer: null };
}

/** Takes a transaction whole or, with a key met twice, not at all. */
function commit(state: MemoryState, staged: Staged): void {
  const undo: (() => void)[] = [];
  try {
    for (const writes of staged.writes) takeWrites(state, writes, undo);
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw error;
  }
  for (const row of staged.changes) state.changes.set(row.id, row);
  for (const { id, number } of staged.numbered) {
    const row = state.changes.get(id);
    if (row !== undefined) state.changes.set(id, { ...row, number });
  }
  for (const segment of staged.segments) state.segments.set(segment.first, segment);
  state.numberLast = staged.numberLast ?? state.numberLast;
  state.feedLast = staged.feedLast ?? state.feedLast;
}

function takeWrites(state: MemoryState, writes: Partial<Writes>, undo: (() => void)[]): void {
  const put = <K, V>(table: Map<K, V>, key: K, row: V): void => {
    const before = table.get(key);
    undo.push(() => (before === undefined ? table.delete(key) : table.set(key, before)));
    table.set(key, row);
  };
  const enter = <K, V>(table: Map<K, V>, key: K, row: V): void => {
    if (table.has(key)) throw new StoreCollision();
    put(table, key, row);
  };
  if (writes.newDevice) enter(state.devices, writes.newDevice.id, writes.newDevice);
  if (writes.device) put(state.devices, writes.device.id, writes.device);
  for (const row of writes.acts ?? []) {
    const key = `${row.deviceId}:${row.seq}`;
    enter(state.acts, key, row);
    if (!row.isRepeat) enter(state.firstActs, row.actId, key);
  }
  for (const { after, isNew, events } of writes.appeals ?? []) {
    (isNew ? enter : put)(state.appeals, after.id, after);
    const known = state.events.get(after.id) ?? [];
    if (events.some(({ version }) => known.some((event) => event.version === version))) throw new StoreCollision();
    put(state.events, after.id, [...known, ...events]);
  }
  for (const { after, isNew } of writes.calls ?? []) (isNew ? enter : put)(state.calls, after.id, after);
  for (const row of writes.numbers ?? []) {
    enter(state.numbers, `${row.number}:${row.appealId}`, row);
    if (row.isFinal) enter(state.finalNumbers, row.number, row.appealId);
  }
  for (const row of writes.moves ?? []) enter(state.moves, row.actId, row);
  for (const row of writes.handOvers ?? []) enter(state.handOvers, row.id, row);
  for (const row of writes.blocks ?? []) enter(state.blocks, row.first, row);
  for (const answer of writes.rejudged ?? []) {
    for (const [key, row] of state.acts) if (row.actId === answer.actId) put(state.acts, key, { ...row, ...answer });
  }
}

function feedSlice(state: MemoryState, { scopes, after, limit }: FeedQuery): FeedSlice {
  const isMine = (scope: string | null): boolean => scope !== null && scopes.includes(scope);
  const numbered = [...state.changes.values()].filter((row) => row.number !== null && row.number > after);
  const mine = numbered.filter((row) => isMine(row.scopeNew) || isMine(row.scopeOld));
  const rows = mine.sort((a, b) => (a.number ?? 0) - (b.number ?? 0)).slice(0, limit);
  const segments = [...state.segments.values()].sort((a, b) => a.first - b.first);
  const present = segments.findLastIndex((segment) => segment.first <= after);
  return { last: state.feedLast, segments: segments.slice(present), rows: rows.map((row) => feedRow(state, row)) };
}

function feedRow(state: MemoryState, row: StoredChange): FeedRow {
  const { entity, entityId, scopeNew } = row;
  const number = row.number ?? 0;
  if (entity === 'appeal') {
    const appeal = state.appeals.get(entityId) ?? null;
    return { number, entity, entityId, body: appeal && jsonOf(appeal), bodyScope: scopeOfAppeal(appeal) };
  }
  if (entity === 'call') {
    const call = state.calls.get(entityId) ?? null;
    return { number, entity, entityId, body: call && JSON.stringify(call), bodyScope: scopeOfCall(call) };
  }
  const act = entity === 'act' ? state.acts.get(state.firstActs.get(entityId) ?? '') : undefined;
  if (act === undefined) return { number, entity, entityId, body: null, bodyScope: null };
  const { seq, actId, outcome, refusal } = act;
  const body = JSON.stringify({ seq, actId, outcome, refusal, appeal: null });
  return { number, entity, entityId, body, bodyScope: scopeNew };
}
