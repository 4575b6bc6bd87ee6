import { expect, test } from 'vitest';
import type { Organisation } from '../../../shared/domain/organisation/organisation.ts';
import { findOrganisations } from './findOrganisations.ts';
import { offerThemes } from './offerThemes.ts';

test('a complaint is found although the card says consultation', () => {
  expect(offerThemes('нахамили в регистратуре', 'consultation').map((theme) => theme.code)).toContain('3.1.5.10');
});

test('themes of the card’s own kind come first', () => {
  const kinds = offerThemes('очередь к врачу', 'complaint').map((theme) => theme.kind);
  const firstOther = kinds.findIndex((kind) => kind !== 'complaint');
  expect(kinds.slice(0, firstOther < 0 ? undefined : firstOther).every((kind) => kind === 'complaint')).toBe(true);
  expect(kinds[0]).toBe('complaint');
});

test('an empty query lists the kind; a question outside ОМС may still turn out to have a theme', () => {
  expect(offerThemes('', 'application').map((theme) => theme.code)).toEqual(['2', '2.1', '2.2', '2.3']);
  expect(offerThemes('полис', 'outside').length).toBeGreaterThan(0);
});

const clinic = (code: string, shortName: string): Organisation => ({
  id: code,
  kind: 'clinic',
  code,
  name: `ГБУЗ «${shortName}»`,
  shortName,
  address: 'г. Королёв',
  phone: null,
  outsourced: false,
});
const clinics = [clinic('500101', 'Красногорская больница'), clinic('500102', 'Больница имени Семашко')];

test('organisations are found by any words, with е for ё, by code and by address', () => {
  const codes = (query: string): string[] => findOrganisations(clinics, query, 9).map((one) => one.code);
  expect(codes('больница красн')).toEqual(['500101']);
  expect(codes('королев')).toHaveLength(2);
  expect(codes('500102')).toEqual(['500102']);
  expect(codes('больница')[0]).toBe('500102');
  expect(codes('такой нет')).toEqual([]);
});

test('the clinic of the person stands first, in the whole list and wherever the words fit it', () => {
  const codes = (query: string): string[] => findOrganisations(clinics, query, 9, '500101').map((one) => one.code);
  expect(findOrganisations(clinics.toReversed(), '', 1, '500101').map((one) => one.code)).toEqual(['500101']);
  expect(codes('больница')).toEqual(['500101', '500102']);
  expect(codes('семашко')).toEqual(['500102']);
});
