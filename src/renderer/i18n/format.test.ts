import { expect, test } from 'vitest';
import { formatDate, formatTimer, givenNameOf, maskPolicy } from './format.ts';

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
