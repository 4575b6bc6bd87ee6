import { expect, test } from 'vitest';
import { nameWords, token, weekBegan, weekOf } from './searchTokens.ts';

test('a week has its beginning, and every instant its week', () => {
  expect(weekOf(weekBegan(2900))).toBe(2900);
  expect(weekOf(new Date(Date.parse(weekBegan(2901)) - 1).toISOString())).toBe(2900);
});

test('an id is the same token however it is spelt', () => {
  expect(token.party('0192F0C0-0000-7000-8000-0000000000AB')).toBe(token.party('0192f0c0-0000-7000-8000-0000000000ab'));
});

test('a name is its words, with «ё» folded', () => {
  expect(nameWords(' Фёдорова-Штерн  Алёна ')).toEqual(['федорова', 'штерн', 'алена']);
});
