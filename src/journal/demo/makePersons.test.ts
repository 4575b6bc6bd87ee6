import { expect, test } from 'vitest';
import { isEnp } from '../../shared/domain/person/enp.ts';
import { person } from '../../shared/domain/person/person.ts';
import { practiceCallers } from '../../shared/demo/practiceCallers.ts';
import { createDice } from './createDice.ts';
import { makePersons } from './makePersons.ts';

const places = { territory: '98', insurerIds: [createDice(1).uuid(0)], clinicIds: [createDice(2).uuid(0)] };
const made = makePersons(createDice(7), places, 500);

test('the same seed makes the same people', () => {
  expect(makePersons(createDice(7), places, 500)).toEqual(made);
  expect(makePersons(createDice(8), places, 500)).not.toEqual(made);
});

test('everybody is whole, has a sound policy of their own and a number of nobody’s', () => {
  expect(made.length).toBeGreaterThanOrEqual(500);
  expect(new Set(made.map(({ enp }) => enp)).size).toBe(made.length);
  for (const one of made) {
    expect(person.parse(one)).toEqual(one);
    expect(isEnp(one.enp ?? '')).toBe(true);
    for (const phone of one.phones) expect(phone).toMatch(/^\+79000\d{6}$/);
  }
});

test('the callers of the practice line are among them, and about a tenth share a number', () => {
  const callers = practiceCallers.flatMap((caller) =>
    caller.persons.map(({ familyName, givenName }) => `${familyName} ${givenName}`),
  );
  const names = new Set(made.map(({ familyName, givenName }) => `${familyName} ${givenName}`));
  expect(callers.filter((name) => !names.has(name))).toEqual([]);
  const count = new Map<string, number>();
  for (const phone of made.flatMap(({ phones }) => phones)) count.set(phone, (count.get(phone) ?? 0) + 1);
  const sharing = made.filter(({ phones }) => (count.get(phones[0] ?? '') ?? 0) > 1).length / made.length;
  expect(sharing).toBeGreaterThan(0.05);
  expect(sharing).toBeLessThan(0.25);
});
