import { expect, test } from 'vitest';
import { enpCheckDigit, isEnp } from './enp.ts';

test('the check digit of the worked examples of the method is right', () => {
  expect(enpCheckDigit('845199912289999')).toBe(0);
  expect(enpCheckDigit('123456789012345')).toBe(2);
  expect(enpCheckDigit('500000000000001')).toBe(7);
});

test('a policy number with one wrong digit is not accepted', () => {
  expect(isEnp('7700000000000420')).toBe(true);
  for (let i = 0; i < 16; i++) {
    const digits = Array.from('7700000000000420');
    digits[i] = String((Number(digits[i]) + 1) % 10);
    expect(isEnp(digits.join(''))).toBe(false);
  }
});
