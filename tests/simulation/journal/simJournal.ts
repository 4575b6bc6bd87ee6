import type { Log } from '../../../src/journal/ports.ts';
import { createSyncService, type SyncService } from '../../../src/journal/sync/syncService.ts';
import { StoreRejected, type JournalStore, type StoreTransaction } from '../../../src/journal/store/journalStore.ts';
import { appealReferenceOf } from '../../../src/shared/domain/appeal/appealReference.ts';
import { uuid7 } from '../../../src/shared/lib/uuid7.ts';
import { createMemoryStore, type MemoryDump, type MemoryState } from '../../support/memoryStore.ts';
import type { Dice } from '../world/dice.ts';
import type { Listener, WireRequest } from '../world/network.ts';
import type { World } from '../world/world.ts';
import { createFront, type Front } from './front.ts';
import { reference, TERRITORY, userRows } from './people.ts';

/** A text the database will not hold, standing for every bug that one act alone can wake. */
export const POISON = '☠';

/** The journal as a process: the real sync over a store in memory, mortal between any two of its calls. */
export interface SimJournal extends Listener {
  start(): Promise<void>;
  kill(): void;
  /** Dies at the n-th store call from now; null: not any more. */
  killAtCall(calls: number | null): void;
  backUp(): Backup;
  /** The machine is lost and an older copy put in its place; the journal is down afterwards. */
  restore(backup: Backup): void;
  dump(): MemoryDump;
  /** How long a store call takes at most, ms. */
  slownessMs: number;
  /** Desks get few numbers, and often none. */
  isShortOfNumbers: boolean;
  kills: { all: number; insideTransaction: number };
}

export interface Backup {
  store: MemoryState;
  sessions: ReadonlyMap<string, string>;
}

export interface JournalSurroundings {
  world: World;
  dice: Dice;
  ring(scopes: readonly string[]): void;
  onDeath(): void;
  onBug(what: string, thrown: unknown): void;
}

interface Life {
  isDead: boolean;
}

