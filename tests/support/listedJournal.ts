import { CompiledQuery } from 'kysely';
import { seededRandom } from '../../bench/lib/random.ts';
import { saveWrites } from '../../src/journal/store/pgSave.ts';
import type { WorklistLine, WorklistPage } from '../../src/shared/contracts/worklists.ts';
import type { Appeal } from '../../src/shared/domain/appeal/appeal.ts';
import type { Somebody } from '../../src/shared/domain/policy/policy.ts';
import { defaultTermRules } from '../../src/shared/domain/term/appealTerm.ts';
import { ask, openWorkstation, startTestJournal, type TestJournal, type TestWorkstation } from './journal.ts';
import { makeAppeal, type AppealWorld } from './manyAppeals.ts';

/** A journal with some thousands of appeals in every state, and everybody signed in who may read lists. */
export interface ListedJournal {
  journal: TestJournal;
  world: AppealWorld;
  appeals: readonly Appeal[];
  desks: Readonly<Record<string, TestWorkstation>>;
  somebody(login: string): Somebody;
  // The caller says what the answer is.
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
  get<T>(login: string, path: string): Promise<{ status: number; body: T }>;
  /** All pages of a list. */
  whole(login: string, path: string): Promise<WorklistLine[]>;
}

export const READERS = [
  'operator1',
  'specialist1',
  'insurer1',
  'insurer2',
  'insurer3',
  'supervisor1',
  'admin1',
] as const;
const DAY_MS = 86_400_000;

/** Some cases are selected by experts. */
function marked<Write extends { after: Appeal }>(write: Write, i: number): Write {
  if (i % 17 !== 0) return write;
  const kind = i % 2 === 0 ? 'quality' : 'medicoEconomic';
  const mark = { kind, note: '', by: write.after.registeredBy, at: write.after.occurredAt } as const;
  return { ...write, after: { ...write.after, expertise: [mark] } };
}

export async function startListedJournal(count: number): Promise<ListedJournal> {
  const journal = await startTestJournal();
  const world = await readWorld(journal, Date.now() - 200 * DAY_MS, Date.now());
  const random = seededRandom(7);
  const writes = Array.from({ length: count }, (_, i) => marked(makeAppeal(world, random, i, count), i));
  const client = {
    query: ({ text, values }: { text: string; values: unknown[] }) =>
      journal.db.executeQuery(CompiledQuery.raw(text, values)),
  };
  for (let i = 0; i < writes.length; i += 500) {
    const appeals = writes.slice(i, i + 500);
    const numbers = appeals.map(({ after }) => ({ number: after.number, appealId: after.id, isFinal: true }));
    await (
      await saveWrites(client, world.territory, { appeals, numbers }, defaultTermRules)
    ).written;
  }
  await journal.db.executeQuery(CompiledQuery.raw('analyze'));
  const desks = Object.fromEntries(
    await Promise.all(READERS.map(async (login) => [login, await openWorkstation(journal, login)] as const)),
  );
  const deskOf = (login: string): TestWorkstation => {
    const desk = desks[login];
    if (desk === undefined) throw new Error(`${login} is not signed in`);
    return desk;
  };
  const get = <T>(login: string, path: string) => ask<T>(journal, 'GET', path, { authorization: deskOf(login).bearer });
  const rows = await journal.db.selectFrom('appeal').select('state').execute();
  return {
    journal,
    world,
    appeals: rows.map(({ state }) => state as Appeal),
    desks,
    somebody: (login) => {
      const { user } = deskOf(login).session;
      const isOfInsurer = world.insurerIds.includes(user.organisationId);
      const organisationKind = isOfInsurer ? 'insurer' : 'fund';
      return { id: user.id, role: user.role, organisationId: user.organisationId, organisationKind };
    },
    get,
    whole: async (login, path) => {
      const lines: WorklistLine[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const sign = path.includes('?') ? '&' : '?';
        const { body }: { body: WorklistPage } = await get<WorklistPage>(
          login,
          `${path}${cursor === '' ? '' : `${sign}cursor=${cursor}`}`,
        );
        lines.push(...body.lines);
        cursor = body.next;
      }
      return lines;
    },
  };
}

/** The demo's people and places, as made-up appeals need them. */
export async function readWorld({ db }: Pick<TestJournal, 'db'>, fromMs: number, toMs: number): Promise<AppealWorld> {
  const workers = await db
    .selectFrom('user_role')
    .select(['user_id as id', 'role', 'organisation_id as organisationId'])
    .where('role', 'in', ['op1', 'op2', 'sp1', 'sp2', 'sp3'])
    .orderBy('user_id')
    .execute();
  const places = await db.selectFrom('organisation').select(['id', 'kind']).orderBy('code').execute();
  const persons = await db
    .selectFrom('person as p')
    .innerJoin('person_phone as t', 't.person_id', 'p.id')
    .select(['p.id', 'p.family_name', 'p.given_name', 'p.patronymic', 'p.enp', 't.phone'])
    .orderBy('p.id')
    .execute();
  const ids = (kind: string): string[] => places.filter((place) => place.kind === kind).map(({ id }) => id);
  return {
    territory: '98',
    workers: workers as AppealWorld['workers'],
    insurerIds: ids('insurer'),
    clinicIds: ids('clinic'),
    persons: persons.map((row) => ({
      id: row.id,
      enp: row.enp,
      phone: row.phone,
      name: [row.family_name, row.given_name, row.patronymic].join(' '),
    })),
    fromMs,
    toMs,
  };
}
