/** Repeatable randomness: everything a schedule leaves to chance is asked here, so that its seed tells it again. */
export interface Dice {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [from, to]. */
  int(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(of: readonly T[]): T;
  /** The name of one of the choices, each as likely as its weight says. */
  weighed<K extends string>(weights: Readonly<Record<K, number>>): K;
  bytes(count: number): Buffer;
  /** Randomness of its own for a part of the world: what one part asks does not move the others. */
  fork(name: string): Dice;
}

export function createDice(seed: string): Dice {
  let state = hash32(seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick<T>(of: readonly T[]): T {
      if (of.length === 0) throw new Error('nothing to pick from');
      return of[int(0, of.length - 1)] as T;
    },
    weighed<K extends string>(weights: Readonly<Record<K, number>>): K {
      const entries = Object.entries(weights) as [K, number][];
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) {
        left -= weight;
        if (left < 0) return name;
      }
      return (entries.at(-1) as [K, number])[0];
    },
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => int(0, 255))),
    fork: (name) => createDice(`${seed}/${name}`),
  };
}

/** FNV-1a with a last stir, so that neighbouring seeds have nothing in common. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (const sign of text) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x7feb352d);
  hash ^= hash >>> 15;
  return hash >>> 0;
}
