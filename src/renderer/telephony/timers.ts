/** Time and chance as the telephone uses them; tests hand in their own. */
export interface Timers {
  /** Monotonic milliseconds. */
  nowMs(): number;
  /** Runs `act` once after `ms`; returns what calls it off. */
  after(ms: number, act: () => void): () => void;
  /** 0 ≤ x < 1 */
  random(): number;
}

/** The window's own clock. */
export const windowTimers: Timers = {
  nowMs: () => performance.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
