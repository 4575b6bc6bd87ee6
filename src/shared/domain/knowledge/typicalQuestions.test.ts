import { expect, test } from 'vitest';
import { calendarDate } from '../../lib/primitives.ts';
import { themeByCode } from '../theme/theme.ts';
import { commonFirst } from './findQuestions.ts';
import { typicalQuestions } from './typicalQuestions.ts';

test('there are forty questions, numbered in order', () => {
  expect(typicalQuestions.map(({ id }) => id)).toEqual(
    Array.from({ length: 40 }, (_, at) => `tq-${String(at + 1).padStart(2, '0')}`),
  );
});

test('each question is registered under a theme of its own kind; only a question outside ОМС has none', () => {
  const wrong = typicalQuestions.filter(({ kind, themeCode }) =>
    kind === 'outside' ? themeCode !== null : themeCode === null || themeByCode(themeCode)?.kind !== kind,
  );
  expect(wrong.map(({ id }) => id)).toEqual([]);
  expect(typicalQuestions.filter(({ kind }) => kind === 'outside').map(({ id }) => id)).toEqual(['tq-38']);
});

test('the theme offered for a complaint is a complaint', () => {
  const kinds = typicalQuestions.flatMap(({ complaintThemeCode }) =>
    complaintThemeCode === undefined ? [] : [themeByCode(complaintThemeCode)?.kind],
  );
  expect(new Set(kinds)).toEqual(new Set(['complaint']));
});

test('titles are questions, answers are whole sentences', () => {
  const wrong = typicalQuestions.filter(
    ({ title, answer }) => !/^[А-ЯЁ].*\?$/u.test(title) || !/^[А-ЯЁ][^]*\.$/u.test(answer),
  );
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

test('every answer has a source, a date and at least four ways to ask for it', () => {
  const wrong = typicalQuestions.filter(
    ({ source, validFrom, synonyms }) =>
      source === '' || !calendarDate.safeParse(validFrom).success || synonyms.length < 4,
  );
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

test('the common questions exist and are named once', () => {
  const ids = new Set(typicalQuestions.map(({ id }) => id));
  expect(commonFirst.filter((id) => !ids.has(id))).toEqual([]);
  expect(new Set(commonFirst).size).toBe(commonFirst.length);
});
