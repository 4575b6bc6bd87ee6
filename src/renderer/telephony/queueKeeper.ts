import { nextQueueStep, type QueueMembership } from '../../shared/domain/operator/operatorState.ts';
import { backoffMs } from './backoffMs.ts';
import type { Timers } from './timers.ts';

export type QueueStep = 'join' | 'leave' | 'pause' | 'unpause';
/** `notMember`: the exchange says that one must join first. */
export type StepAnswer = 'done' | 'notMember' | 'failed';

export interface QueueKeeperDeps {
  /** Dials the code of a step; resolves when the exchange has hung up, never rejects. */
  dial: (step: QueueStep) => Promise<StepAnswer>;
  timers: Timers;
  /** What is known to hold at the exchange. */
  onConfirmed: (membership: QueueMembership | 'unknown') => void;
}

export interface QueueKeeper {
  want(membership: QueueMembership): void;
  /** The line is registered anew: whatever the exchange thought before must be said again. */
  lineUp(): void;
  lineDown(): void;
  /** Resolves when the queue agrees, or there is no line to tell it. */
  settled(): Promise<void>;
}

const retry = { firstMs: 1_000, mostMs: 30_000 };

/** Walks the exchange's queue towards what the operator's state asks for, one code at a time. */
export function createQueueKeeper({ dial, timers, onConfirmed }: QueueKeeperDeps): QueueKeeper {
  let wanted: QueueMembership = 'left';
  let confirmed: QueueMembership | 'unknown' = 'unknown';
  let isLineUp = false;
  let isDialling = false;
  let attempt = 0;
  let cancelRetry: (() => void) | null = null;
  let waiters: (() => void)[] = [];
  /** Raised with every loss of the line: an answer from before proves nothing. */
  let lineEpoch = 0;

  const confirm = (membership: QueueMembership | 'unknown'): void => {
    if (membership === confirmed) return;
    confirmed = membership;
    onConfirmed(membership);
  };

  /** Joining is idempotent and comes paused, so that is where an unknown membership starts from. */
  const nextStep = (): QueueStep | null => {
    if (confirmed !== 'unknown') return nextQueueStep(confirmed, wanted);
    return wanted === 'left' ? 'leave' : 'join';
  };

  const walk = async (): Promise<void> => {
    if (isDialling || !isLineUp || cancelRetry !== null) return;
    const step = nextStep();
    if (step === null) return release();
    const epoch = lineEpoch;
    isDialling = true;
    // Until the answer comes nobody can say which of the two holds.
    confirm('unknown');
    const answer = await dial(step);
    isDialling = false;
    if (epoch === lineEpoch) learn(step, answer);
    return walk();
  };

  const learn = (step: QueueStep, answer: StepAnswer): void => {
    if (answer === 'done') {
      attempt = 0;
      confirm(after[step]);
      return;
    }
    if (answer === 'notMember' && (step === 'pause' || step === 'unpause') && attempt === 0) confirm('left');
    const waitMs = answer === 'notMember' && attempt === 0 ? 0 : backoffMs(attempt, timers.random(), retry);
    attempt += 1;
    cancelRetry = timers.after(waitMs, again);
  };

  const again = (): void => {
    cancelRetry?.();
    cancelRetry = null;
    void walk();
  };

  const release = (): void => {
    for (const resolve of waiters) resolve();
    waiters = [];
  };

  return {
    want(membership) {
      if (membership === wanted) return;
      wanted = membership;
      attempt = 0;
      again();
    },
    lineUp() {
      isLineUp = true;
      lineEpoch += 1;
      attempt = 0;
      confirm('unknown');
      again();
    },
    lineDown() {
      isLineUp = false;
      lineEpoch += 1;
      confirm('unknown');
      release();
    },
    settled() {
      if (!isLineUp || (!isDialling && nextStep() === null)) return Promise.resolve();
      return new Promise((resolve) => void waiters.push(resolve));
    },
  };
}

const after: Record<QueueStep, QueueMembership> = {
  join: 'paused',
  leave: 'left',
  pause: 'paused',
  unpause: 'unpaused',
};
