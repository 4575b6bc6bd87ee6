import { expect, test } from 'vitest';
import { readRoubles } from './readRoubles.ts';

test.each([
  ['1250', 125_000],
  ['1 250,50', 125_050],
  ['0,1', 10],
  ['12.34 ₽', 1234],
  ['', null],
  ['сто', null],
  ['-5', null],
  ['1,234', null],
])('«%s» is %s kopecks', (text, kopecks) => {
  expect(readRoubles(text)).toBe(kopecks);
});
