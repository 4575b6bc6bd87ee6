import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskName, maskPhone } from './mask.ts';

test('a masked name leaves two letters of the surname and the initials', () => {
  expect(maskName('Иванова Анна Петровна')).toBe('Ив*** А. П.');
  expect(maskName('  Ли  ')).toBe('Л***');
  expect(maskName('Цой Виктор')).toBe('Ц*** В.');
  expect(maskName('Мамедова Айгюн Рашид кызы')).toBe('Ма*** А. Р.');
  expect(maskName('')).toBe('');
});

test('a masked number leaves its last two digits', () => {
  expect(maskPhone('+79261234567')).toBe('+7…67');
  expect(maskPhone('+4915112345678')).toBe('…78');
  expect(maskPhone('112')).toBe('…');
  expect(maskPhone('позвать соседку')).toBe('…');
});

test('no mask holds a whole word of a name, or three digits of a number', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[А-Я][а-я]{1,20}$/), { minLength: 1, maxLength: 4 }), (words) => {
      for (const word of words) expect(maskName(words.join(' ')).split(' ')).not.toContain(word);
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^\+[1-9]\d{6,14}$/), (phone) => {
      expect(maskPhone(phone).replaceAll(/\D/g, '').length).toBeLessThanOrEqual(3);
    }),
  );
});
