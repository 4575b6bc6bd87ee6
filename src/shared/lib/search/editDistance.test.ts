import { expect, test } from 'vitest';
import fc from 'fast-check';
import { allowedMistakes, editDistance } from './editDistance.ts';

test('a letter too many, missing, wrong or swapped with its neighbour is one mistake', () => {
  expect(editDistance('полис', 'поллис', 2)).toBe(1);
  expect(editDistance('полис', 'плис', 2)).toBe(1);
  expect(editDistance('полис', 'палис', 2)).toBe(1);
  expect(editDistance('полис', 'поилс', 2)).toBe(1);
  expect(editDistance('полис', 'полис', 2)).toBe(0);
});

test('beyond the limit the answer is one more than the limit', () => {
  expect(editDistance('полис', 'больница', 2)).toBe(3);
  expect(editDistance('', 'абв', 1)).toBe(2);
});

test('short words forgive nothing, middling one mistake, long ones two', () => {
  expect(['узи', 'врач', 'полисов', 'больница'].map(allowedMistakes)).toEqual([0, 1, 1, 2]);
});

test('the distance is the same in both directions and the limit only cuts it', () => {
  const word = fc.string({ maxLength: 8, unit: fc.constantFrom('а', 'б', 'в') });
  fc.assert(
    fc.property(word, word, fc.nat(3), (left, right, max) => {
      expect(editDistance(left, right, max)).toBe(editDistance(right, left, max));
      expect(editDistance(left, right, max)).toBe(Math.min(editDistance(left, right, 99), max + 1));
    }),
  );
});
