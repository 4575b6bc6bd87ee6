import { AppError } from '../../shared/errors.ts';
import { backoffMs } from './backoffMs.ts';
import type { Timers } from './timers.ts';

/**
 * Refusals that a repeat cannot change are left to the caller; a core that is away, stumbled or has a full disk is asked
 * again: an operator whose core never hears that the call is over could not work on.
 */
const passing = new Set(['bridge.down', 'bridge.timeout', 'internal', 'disk.full', 'disk.io', 'cache.busy']);

export function isPassing(error: unknown): boolean {
  return !(error instanceof AppError) || passing.has(error.code);
}

/**
 * Repeats an idempotent act until the core has taken it: a core that restarts in the middle of a call must not lose it.
 * @throws AppError the core's refusal
 */
export async function tellCore<T>(
  act: () => Promise<T>,
  timers: Timers,
  isStillWanted: () => boolean = () => true,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (!isPassing(error) || !isStillWanted()) throw error;
      const waitMs = backoffMs(attempt, timers.random(), { firstMs: 300, mostMs: 5_000 });
      await new Promise<void>((resolve) => void timers.after(waitMs, resolve));
    }
  }
}
