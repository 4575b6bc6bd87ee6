import { expect, test } from 'vitest';
import type { AdminUser } from '../../../shared/contracts/admin.ts';
import { isFound } from './isFound.ts';
import { monthsOf } from './monthsOf.ts';
import * as ofOrganisation from './organisationFields.ts';
import { draftOf, fieldsOf, wrongFields } from './userFields.ts';

const FUND = '00000000-0000-7000-8000-000000000001';
const user: AdminUser = {
  id: '00000000-0000-7000-8000-000000000002',
  login: 'petrova',
  name: 'Петрова Мария Ильинична',
  role: 'op1',
  organisationId: FUND,
  line: '104',
  roleSince: '2026-11-01T00:00:00.000Z',
  disabledAt: null,
  lockedUntil: null,
  mustChangePassword: false,
  openAppeals: 0,
};
const kindOf = () => 'fund' as const;

test('a known user may be saved as they are, and their line keeps its password', () => {
  const fields = fieldsOf(user);
  expect(wrongFields(fields, user, kindOf)).toEqual([]);
  expect(draftOf(fields)).toMatchObject({ line: '104', linePassword: null });
});

test('another line needs its own password, no line needs none', () => {
  expect(wrongFields({ ...fieldsOf(user), line: '105' }, user, kindOf)).toEqual(['linePassword']);
  expect(wrongFields({ ...fieldsOf(user), line: '' }, user, kindOf)).toEqual([]);
});

test('what was typed hastily is put in order, not refused', () => {
  const fields = { ...fieldsOf(user), name: '  Петрова   Мария Ильинична ', login: ' Petrova ' };
  expect(wrongFields(fields, user, kindOf)).toEqual([]);
  expect(draftOf(fields)).toMatchObject({ name: 'Петрова Мария Ильинична', login: 'petrova' });
});

test('a telephone of an organisation is taken as people write it', () => {
  const fields = {
    ...ofOrganisation.fieldsOf(null),
    code: '980101',
    name: 'ГБУЗ «Поликлиника»',
    shortName: 'Поликлиника',
  };
  expect(ofOrganisation.wrongFields({ ...fields, phone: '8 (900) 098-01-01' })).toEqual([]);
  expect(ofOrganisation.draftOf({ ...fields, phone: '8 (900) 098-01-01' }).phone).toBe('+79000980101');
  expect(ofOrganisation.wrongFields({ ...fields, code: '98010', phone: '12' }).toSorted()).toEqual(['code', 'phone']);
});

test('people are found by the beginnings of their words, in any order', () => {
  const texts = ['Фёдоров Егор Викторович', 'insurer2', '302'];
  expect(isFound('егор фед', texts)).toBe(true);
  expect(isFound('302', texts)).toBe(true);
  expect(isFound('гор', texts)).toBe(false);
});

test('a year has its days, each under its weekday', () => {
  const months = monthsOf(2028);
  expect(months.map(({ days }) => days.length).reduce((a, b) => a + b)).toBe(366);
  // 1 February 2028 is a Tuesday.
  expect(months[1]).toMatchObject({ month: 2, blanks: 1 });
  expect(months[1]?.days.at(-1)).toBe('2028-02-29');
});
