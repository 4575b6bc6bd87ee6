import { expect, test } from 'vitest';
import type { OrganisationKind } from '../organisation/organisation.ts';
import { passwordFault } from './newPassword.ts';
import { checkStaff, rolesOf, staffLogin, staffName, type StaffMember } from './staff.ts';

const FUND = '00000000-0000-7000-8000-000000000001';
const INSURER = '00000000-0000-7000-8000-000000000002';
const CLINIC = '00000000-0000-7000-8000-000000000003';
const KINDS = new Map<string, OrganisationKind>([
  [FUND, 'fund'],
  [INSURER, 'insurer'],
  [CLINIC, 'clinic'],
]);
const kindOf = (of: string) => KINDS.get(of) ?? null;
const member: StaffMember = {
  login: 'petrova',
  name: 'Петрова Мария Ильинична',
  role: 'op1',
  organisationId: FUND,
  line: '104',
};

test('an operator of the fund and a representative of an insurer may be written down', () => {
  expect(checkStaff(member, kindOf)).toEqual([]);
  expect(checkStaff({ ...member, role: 'sp2', organisationId: INSURER, line: null }, kindOf)).toEqual([]);
});

test('roles of an operator belong to the fund only, those of a representative to an insurer only', () => {
  expect(checkStaff({ ...member, role: 'sp1' }, kindOf)).toEqual(['role']);
  expect(checkStaff({ ...member, organisationId: INSURER }, kindOf)).toEqual(['role']);
  expect(checkStaff({ ...member, role: 'sysAdmin', organisationId: INSURER }, kindOf)).toEqual(['role']);
  expect(rolesOf('clinic')).toEqual([]);
});

test('every field that is wrong is named at once', () => {
  const wrong = checkStaff({ login: 'Петрова', name: 'petrova', role: '', organisationId: '', line: 'сто' }, kindOf);
  expect(wrong.toSorted()).toEqual(['line', 'login', 'name', 'organisationId', 'role']);
});

test.each([
  'Смирнова Анна Петровна',
  'Ким Чен',
  'Озерова-Константинопольская Александра Владиславовна',
  'Мамедов Али Гасан-оглы',
])('«%s» is a name', (name) => {
  expect(staffName.safeParse(name).success).toBe(true);
});

test.each(['Смирнова', 'смирнова анна', 'Smirnova Anna', 'Смирнова  Анна', 'Смирнова А. П.'])('«%s» is not', (name) => {
  expect(staffName.safeParse(name).success).toBe(false);
});

test('a login has no capitals and no letters that look like others', () => {
  expect(staffLogin.safeParse('operator.1').success).toBe(true);
  expect(staffLogin.safeParse('Operator').success).toBe(false);
  expect(staffLogin.safeParse('оperator').success).toBe(false);
});

test('a new password is long, not of one letter, without the login in it, and another than the present one', () => {
  expect(passwordFault('берег-тихий-7', 'petrova', 'x')).toBe(null);
  expect(passwordFault('короткий', 'petrova', 'x')).toBe('password.short');
  expect(passwordFault('ааааааааааааа', 'petrova', 'x')).toBe('password.simple');
  expect(passwordFault('PetrovA-2026-11', 'petrova', 'x')).toBe('password.has_login');
  expect(passwordFault('берег-тихий-7', 'petrova', 'берег-тихий-7')).toBe('password.same');
});
