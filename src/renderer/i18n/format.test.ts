import i18next, { type TFunction } from 'i18next';
import { expect, test } from 'vitest';
import { formatDate, formatSpan, formatTimer, givenNameOf, maskPolicy } from './format.ts';
import { ru } from './ru.ts';

test('dates are written the Russian way', () => expect(formatDate('1958-03-14')).toBe('14.03.1958'));

test.each([
  [0, '00:00'],
  [161_000, '02:41'],
  [3_600_000, '1:00:00'],
  [-500, '00:00'],
])('%i ms is %s', (ms, text) => expect(formatTimer(ms)).toBe(text));

test('a policy shows its last four digits only', () =>
  expect(maskPolicy('5000000000004821')).toBe('•••• •••• •••• 4821'));

test('an operator introduces themselves by the given name', () => {
  expect(givenNameOf('Смирнова Анна Петровна')).toBe('Анна');
  expect(givenNameOf('Анна')).toBe('Анна');
});

test.each([
  [93_600_000, '1 сут 2 ч'],
  [-86_400_000 - 40_000, '1 сут'],
  [7 * 60_000, '7 мин'],
  [3_725_000, '1 ч 2 мин'],
  [0, '0 с'],
])('a length of %i ms is said as «%s»', async (ms, text) => {
  const instance = i18next.createInstance();
  await instance.init({ lng: 'ru', resources: { ru: { translation: ru } } });
  expect(formatSpan(instance.t as TFunction, ms)).toBe(text);
});
