import type { Person } from '../../shared/domain/person/person.ts';
import type { DemoUser } from '../../shared/contracts/journal.ts';
import {
  demoClinics,
  demoFund,
  demoInsurers,
  demoPassword,
  demoSettings,
  demoStaff,
} from '../../shared/demo/region.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import { hashPassword } from '../auth/passwords.ts';
import { randomSecret } from '../auth/secrets.ts';
import { foldText } from '../queries/foldText.ts';
import type { Db, Trx } from '../db/createDb.ts';
import type { Clock } from '../ports.ts';
import { createDice, type Dice } from './createDice.ts';
import { DEMO_EPOCH_MS, makePersons } from './makePersons.ts';
import { seedHistory, type Staff } from './seedHistory.ts';

const SEED = 20_261_122;
const PERSONS = 2_000;
const ROWS_PER_INSERT = 500;

/** Who may sign in to a demo, with the passwords that are printed. */
export function demoUsers(): DemoUser[] {
  return demoStaff.map(({ login, name, role }) => ({ login, password: demoPassword(login), name, role }));
}

/** Fills an empty demo journal with the synthetic region, all or nothing; a filled one is left as it is. */
export async function seedDemo(db: Db, territory: string, clock: Clock, personCount = PERSONS): Promise<void> {
  const known = await db
    .selectFrom('reference')
    .where('territory', '=', territory)
    .select('version')
    .executeTakeFirst();
  if (known !== undefined) return;
  const hashes = await Promise.all(demoStaff.map(({ login }) => hashPassword(demoPassword(login))));
  await db.transaction().execute(async (trx) => {
    const dice = createDice(SEED);
    const settings = JSON.stringify(demoSettings);
    await trx.insertInto('reference').values({ territory, version: 1, settings }).execute();
    const organisations = await seedOrganisations(trx, dice, territory);
    const staff = await seedStaff(trx, dice, territory, organisations, hashes);
    const ids = (kind: string): string[] => organisations.filter((one) => one.kind === kind).map(({ id }) => id);
    const places = { territory, insurerIds: ids('insurer'), clinicIds: ids('clinic') };
    const persons = makePersons(dice, places, personCount);
    await seedPersons(trx, territory, persons);
    await seedHistory(trx, dice, { territory, staff, persons, clinicIds: places.clinicIds, nowMs: clock.nowMs() });
  });
}

async function seedOrganisations(trx: Trx, dice: Dice, territory: string) {
  const rows = [demoFund, ...demoInsurers, ...demoClinics].map(({ shortName, ...rest }) => ({
    territory,
    id: dice.uuid(DEMO_EPOCH_MS),
    short_name: shortName,
    ...rest,
  }));
  await trx.insertInto('organisation').values(rows).execute();
  return rows;
}

async function seedStaff(
  trx: Trx,
  dice: Dice,
  territory: string,
  organisations: readonly { id: string; code: string; kind: string }[],
  hashes: readonly string[],
): Promise<Staff[]> {
  const since = toInstant(DEMO_EPOCH_MS);
  const staff = demoStaff.map((member, i) => {
    const code = member.organisation === 'fund' ? demoFund.code : member.organisation;
    const organisationId = organisations.find((one) => one.kind !== 'clinic' && one.code === code)?.id ?? '';
    return { ...member, id: dice.uuid(DEMO_EPOCH_MS), organisationId, hash: hashes[i] ?? '' };
  });
  const accounts = staff.map(({ id, login, name, hash }) => ({
    territory,
    id,
    login,
    name,
    password_hash: hash,
    created_at: since,
  }));
  await trx.insertInto('user_account').values(accounts).execute();
  const roles = staff.map(({ id, role, organisationId }) => ({
    territory,
    user_id: id,
    since,
    role,
    organisation_id: organisationId,
  }));
  await trx.insertInto('user_role').values(roles).execute();
  // A telephone line is a way in from outside, so even a demo's password for it is nobody's to guess.
  const lines = staff.flatMap(({ id, line }) =>
    line === null ? [] : [{ territory, user_id: id, sip_user: line, sip_password: randomSecret() }],
  );
  await trx.insertInto('sip_line').values(lines).execute();
  return staff;
}

async function seedPersons(trx: Trx, territory: string, persons: readonly Person[]): Promise<void> {
  const rows = persons.map((person) => personRow(territory, person));
  const phones = persons.flatMap(({ id, phones: known }) =>
    known.map((phone) => ({ territory, phone, person_id: id })),
  );
  for (let i = 0; i < rows.length; i += ROWS_PER_INSERT) {
    await trx
      .insertInto('person')
      .values(rows.slice(i, i + ROWS_PER_INSERT))
      .execute();
  }
  for (let i = 0; i < phones.length; i += ROWS_PER_INSERT) {
    await trx
      .insertInto('person_phone')
      .values(phones.slice(i, i + ROWS_PER_INSERT))
      .execute();
  }
}

/** A person as a row of the register; the search columns hold what is typed to find them. */
export function personRow(territory: string, person: Person) {
  return {
    territory,
    id: person.id,
    family_name: person.familyName,
    given_name: person.givenName,
    patronymic: person.patronymic,
    birth_date: person.birthDate,
    sex: person.sex,
    enp: person.enp,
    insurer_id: person.insurerId,
    clinic_id: person.clinicId,
    search_family: foldText(person.familyName),
    search_given: foldText(person.givenName),
    search_patronymic: foldText(person.patronymic ?? ''),
  };
}
