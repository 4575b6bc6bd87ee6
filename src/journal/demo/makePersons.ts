import { practiceCallers } from '../../shared/demo/practiceCallers.ts';
import { demoFemaleNames, demoMaleNames, demoPatronymics, demoSurnames } from '../../shared/demo/region.ts';
import { enpCheckDigit } from '../../shared/domain/person/enp.ts';
import type { Person } from '../../shared/domain/person/person.ts';
import type { Dice } from './createDice.ts';

/** Ids of demo persons are dated with the day the demo was made up, so that they do not depend on the clock. */
export const DEMO_EPOCH_MS = Date.UTC(2026, 0, 1);
const FIRST_YEAR = 1935;
const LAST_YEAR = 2025;

export interface Places {
  territory: string;
  insurerIds: readonly string[];
  clinicIds: readonly string[];
}

/** The practice line's callers first, then households until there are enough people; about every tenth shares a number. */
export function makePersons(dice: Dice, places: Places, count: number): Person[] {
  const persons: Person[] = [];
  const add = (
    who: Pick<Person, 'familyName' | 'givenName' | 'patronymic' | 'birthDate' | 'sex'>,
    phones: string[],
  ): void => {
    persons.push({
      ...who,
      id: dice.uuid(DEMO_EPOCH_MS),
      enp: makeEnp(dice, places.territory, persons.length),
      insurerId: dice.pick(places.insurerIds),
      clinicId: dice.pick(places.clinicIds),
      phones,
    });
  };
  for (const caller of practiceCallers) {
    for (const { familyName, givenName, patronymic, birthDate, sex } of caller.persons) {
      add({ familyName, givenName, patronymic, birthDate, sex }, caller.phone === null ? [] : [caller.phone]);
    }
  }
  while (persons.length < count) {
    const phone = `+790001${String(persons.length).padStart(5, '0')}`;
    const surname = dice.pick(demoSurnames);
    const size = dice.below(20) === 0 ? 2 + dice.below(3) : 1;
    for (let member = 0; member < size; member++) add(makePerson(dice, surname), [phone]);
  }
  return persons;
}

function makePerson(dice: Dice, [male, female]: readonly [string, string]) {
  const isMale = dice.below(2) === 0;
  const [son, daughter] = dice.pick(demoPatronymics);
  return {
    familyName: isMale ? male : female,
    givenName: dice.pick(isMale ? demoMaleNames : demoFemaleNames),
    patronymic: isMale ? son : daughter,
    birthDate: makeDate(dice),
    sex: isMale ? ('male' as const) : ('female' as const),
  };
}

function makeDate(dice: Dice): string {
  const year = FIRST_YEAR + dice.below(LAST_YEAR - FIRST_YEAR + 1);
  return new Date(Date.UTC(year, dice.below(12), 1 + dice.below(28))).toISOString().slice(0, 10);
}

/** Unique by its place in the register, valid by its check digit, and of a region that does not exist. */
function makeEnp(dice: Dice, territory: string, place: number): string {
  const body = territory + String(place).padStart(6, '0') + String(dice.below(10_000_000)).padStart(7, '0');
  return body + String(enpCheckDigit(body));
}
