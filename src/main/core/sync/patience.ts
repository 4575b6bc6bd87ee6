const TIMEOUTS_MS = [15_000, 30_000, 60_000, 90_000] as const;

/** How long answers of one kind are waited for. */
export interface Patience {
  timeoutMs(): number;
  /** An answer came after so many milliseconds. */
  answered(tookMs: number): void;
  /** None came in time. */
  timedOut(): void;
}

/** Waits longer for a journal that is slow, so that one that needs half a minute for an answer is still heard. */
export function createPatience(): Patience {
  let step = 0;
  return {
    timeoutMs: () => TIMEOUTS_MS[step] ?? TIMEOUTS_MS[0],
    answered(tookMs) {
      const shorter = TIMEOUTS_MS[step - 1];
      if (shorter !== undefined && tookMs < shorter / 2) step -= 1;
    },
    timedOut() {
      step = Math.min(step + 1, TIMEOUTS_MS.length - 1);
    },
  };
}

/** The strip must show within seconds that the journal is gone: the first question waits no longer. */
const PROBE_MS = 4_000;

/** For the handshake: short, because it finds out whether anybody is there, and in turns long, because somebody slow may be. */
export function createProbing(): Patience {
  const { timeoutMs, answered, timedOut } = createPatience();
  let failures = 0;
  return {
    timeoutMs: () => (failures % 2 === 0 ? PROBE_MS : timeoutMs()),
    answered,
    timedOut() {
      if (failures % 2 === 1) timedOut();
      failures += 1;
    },
  };
}

const LARGEST_BATCH = 200;

/** How many acts go in one push. */
export interface BatchSize {
  acts(): number;
  taken(): void;
  /** The journal broke down over a push, took too long or turned it away: the next one is half of it. */
  failed(): void;
}

export function createBatchSize(): BatchSize {
  let acts = LARGEST_BATCH;
  return {
    acts: () => acts,
    taken() {
      acts = Math.min(acts * 2, LARGEST_BATCH);
    },
    failed() {
      acts = Math.max(1, Math.floor(acts / 2));
    },
  };
}
