import { expect, test } from 'vitest';
import { readTarget } from './readTarget.ts';

test.each([
  ['op2', 'op2'],
  [' OP2 ', 'op2'],
  ['102', '102'],
  ['8 (916) 123-45-67', '+79161234567'],
  ['+7 916 123 45 67', '+79161234567'],
])('%s is %s', (typed, target) => {
  expect(readTarget(typed)).toBe(target);
});

test.each(['', 'x', 'op2@evil', 'sip:op2', '+', 'op 2', 'оп2'])('«%s» is nobody yet', (typed) => {
  expect(readTarget(typed)).toBeNull();
});