export function createSimJournal(around: JournalSurroundings): SimJournal {
  const { world, dice } = around;
  const idDice = dice.fork('ids');
  let life: Life | null = null;
  let front: Front | null = null;
  let callsLeft: number | null = null;
  /** Open sessions and their users; durable like the store. */
  let sessions = new Map<string, string>();

  const store = createMemoryStore({ pause });
  for (const row of userRows(world.nowMs() - 365 * 86_400_000)) store.addUser(row);

  /** Between any two store calls time passes, and the process may die. */
  async function pause(where: string): Promise<void> {
    const of = life;
    if (callsLeft !== null) {
      callsLeft -= 1;
      if (callsLeft <= 0) {
        const isInside = where !== 'begin' && where !== 'read' && where !== 'committed';
        // At once, or while the call takes its time and everything else goes on.
        if (dice.chance(0.5)) die(`at ${where}`, isInside);
        else world.after(dice.int(1, 250), `journal ${where}`, () => of?.isDead || die(`during ${where}`, isInside));
        callsLeft = null;
        return new Promise(() => undefined);
      }
    }
    if (journal.slownessMs === 0) return;
    await new Promise<void>((resolve) => {
      world.after(dice.int(0, journal.slownessMs), `journal ${where}`, () => of?.isDead || resolve());
    });
  }

  function die(moment: string, isInTransaction: boolean): void {
    if (life === null || life.isDead) return;
    life.isDead = true;
    life = null;
    front = null;
    callsLeft = null;
    journal.kills.all += 1;
    if (isInTransaction) journal.kills.insideTransaction += 1;
    world.note('journal killed', moment);
    store.crash();
    around.onDeath();
  }

  function logOf(of: Life): Log {
    const write = (level: string) => (fields: Record<string, unknown>, event: string) => {
      const { err, ...ids } = fields;
      const words = err instanceof Error ? err.message : '';
      if (!of.isDead) world.note(`journal ${level}`, `${event} ${JSON.stringify(ids)} ${words}`);
    };
    return { info: write('log'), warn: write('warns'), error: write('errs') };
  }

  /** Numbers what was committed, one step after another, and rings for it. */
  function startSequencer(of: Life, sync: () => SyncService): () => void {
    let isRunning = false;
    let isWanted = false;
    const step = async (): Promise<void> => {
      isRunning = true;
      while (isWanted && !of.isDead) {
        isWanted = false;
        const { numbered, scopes } = await sync().sequence();
        if (numbered > 0) isWanted = true;
        around.ring(scopes);
      }
      isRunning = false;
    };
    return () => {
      isWanted = true;
      if (isRunning) return;
      isRunning = true;
      world.after(dice.int(0, 200), 'journal sequences', () => {
        if (of.isDead) return;
        step().catch((thrown: unknown) => {
          isRunning = false;
          around.onBug('journal: the sequencer threw', thrown);
        });
      });
    };
  }

  const journal: SimJournal = {
    slownessMs: 0,
    isShortOfNumbers: false,
    kills: { all: 0, insideTransaction: 0 },
    isUp: () => front !== null,
    async handle(request: WireRequest) {
      const of = life;
      if (front === null || of === null) return new Promise(() => undefined);
      try {
        const answer = await front.answer(request);
        return of.isDead ? await new Promise(() => undefined) : answer;
      } catch (thrown) {
        if (of.isDead) return new Promise(() => undefined);
        throw thrown;
      }
    },
    async start() {
      const mine: Life = { isDead: false };
      life = mine;
      const log = logOf(mine);
      world.note('journal starts');
      let wake: () => void = () => undefined;
      const sync = createSyncService({
        store: poisonable(store),
        territory: TERRITORY,
        clock: { nowMs: () => world.nowMs() },
        ids: { next: () => uuid7(world.nowMs(), idDice.bytes(10)) },
        log,
        reference: () => Promise.resolve(appealReferenceOf(reference)),
        committed: () => wake(),
      });
      await sync.openFeed();
      await sync.replayParked();
      if (mine.isDead) return;
      wake = startSequencer(mine, () => sync);
      front = createFront({
        sync,
        world,
        ids: { next: () => uuid7(world.nowMs(), idDice.bytes(10)) },
        dump: () => store.dump(),
        openSession(sessionId, userId, deviceId) {
          sessions.set(sessionId, userId);
          store.addSession({ sessionId, userId, deviceId });
        },
        userOf: (sessionId) => sessions.get(sessionId) ?? null,
        onBug: around.onBug,
        numbersFor: (size) => (journal.isShortOfNumbers ? (dice.chance(0.7) ? null : dice.int(1, 2)) : size),
      });
      wake();
    },
    kill: () => die('between calls', false),
    killAtCall(calls) {
      callsLeft = calls;
    },
    backUp: () => ({ store: store.snapshot(), sessions: new Map(sessions) }),
    restore(backup) {
      die('its disk is lost', false);
      store.restore(backup.store);
      sessions = new Map(backup.sessions);
      world.note('journal restored');
    },
    dump: () => store.dump(),
  };
  return journal;
}

/** The store with one kind of row it cannot hold. What came of a desk is kept word for word all the same. */
function poisonable(store: JournalStore): JournalStore {
  return {
    readFeed: (query) => store.readFeed(query),
    transact: (work) =>
      store.transact((trx) => {
        const save: StoreTransaction['save'] = (writes) =>
          JSON.stringify(writes.appeals ?? []).includes(POISON)
            ? Promise.reject(new StoreRejected())
            : trx.save(writes);
        return work(new Proxy(trx, { get: (of, member) => (member === 'save' ? save : bound(of, member)) }));
      }),
  };
}

function bound(of: StoreTransaction, member: string | symbol): unknown {
  const value = Reflect.get(of, member) as unknown;
  return typeof value === 'function' ? (value.bind(of) as unknown) : value;
}
