const LIMIT = 3;
const WITHIN_MS = 60_000;

/** Whether a window that died may be opened once more by itself; one that dies again and again is left to a person. */
export function createReloadLimit(nowMs: () => number): () => boolean {
  let reloads: number[] = [];
  return () => {
    const now = nowMs();
    reloads = reloads.filter((at) => now - at < WITHIN_MS);
    if (reloads.length >= LIMIT) return false;
    reloads.push(now);
    return true;
  };
}
