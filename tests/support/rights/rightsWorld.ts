import { CompiledQuery } from 'kysely';
import { saveWrites } from '../../../src/journal/store/pgSave.ts';
import { defaultTermRules } from '../../../src/shared/domain/term/appealTerm.ts';
import { appeal as appealSchema, type Appeal } from '../../../src/shared/domain/appeal/appeal.ts';
import { emptyCard } from '../../../src/shared/domain/appeal/appealCard.ts';
import type { Role } from '../../../src/shared/domain/user/user.ts';
import { toInstant } from '../../../src/shared/lib/primitives.ts';
import { newId, openWorkstation, type TestJournal, type TestWorkstation } from '../journal.ts';

/** Whose a record is, seen from who asks: their own, a colleague's of their organisation, another organisation's. */
export const PLACES = ['own', 'organisation', 'foreign'] as const;
export type Place = (typeof PLACES)[number];

/** One of each role of the demo region. */
const LOGINS: Readonly<Record<Role, string>> = {
  op1: 'operator1',
  op2: 'specialist1',
  sp1: 'insurer1',
  sp2: 'insurer2',
  sp3: 'insurer3',
  supervisor: 'supervisor1',
  ccAdmin: 'admin1',
  sysAdmin: 'sysadmin1',
  analyst: 'analyst1',
};
export const ROLES = Object.keys(LOGINS) as Role[];

/** Records are put into the tables directly: whether somebody could have made them is not the question here. */
export interface RightsWorld {
  journal: TestJournal;
  workplaces: Readonly<Record<Role, TestWorkstation>>;
  isOfFund(role: Role): boolean;
  appeal(role: Role, place: Place): Promise<Appeal>;
  handOver(role: Role, place: Place): Promise<string>;
  recording(role: Role, place: Place): Promise<string>;
  /** A file of such an appeal that has not arrived yet. */
  attachment(role: Role, place: Place): Promise<string>;
  now(): string;
  integration(role: Role, place: Place): Promise<string>;
  organisationOf(role: Role, place: Place): string;
  /** Somebody who leads appeals, for naming them. */
  somebodyId: string;
}

const TERRITORY = '98';
/** No number of anybody: what is found by it was put there for that. */
export const PHONE = '+79000009901';

export async function createRightsWorld(journal: TestJournal): Promise<RightsWorld> {
  const opened: [Role, TestWorkstation][] = [];
  for (const role of ROLES) opened.push([role, await openWorkstation(journal, LOGINS[role])]);
  const workplaces = Object.fromEntries(opened) as Record<Role, TestWorkstation>;
  const fundId = workplaces.op1.session.user.organisationId;
  const { db } = journal;
  const neighbour = await openWorkstation(journal, 'operator3');
  const neighbourId = neighbour.session.user.id;
  const now = (): string => toInstant(journal.clock.nowMs());
  const isOfFund = (role: Role): boolean => workplaces[role].session.user.organisationId === fundId;
  const organisationOf = (role: Role, place: Place): string => {
    if (place !== 'foreign') return workplaces[role].session.user.organisationId;
    return (isOfFund(role) ? workplaces.sp1 : workplaces.op1).session.user.organisationId;
  };

  const world: RightsWorld = {
    journal,
    workplaces,
    now,
    isOfFund,
    organisationOf,
    somebodyId: neighbourId,
    async appeal(role, place) {
      const id = newId();
      const registeredBy = place === 'own' ? workplaces[role].session.user.id : newId();
      const of = appealSchema.parse({
        id,
        number: `П-${id.slice(-12).toUpperCase()}`,
        status: 'registered',
        classifierVersion: 'test',
        card: {
          ...emptyCard('hotline'),
          essence: 'Проба прав',
          applicant: { name: '', phone: PHONE, birthDate: null },
        },
        callIds: [],
        outcome: null,
        flags: [],
        registeredBy,
        organisationId: organisationOf(role, place),
        occurredAt: now(),
        receivedAt: now(),
        closedAt: null,
        version: 1,
      });
      const client = {
        query: ({ text, values }: { text: string; values: unknown[] }) =>
          db.executeQuery(CompiledQuery.raw(text, values)),
      };
      const appeals = [{ after: of, isNew: true, events: [] }];
      const numbers = [{ number: of.number, appealId: id, isFinal: false }];
      await (
        await saveWrites(client, TERRITORY, { appeals, numbers }, defaultTermRules)
      ).written;
      return of;
    },
    async handOver(role, place) {
      const id = newId();
      await db
        .insertInto('hand_over')
        .values({
          territory: TERRITORY,
          id,
          act_id: newId(),
          refused_act_id: newId(),
          author_id: place === 'own' ? workplaces[role].session.user.id : neighbourId,
          organisation_id: organisationOf(role, place),
          device_id: newId(),
          appeal_id: null,
          refusal_code: 'appeal.closed',
          refusal_text: 'Обращение закрыто',
          meant: '{}',
          note: '',
          occurred_at: now(),
          received_at: now(),
        })
        .execute();
      return id;
    },
    async recording(role, place) {
      const id = newId();
      const [own, other] = [workplaces[role], isOfFund(role) ? workplaces.sp1 : workplaces.op1];
      const colleagueId = isOfFund(role) ? neighbourId : own.session.user.id;
      const operators = { own: own.session.user.id, organisation: colleagueId, foreign: other.session.user.id };
      await db
        .insertInto('recording')
        .values({
          territory: TERRITORY,
          id,
          call_id: newId(),
          operator_id: operators[place],
          device_id: own.deviceId,
          started_at: now(),
          bytes: 0,
        })
        .execute();
      return id;
    },
    async attachment(role, place) {
      const id = newId();
      await db
        .insertInto('attachment')
        .values({
          territory: TERRITORY,
          id,
          appeal_id: (await world.appeal(role, place)).id,
          user_id: neighbourId,
          name: 'проба.pdf',
          mime: '',
          bytes: 1,
          sha256: '0'.repeat(64),
          begun_at: now(),
        })
        .execute();
      return id;
    },
    async integration(role, place) {
      const id = newId();
      await db
        .insertInto('integration')
        .values({
          territory: TERRITORY,
          id,
          name: 'Проба прав',
          organisation_id: organisationOf(role, place),
          token_hash: '',
          scopes: ['appeals.read'],
          created_by: neighbourId,
          created_at: now(),
          expires_at: now(),
        })
        .execute();
      return id;
    },
  };
  return world;
}
