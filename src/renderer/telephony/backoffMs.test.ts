import { expect, test } from 'vitest';
import { backoffMs } from './backoffMs.ts';

const limits = { firstMs: 500, mostMs: 30_000 };

test('doubles up to the limit and stays there for ever', () => {
  expect([0, 1, 2, 3, 6, 7, 1000].map((attempt) => backoffMs(attempt, 1, limits))).toEqual([
    500, 1000, 2000, 4000, 30_000, 30_000, 30_000,
  ]);
});

test('spreads over the upper half', () => {
  expect(backoffMs(3, 0, limits)).toBe(2000);
  expect(backoffMs(3, 0.5, limits)).toBe(3000);
});
