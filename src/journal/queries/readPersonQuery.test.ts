import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPersonQuery } from './persons.ts';

test.each([
  ['Иванова Анна 14.03.1961', { by: 'name', words: ['иванова', 'анна'], birthDate: '1961-03-14' }],
  ['14.3.1961', { by: 'name', words: [], birthDate: '1961-03-14' }],
  ['Соловьёв-Седой 1961-03-14', { by: 'name', words: ['соловьев-седой'], birthDate: '1961-03-14' }],
  ['Иванова 31.02.1961', { by: 'name', words: ['иванова'], birthDate: null }],
  ['9800 0000 0012 3456', { by: 'enp', enp: '9800000000123456' }],
  ['8 (900) 000-01-01', { by: 'phone', phone: '+79000000101' }],
  ['12', { by: 'nothing' }],
  ['123', { by: 'phone', phone: '123' }],
  ['И', { by: 'nothing' }],
  ['', { by: 'nothing' }],
])('«%s»', (text, expected) => {
  expect(readPersonQuery(text, null)).toEqual(expected);
});

test('a local number needs the region’s code', () => {
  expect(readPersonQuery('12-34-56', '4955')).toEqual({ by: 'phone', phone: '+74955123456' });
  expect(readPersonQuery('12-34-56', null)).toEqual({ by: 'nothing' });
});

test('no line of search is an exception or carries a sign that «like» understands', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const query = readPersonQuery(text, null);
      expect(JSON.stringify(query.by === 'name' ? query.words : '')).not.toMatch(/[%_\\]/);
    }),
  );
});
