import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText } from './cleanText.ts';

test('what PostgreSQL cannot hold is taken out at any depth, and the rest stays', () => {
  const given = { a: ['x\0y', 1, null, true], b: { c: 'пол\uD800пары' } };
  expect(cleanText(given)).toEqual({ a: ['xy', 1, null, true], b: { c: 'пол\uFFFDпары' } });
});

test('cleaning is total, and cleaning twice is cleaning once', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const once = cleanText(value);
      expect(cleanText(once)).toEqual(once);
      expect(JSON.stringify(once)).not.toContain('\\u0000');
    }),
  );
});
