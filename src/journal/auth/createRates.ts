import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../ports.ts';

/** Requests at once, and how many a second come back. */
const BURST = 60;
const PER_SEC = 5;

export interface Rates {
  /** @throws AppError `integration.too_many` {retryAfterSec} */
  spend(name: string): void;
}

/** How often each may ask: a bucket of tokens by name, in this process alone, refilled as time passes. */
export function createRates(clock: Clock): Rates {
  const buckets = new Map<string, { left: number; atMs: number }>();
  return {
    spend(name) {
      const nowMs = clock.nowMs();
      const { left, atMs } = buckets.get(name) ?? { left: BURST, atMs: nowMs };
      const filled = Math.min(BURST, left + (Math.max(0, nowMs - atMs) / 1000) * PER_SEC);
      buckets.set(name, { left: filled >= 1 ? filled - 1 : filled, atMs: nowMs });
      if (filled < 1) throw new AppError('integration.too_many', { retryAfterSec: Math.ceil((1 - filled) / PER_SEC) });
    },
  };
}
