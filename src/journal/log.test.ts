import { expect, test } from 'vitest';
import { describe } from './log.ts';

test('an error is logged without its words, which may quote somebody’s data', () => {
  const cause = Object.assign(new Error('Key (enp)=(9800000000123456) already exists'), { code: '23505' });
  const told = JSON.stringify(describe(new Error('Иванова Анна\n    +79000000101', { cause })));
  expect(told).toContain('23505');
  for (const secret of ['9800000000123456', 'Иванова', '+7900']) expect(told).not.toContain(secret);
  expect(describe('Иванова')).toEqual({ kind: 'string' });
});
