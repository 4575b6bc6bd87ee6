import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffWords } from './diffWords.ts';

const only = (pieces: readonly { text: string; isSame: boolean }[]): string[] =>
  pieces.filter((piece) => !piece.isSame).map((piece) => piece.text.trim());

test('what only one text has is marked, and nothing else', () => {
  const { one, other } = diffWords(
    'Просит перезвонить после обеда по новому номеру',
    'Просит перезвонить утром по новому номеру',
  );
  expect(only(one)).toEqual(['после обеда']);
  expect(only(other)).toEqual(['утром']);
});

test('equal texts have no marks, an empty one is all difference', () => {
  expect(only(diffWords('то же самое', 'то же самое').one)).toEqual([]);
  expect(diffWords('', 'всё новое')).toEqual({ one: [], other: [{ text: 'всё новое', isSame: false }] });
});

test('a comparison that would be too long marks the middle as a whole', () => {
  const long = (word: string): string => `начало ${`${word} `.repeat(3000)}конец`;
  const { one } = diffWords(long('раз'), long('два'));
  expect(one.map((piece) => piece.isSame)).toEqual([true, false, true]);
});

test('put together the pieces are the text, and the words kept are the same on both sides', () => {
  const word = fc.constantFrom('полис', 'врач', 'приём', 'нет', 'талонов', '\n', '  ');
  const text = fc.array(word, { maxLength: 30 }).map((words) => words.join(' '));
  const kept = (pieces: readonly { text: string; isSame: boolean }[]): string[] =>
    pieces.filter((piece) => piece.isSame).flatMap((piece) => piece.text.trim().split(/\s+/).filter(Boolean));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const { one, other } = diffWords(a, b);
      expect(one.map((piece) => piece.text).join('')).toBe(a);
      expect(other.map((piece) => piece.text).join('')).toBe(b);
      expect(kept(one)).toEqual(kept(other));
    }),
  );
});
