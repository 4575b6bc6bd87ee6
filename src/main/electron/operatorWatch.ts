import type { PowerSaveBlocker } from 'electron';
import type { OperatorState } from '../../shared/domain/operator/operatorState.ts';
import type { Core } from '../core/createCore.ts';

type Status = OperatorState['status'];

export interface OperatorWatch {
  inCall(): boolean;
  stop(): void;
}

export interface OperatorWatchOptions {
  core: Core;
  blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>;
  /** A call is offered now. */
  onOffer: () => void;
}

/** Keeps the machine awake while calls may come or go on, and knows whether one does. The screen may still go dark. */
export function watchOperator({ core, blocker, onOffer }: OperatorWatchOptions): OperatorWatch {
  let status: Status | null = null;
  let blocking: number | null = null;

  function become(next: Status | null): void {
    if (next === 'offered' && status !== 'offered') onOffer();
    status = next;
    const awake = next !== null && next !== 'notReady';
    if (awake && blocking === null) blocking = blocker.start('prevent-app-suspension');
    if (!awake && blocking !== null) {
      blocker.stop(blocking);
      blocking = null;
    }
  }

  async function askState(): Promise<Status | null> {
    try {
      return (await core.handlers['operator.get']({})).state?.status ?? null;
    } catch {
      // A core without its key has no operator yet; one that gets it tells of them.
      return null;
    }
  }

  const unsubscribe = core.onEvent((name, event) => {
    if (name === 'operator.changed') become((event as { state: OperatorState | null }).state?.status ?? null);
  });
  // A session kept over a restart was told before anyone listened.
  void askState().then(become);

  return {
    inCall: () => status === 'offered' || status === 'talking',
    stop() {
      unsubscribe();
      become(null);
    },
  };
}
