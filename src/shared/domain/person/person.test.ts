import { expect, test } from 'vitest';
import { ageOn, fullName, shortName } from './person.ts';

test('a person born on 29 February completes a year on 1 March of a common year', () => {
  expect(ageOn('1960-02-29', '2025-02-28')).toBe(64);
  expect(ageOn('1960-02-29', '2025-03-01')).toBe(65);
  expect(ageOn('1960-02-29', '2024-02-29')).toBe(64);
});

test('a person without a patronymic is named without one', () => {
  expect(fullName({ familyName: 'Ким', givenName: 'Лев', patronymic: null })).toBe('Ким Лев');
  expect(shortName({ familyName: 'Иванова', givenName: 'Анна', patronymic: 'Петровна' })).toBe('Иванова А. П.');
});
