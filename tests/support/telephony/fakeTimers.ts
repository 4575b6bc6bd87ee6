import type { Timers } from '../../../src/renderer/telephony/timers.ts';

export interface FakeTimers extends Timers {
  /**
   * Runs what falls due within the next `ms`, in order, letting promises settle in between; and `between` too, where the
   * world outside takes no virtual time to answer.
   */
  pass(ms: number, between?: () => Promise<void>): Promise<void>;
}

/** Lets everything that waits for a promise run: the event loop comes to this after the last of them. */
export function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** A clock that stands still until it is told to go. `chance` is what random() gives. */
export function createFakeTimers(chance = 0.5): FakeTimers {
  let nowMs = 0;
  const due = new Set<{ atMs: number; act: () => void }>();
  return {
    nowMs: () => nowMs,
    random: () => chance,
    after(ms, act) {
      const entry = { atMs: nowMs + ms, act };
      due.add(entry);
      return () => due.delete(entry);
    },
    async pass(ms, between = settle) {
      const untilMs = nowMs + ms;
      await settle();
      for (;;) {
        const next = [...due].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined) break;
        due.delete(next);
        nowMs = next.atMs;
        next.act();
        await settle();
        await between();
      }
      nowMs = untilMs;
    },
  };
}
