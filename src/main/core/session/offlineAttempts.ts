import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { instant, toInstant, toMs } from '../../../shared/lib/primitives.ts';
import type { Desk } from '../desk.ts';

/** As at the journal: more failures than these in a row close the sign-in for a while. */
const MOST_FAILURES = 10;
const LOCKED_MS = 15 * 60_000;

const SETTING = 'offlineAttempts';
const attempts = z.record(z.string(), z.object({ failures: z.int().nonnegative(), lockedUntil: instant.nullable() }));

/**
 * Guesses at a password while the journal is away. They are counted on the disk: a restart of the program must not
 * give ten more.
 */
export interface OfflineAttempts {
  /**
   * Counts an attempt before the password is looked at: of many asked at once none gets past the count.
   * @throws AppError `auth.locked` while the sign-in of this user is closed
   */
  begin(userId: string): void;
  succeeded(userId: string): void;
}

export function createOfflineAttempts(desk: Desk): OfflineAttempts {
  const read = () => desk.settings.get(SETTING, attempts) ?? {};
  return {
    begin(userId) {
      const known = read();
      const before = known[userId];
      const until = before?.lockedUntil ?? null;
      if (until !== null && toMs(desk.now()) < toMs(until)) throw new AppError('auth.locked', { until });
      // A lock that is over begins the count anew.
      const failures = (before === undefined || before.lockedUntil !== null ? 0 : before.failures) + 1;
      const lockedUntil = failures > MOST_FAILURES ? toInstant(toMs(desk.now()) + LOCKED_MS) : null;
      desk.remember(() => desk.settings.set(SETTING, { ...known, [userId]: { failures, lockedUntil } }));
    },
    succeeded(userId) {
      const { [userId]: before, ...others } = read();
      if (before !== undefined) desk.remember(() => desk.settings.set(SETTING, others));
    },
  };
}
