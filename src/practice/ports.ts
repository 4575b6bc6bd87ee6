/** What the practice line asks of its surroundings; tests hand in their own. */

/** Event name and ids, as everywhere in the product: no numbers and no names in a log line. */
export type PracticeLog = (event: string, ids?: Record<string, string | number | boolean | null>) => void;

/** Monotonic: pacing and waiting must survive a change of the wall clock. */
export interface MonotonicClock {
  nowMs(): number;
}

export interface PracticeTimings {
  /** A caller who is not answered gives up after this long. */
  ringForMs: number;
  /** Silence on both sides after which the caller says «алло». */
  quietBeforeHelloMs: number;
  /** A conversation the operator forgot about ends by itself. */
  longestCallMs: number;
}

export const defaultTimings: PracticeTimings = {
  ringForMs: 45_000,
  quietBeforeHelloMs: 12_000,
  longestCallMs: 300_000,
};
