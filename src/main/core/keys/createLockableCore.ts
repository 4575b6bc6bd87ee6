import type { RecoveryState } from '../../../shared/contracts/bridge.ts';
import { AppError } from '../../../shared/errors.ts';
import { toInstant } from '../../../shared/lib/primitives.ts';
import type { Core } from '../createCore.ts';
import { createEvents } from '../emitter.ts';
import type { Clock, CoreSettings, JournalTransport, Logger } from '../ports.ts';
import type { KeyKeeper } from './keyKeeper.ts';
import { createLockedCore } from './lockedCore.ts';
import { recoverKey } from './recoverKey.ts';
import { setCacheAside } from './setCacheAside.ts';
import { readCopies } from './wrappedCopy.ts';

/** A locked keychain opens by the hand of whoever signs in to the machine; nothing tells when. */
const LOOK_AGAIN_MS = 10_000;

export interface LockableCorePorts {
  /** Opens the cache and starts the core over it. @throws AppError `cache.key_lost` */
  open(): Promise<Core>;
  keeper: KeyKeeper;
  journal: JournalTransport;
  clock: Clock;
  log: Logger;
  settings: CoreSettings;
  practice: boolean;
}

/**
 * One core to whoever hosts it, whether its memory opens or not: without its key it is locked, and becomes the real
 * one in the same process once the key is there, so that windows stay where they are.
 * @throws AppError the faults of the disk and the cache other than a lost key
 */
export async function createLockableCore(ports: LockableCorePorts): Promise<Core> {
  const { keeper, journal, clock, log, settings } = ports;
  const { dataDir, deviceName } = settings;
  const events = createEvents();
  let cancelLook: () => void = () => undefined;
  /** Of two that ask at once to open or to recover, the second waits for the first and has its outcome. */
  let opening: Promise<RecoveryState> | null = null;
  let recovering: Promise<RecoveryState> | null = null;
  let stopped = false;
  /** Why the core is locked; null when it is not. */
  let reason: string | null = null;
  let core = await open();

  async function open(): Promise<Core> {
    try {
      const opened = await ports.open();
      opened.onEvent((name, event) => events.emit(name, event as never));
      reason = null;
      return opened;
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== 'cache.key_lost') throw thrown;
      const why = String(thrown.params['reason']);
      if (why === 'locked') lookLater();
      if (why === reason) return core;
      log.error('key.lost', { reason: why });
      reason = why;
      return locked(why);
    }
  }

  function locked(why: string): Core {
    return createLockedCore({
      reason: why,
      state: () => ({ needed: true, reason: why, recoverable: why !== 'locked' && hasCopy() }),
      session: { user: null, signedIn: 'no', deviceName, demo: false, practice: ports.practice },
      recover(login, password) {
        recovering ??= recover(login, password).finally(() => {
          recovering = null;
        });
        return recovering;
      },
      async startAfresh() {
        await openNow();
        if (reason === null) return core.handlers['recovery.get']({});
        if (reason === 'locked') throw stillLost();
        setCacheAside(dataDir, toInstant(clock.nowMs()).replace(/[:.]/g, '-'));
        log.warn('cache.started_afresh');
        return openedOrThrow();
      },
      woke: lookAgain,
    });
  }

  /** A locked keychain passes by itself, and a key may have been put back: nobody is asked for what is not needed. */
  async function recover(login: string, password: string): Promise<RecoveryState> {
    const state = await openNow();
    if (!state.needed) return state;
    if (reason === 'locked') throw stillLost();
    await recoverKey({ dataDir, keeper, journal, log }, login, password);
    return openedOrThrow();
  }

  async function openedOrThrow(): Promise<RecoveryState> {
    const state = await openNow();
    if (state.needed) throw stillLost();
    return state;
  }

  function stillLost(): AppError {
    return new AppError('cache.key_lost', { reason });
  }

  function hasCopy(): boolean {
    const { present, next } = readCopies(dataDir);
    return present !== null || next !== null;
  }

  function lookLater(): void {
    cancelLook();
    if (!stopped) cancelLook = clock.after(LOOK_AGAIN_MS, lookAgain);
  }

  function lookAgain(): void {
    openNow().catch((thrown: unknown) => {
      log.error('key.not_opened', {}, thrown);
      lookLater();
    });
  }

  function openNow(): Promise<RecoveryState> {
    opening ??= replace().finally(() => {
      opening = null;
    });
    return opening;
  }

  /** Puts whatever opens now in the place of the locked core, and tells the windows. */
  async function replace(): Promise<RecoveryState> {
    cancelLook();
    const opened = reason === null ? core : await open();
    if (stopped && opened !== core) {
      await opened.stop();
      throw new AppError('bridge.down');
    }
    const isOther = opened !== core;
    core = opened;
    const state = await core.handlers['recovery.get']({});
    if (isOther) {
      events.emit('recovery.changed', state);
      if (!state.needed) events.emit('session.changed', await core.handlers['session.get']({}));
    }
    return state;
  }

  return {
    get handlers() {
      return core.handlers;
    },
    onEvent: events.on,
    machineWoke: () => core.machineWoke(),
    faultOf: (thrown) => core.faultOf(thrown),
    async stop() {
      stopped = true;
      cancelLook();
      await opening?.catch(() => undefined);
      await core.stop();
    },
  };
}
