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

export interface DrivenTimers extends Timers {
  /** Runs what is due: for a clock from outside, where the window's own is throttled. */
  wake(): void;
}

/**
 * The same timers, which another clock may drive as well. Chromium lets a hidden window's timers come once a minute; what
 * arrives over a socket or from the shell is not held back.
 */
export function createDrivenTimers(own: Timers): DrivenTimers {
  const due = new Set<{ atMs: number; run: () => void }>();
  return {
    nowMs: () => own.nowMs(),
    random: () => own.random(),
    after(ms, act) {
      const entry = {
        atMs: own.nowMs() + ms,
        run: () => {
          cancelOwn();
          if (due.delete(entry)) act();
        },
      };
      due.add(entry);
      const cancelOwn = own.after(ms, () => entry.run());
      return () => {
        due.delete(entry);
        cancelOwn();
      };
    },
    wake() {
      const nowMs = own.nowMs();
      for (const entry of [...due].filter(({ atMs }) => atMs <= nowMs).sort((a, b) => a.atMs - b.atMs)) entry.run();
    },
  };
}
