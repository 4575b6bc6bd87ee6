import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  DeskAct,
  DeskAppeal,
  DeskCall,
  RecoveryState,
  SessionInfo,
  SyncInfo,
} from '../../shared/contracts/bridge.ts';
import type { ReferenceData } from '../../shared/contracts/journal.ts';
import type { OperatorState } from '../../shared/domain/operator/operatorState.ts';
import { toErrorValue, type ErrorValue } from '../../shared/errors.ts';
import type { WindowBridge } from '../bridge/windowBridge.ts';

/** A list with the states every list has: null while it loads for the first time. */
export interface Listed<T> {
  rows: readonly T[] | null;
  error: ErrorValue | null;
}

/** What the core knows, as this window last heard it. Nothing here is decided by the window. */
export interface MirrorState {
  session: SessionInfo | null;
  operator: OperatorState | null;
  sync: SyncInfo | null;
  reference: ReferenceData | null;
  appeals: Listed<DeskAppeal>;
  calls: Listed<DeskCall>;
  missed: Listed<DeskCall>;
  callbacks: Listed<DeskCall>;
  /** Acts of the present user that are not in the journal. */
  acts: Listed<DeskAct>;
  /** Whether this desk can open its memory at all; null until the core has said. */
  recovery: RecoveryState | null;
}

export interface Mirror {
  store: StoreApi<MirrorState>;
  /** Fetches everything anew: at the start, after signing in, and when the core was away. */
  refresh(): Promise<void>;
  /** Takes an answer of the core at once, without waiting for its event. */
  take(part: Partial<Pick<MirrorState, 'session' | 'operator' | 'sync'>>): void;
  stop(): void;
}

const NOTHING_YET = { rows: null, error: null } as const;

/** Mirrors the core's state into one small store. */
export function createMirror(bridge: WindowBridge): Mirror {
  const store = createStore<MirrorState>(() => ({
    session: null,
    operator: null,
    sync: null,
    reference: null,
    appeals: NOTHING_YET,
    calls: NOTHING_YET,
    missed: NOTHING_YET,
    callbacks: NOTHING_YET,
    acts: NOTHING_YET,
    recovery: null,
  }));

  /** A failed read keeps what is shown; the list says that it may be old. */
  async function list<K extends 'appeals' | 'calls' | 'missed' | 'callbacks' | 'acts'>(
    key: K,
    read: () => Promise<NonNullable<MirrorState[K]['rows']>>,
  ): Promise<void> {
    try {
      const rows = await read();
      store.setState({ [key]: { rows, error: null } });
    } catch (error) {
      store.setState((state) => ({ [key]: { rows: state[key].rows, error: toErrorValue(error) } }));
    }
  }

  async function single<T>(read: () => Promise<T>, put: (value: T) => void): Promise<void> {
    try {
      put(await read());
    } catch {
      // What is shown stays; the status strip says that the core or the journal is away.
    }
  }

  const readAppeals = (): Promise<void> => list('appeals', async () => (await bridge.call('appeals.list', {})).appeals);
  const readCalls = async (): Promise<void> => {
    await Promise.all([
      list('calls', async () => (await bridge.call('calls.list', { filter: 'all' })).calls),
      list('missed', async () => (await bridge.call('calls.list', { filter: 'missed' })).calls),
      list('callbacks', async () => (await bridge.call('calls.list', { filter: 'callback' })).calls),
    ]);
  };
  const readActs = (): Promise<void> => list('acts', async () => (await bridge.call('outbox.list', {})).acts);
  const readReference = (): Promise<void> =>
    single(
      () => bridge.call('reference.get', {}),
      ({ reference }) => store.setState({ reference }),
    );

  async function refresh(): Promise<void> {
    // Together: a memory that opens must not show the door to somebody whose session goes on.
    const told: Partial<MirrorState> = {};
    await single(
      () => bridge.call('recovery.get', {}),
      (recovery) => (told.recovery = recovery),
    );
    await single(
      () => bridge.call('session.get', {}),
      (session) => (told.session = session),
    );
    store.setState(told);
    const sync = single(
      () => bridge.call('sync.get', {}),
      (value) => store.setState({ sync: value }),
    );
    if (!store.getState().session?.user) return sync;
    await Promise.all([
      sync,
      single(
        () => bridge.call('operator.get', {}),
        ({ state }) => store.setState({ operator: state }),
      ),
      readReference(),
      readAppeals(),
      readCalls(),
      readActs(),
    ]);
  }

  const stops = [
    bridge.subscribe('session.changed', (session) => store.setState({ session })),
    bridge.subscribe('operator.changed', ({ state }) => store.setState({ operator: state })),
    bridge.subscribe('sync.changed', (sync) => store.setState({ sync })),
    bridge.subscribe('reference.changed', () => void readReference()),
    bridge.subscribe('appeals.changed', () => void readAppeals()),
    bridge.subscribe('calls.changed', () => void readCalls()),
    bridge.subscribe('outbox.changed', () => void readActs()),
    bridge.subscribe('recovery.changed', (recovery) => {
      // A memory that opened has a session, lists and a journal again.
      if (recovery.needed) store.setState({ recovery });
      else void refresh();
    }),
    bridge.onBack(() => void refresh()),
  ];

  return {
    store,
    refresh,
    take: (part) => store.setState(part),
    stop: () => stops.forEach((stop) => stop()),
  };
}
