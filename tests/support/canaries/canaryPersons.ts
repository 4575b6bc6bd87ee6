import { createHash } from 'node:crypto';
import type { Person } from '../../../src/shared/domain/person/person.ts';

/** An invented person whose every trait occurs nowhere else, so that finding it anywhere is finding this person. */
export type CanaryPerson = Person & { enp: string; patronymic: string };

const SYLLABLES = [
  'бар',
  'вел',
  'гор',
  'дын',
  'жуб',
  'зак',
  'кир',
  'лом',
  'мих',
  'нюч',
  'пет',
  'рыс',
  'сул',
  'тёп',
  'фах',
  'хим',
];

/** A word of eight syllables out of a number: unique, and of no living language. */
function word(seed: string, ending: string): string {
  const sum = createHash('sha256').update(seed).digest();
  const text = Array.from({ length: 8 }, (_, i) => SYLLABLES[sum.readUInt8(i) % 16]).join('');
  return text.slice(0, 1).toUpperCase() + text.slice(1) + ending;
}

function digits(seed: string, count: number): string {
  const sum = createHash('sha256').update(seed).digest();
  return Array.from({ length: count }, (_, i) => String(sum.readUInt8(i) % 10)).join('');
}

function uuidOf(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function makeCanaries(count: number): CanaryPerson[] {
  return Array.from({ length: count }, (_, i) => ({
    id: uuidOf(`person ${i}`),
    familyName: word(`family ${i}`, 'ов'),
    givenName: word(`given ${i}`, ''),
    patronymic: word(`patronymic ${i}`, 'ович'),
    birthDate: '1950-01-01',
    sex: 'male',
    enp: `99${digits(`enp ${i}`, 14)}`,
    insurerId: null,
    clinicId: null,
    // A range nobody subscribes to.
    phones: [`+7000${digits(`phone ${i}`, 7)}`],
  }));
}

/** What of a person would give them away, in the spellings our programs use. */
export function traitsOf({ familyName, givenName, patronymic, enp, phones }: CanaryPerson): string[] {
  const names = [familyName, givenName, patronymic];
  const folded = names.flatMap((name) => [name.toLowerCase(), name.toLowerCase().replaceAll('ё', 'е')]);
  return [...new Set([...names, ...folded, enp, ...phones.map((phone) => phone.slice(1))])];
}
