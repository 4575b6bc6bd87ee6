import { uuid7 } from '../../shared/lib/uuid7.ts';

/** Chance that repeats: the same seed gives the same region on every machine. */
export interface Dice {
  /** A whole number from 0 below the bound. */
  below(bound: number): number;
  pick<T>(from: readonly T[]): T;
  uuid(nowMs: number): string;
}

/** mulberry32: small, fast, and good enough for names; never for secrets. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    below,
    pick: (from) => {
      const picked = from[below(from.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    uuid: (nowMs) =>
      uuid7(
        nowMs,
        Uint8Array.from({ length: 10 }, () => below(256)),
      ),
  };
}
