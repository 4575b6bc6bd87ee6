import { expect, test } from 'vitest';
import { testAppeal, testApplicant } from '../../../tests/support/appeals.ts';
import type { DeskAppeal } from '../../shared/contracts/bridge.ts';
import { emptyCard } from '../../shared/domain/appeal/appealCard.ts';
import { foundCommands, foundHere, mergeFound } from './paletteItems.ts';

const run = (): void => undefined;
const commands = ['Открыть «Звонки»', 'Открыть «Мои обращения»', 'Новая карточка: письмо'].map((text) => ({
  id: text,
  text,
  run,
}));
const desk = (number: string, name: string, phone: string): DeskAppeal => ({
  appeal: testAppeal({ ...emptyCard('hotline'), applicant: testApplicant({ name, phone }) }, { id: number, number }),
  personName: null,
  place: 'mine',
  sync: 'accepted',
  refusal: null,
});
const rows = [
  desk('98-000123', 'Верёвкина Нина Фёдоровна', '+79991234567'),
  desk('П-A1B2-7', 'Лаврова Мария Игоревна', '+79997654321'),
];
const numbers = (query: string): string[] => foundHere(rows, query).map((one) => one.number);

test('a command is found by the beginnings of its words, in any order', () => {
  expect(foundCommands(commands, 'обр мои').map(({ text }) => text)).toEqual(['Открыть «Мои обращения»']);
  expect(foundCommands(commands, 'письмо')).toHaveLength(1);
  expect(foundCommands(commands, '')).toHaveLength(3);
  expect(foundCommands(commands, 'нет такой')).toEqual([]);
});

test('an appeal is found by its number, a provisional one, by name and by digits of a telephone', () => {
  expect(numbers('000123')).toEqual(['98-000123']);
  expect(numbers('п-a1b2')).toEqual(['П-A1B2-7']);
  expect(numbers('веревкина ни')).toEqual(['98-000123']);
  expect(numbers('765-43')).toEqual(['П-A1B2-7']);
  expect(numbers('')).toEqual([]);
  expect(numbers('99')).toEqual([]);
});

test('an appeal that is here and in the journal stands once', () => {
  const here = foundHere(rows, '000123');
  expect(mergeFound(here, [])).toEqual(here);
  expect(mergeFound([], [])).toEqual([]);
});
