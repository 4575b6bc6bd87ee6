const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/**
 * How long to wait before the next try: doubling up to ten seconds, then spread over half of it, so that a
 * hundred desks do not knock at a journal that has just come back in the same instant.
 * @param failures failures in a row, 1 for the first
 * @param random in [0, 1)
 */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return full / 2 + (full / 2) * random;
}
