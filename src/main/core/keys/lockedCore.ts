import { bridgeCalls, type RecoveryState, type SessionInfo } from '../../../shared/contracts/bridge.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Core } from '../createCore.ts';
import { asDeskError } from '../errors.ts';
import type { Handlers } from '../handlers.ts';
import { JournalDown } from '../ports.ts';

export interface LockedCorePorts {
  /** `missing`, `unreadable` or `locked`, as the key's keeper said. */
  reason: string;
  state(): RecoveryState;
  session: SessionInfo;
  recover(login: string, password: string): Promise<RecoveryState>;
  startAfresh(): Promise<RecoveryState>;
  /** Worth looking again: the machine was unlocked. */
  woke(): void;
}

/** A core that cannot open its memory: it says so, and takes what could open it. */
export function createLockedCore({ reason, state, session, recover, startAfresh, woke }: LockedCorePorts): Core {
  const refuse = (): never => {
    throw new AppError('cache.key_lost', { reason });
  };
  const refusing = Object.fromEntries(Object.keys(bridgeCalls).map((name) => [name, refuse])) as unknown as Handlers;
  return {
    handlers: {
      ...refusing,
      'session.get': () => session,
      'recovery.get': state,
      'recovery.recover': ({ login, password }) => recover(login, password),
      'recovery.startAfresh': startAfresh,
    },
    onEvent: () => () => undefined,
    machineWoke: woke,
    faultOf(thrown) {
      const fault = asDeskError(thrown);
      return fault instanceof JournalDown ? new AppError('journal.down') : fault;
    },
    stop: () => Promise.resolve(),
  };
}
