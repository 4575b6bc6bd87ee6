export interface BackoffLimits {
  firstMs: number;
  mostMs: number;
}

/**
 * How long to wait before attempt number `attempt` (from 0) is repeated. Doubles up to a limit and never gives up; the
 * upper half is random, so that a hundred desks do not come back in the same instant after the exchange restarts.
 * @param random 0 ≤ x < 1
 */
export function backoffMs(attempt: number, random: number, { firstMs, mostMs }: BackoffLimits): number {
  const ceiling = Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
