import { expect, test } from 'vitest';
import fc from 'fast-check';
import { fillPhrase, guideSteps } from './phrases.ts';

const values = { organisation: 'ТФОМС Московской области', operator: 'Анна', caller: 'Иван Петрович' };
const allPhrases = guideSteps.flatMap(({ phrases }) => phrases);

test('nine steps lie on Alt+1 … Alt+9 in the order of a conversation', () => {
  expect(guideSteps.map(({ key }) => key)).toEqual(Array.from({ length: 9 }, (_, at) => `Alt+${at + 1}`));
  expect(guideSteps.map(({ shortcut }) => shortcut.code)).toEqual(
    Array.from({ length: 9 }, (_, at) => `Digit${at + 1}`),
  );
  expect(new Set(guideSteps.map(({ id }) => id)).size).toBe(9);
});

test('a greeting names the organisation and the operator', () => {
  expect(fillPhrase(guideSteps[0]?.phrases[0] ?? '', values)).toBe(
    'Здравствуйте! ТФОМС Московской области, контакт-центр. Меня зовут Анна. Слушаю вас.',
  );
});

test('without a caller’s name the address goes with its comma', () => {
  expect(fillPhrase('{caller}, назовите номер.', {})).toBe('Назовите номер.');
  expect(fillPhrase('Спасибо за звонок, {caller}. Всего доброго!', {})).toBe('Спасибо за звонок. Всего доброго!');
  expect(fillPhrase('Специалист не отвечает. {caller}, можно ли вам перезвонить?', { caller: ' ' })).toBe(
    'Специалист не отвечает. Можно ли вам перезвонить?',
  );
});

test('a missing organisation or operator is a visible gap', () => {
  expect(fillPhrase('{organisation}, оператор {operator}.', { operator: 'Анна' })).toBe('…, оператор Анна.');
});

test('values are put in as they are, also when they look like placeholders or patterns', () => {
  expect(fillPhrase('Меня зовут {operator}.', { operator: '$& {caller}', caller: 'Иван' })).toBe(
    'Меня зовут $& {caller}.',
  );
});

test('no phrase leaves a placeholder, a doubled space or a stray comma, with or without a name', () => {
  const names = fc.constantFrom('', 'Анна', 'Иван Петрович');
  fc.assert(
    fc.property(fc.constantFrom(...allPhrases), names, names, (phrase, caller, operator) => {
      const filled = fillPhrase(phrase, { organisation: 'ТФОМС', operator, caller });
      expect(filled).not.toMatch(/[{}]|\s{2}|,,|\s[,.!?]|^[,.\s]|,[.!?]/u);
      expect(filled).toMatch(/^[А-ЯЁ…]/u);
    }),
  );
});
