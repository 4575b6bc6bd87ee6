import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenedAppeal, SimilarAppeals } from '../../src/shared/contracts/worklists.ts';
import type { Appeal } from '../../src/shared/domain/appeal/appeal.ts';
import { placeOf } from '../../src/shared/domain/appeal/placeOf.ts';
import { mayWith } from '../../src/shared/domain/policy/policy.ts';
import { registerCommand, soundCard } from '../support/appealCommands.ts';
import { newId } from '../support/journal.ts';
import { startListedJournal, type ListedJournal } from '../support/listedJournal.ts';
import { testApplicant } from '../support/appeals.ts';

/** More than the latest rows that are looked through before the index of words is asked. */
const COUNT = 4_500;

let listed: ListedJournal;
beforeAll(async () => {
  listed = await startListedJournal(COUNT);
}, 120_000);
afterAll(() => listed.journal.stop());

const readers = ['operator1', 'insurer2', 'insurer3', 'admin1'] as const;

async function expectFound(query: string, holds: (of: Appeal) => boolean): Promise<void> {
  for (const login of readers) {
    const reader = listed.somebody(login);
    const expected = listed.appeals.filter((of) => holds(of) && mayWith(reader, 'appeal.list', placeOf(of)));
    const lines = await listed.whole(login, `/v1/appeals/search?limit=70&${query}`);
    const keys = lines.map((line) => line.occurredAt + line.id);
    expect({ query, login, keys }).toEqual({ query, login, keys: keys.toSorted().toReversed() });
    expect({ query, login, ids: lines.map(({ id }) => id).toSorted() }).toEqual({
      query,
      login,
      ids: expected.map(({ id }) => id).toSorted(),
    });
  }
}

const says = (of: Appeal, word: RegExp): boolean => word.test(of.card.essence) || word.test(of.card.answer);
const q = (text: string): string => `q=${encodeURIComponent(text)}`;

test('words are found in essence and answer in any form, frequent and rare ones, page after page', async () => {
  await expectFound(q('полисы'), (of) => says(of, /полис/i));
  await expectFound(q('поликлинике'), (of) => says(of, /поликлиник/i));
  await expectFound(q('логопед'), (of) => says(of, /логопед/i));
  await expectFound(q('полис логопеду'), (of) => says(of, /полис/i) && says(of, /логопед/i));
  await expectFound(q('ъыэщ'), () => false);
});

test('the last word may be unfinished', async () => {
  await expectFound(q('томогр'), (of) => says(of, /томограф/i));
  await expectFound(q('заявитель маммо'), (of) => says(of, /маммограф/i));
});

test('a word is met with the other criteria: theme, clinic, state, kind and days', async () => {
  const sample = listed.appeals.find((of) => of.status !== 'closed' && says(of, /полис/i));
  const { clinicId = '', themeCode = '' } = sample?.card ?? {};
  await expectFound(`${q('полис')}&clinicId=${clinicId}`, (of) => says(of, /полис/i) && of.card.clinicId === clinicId);
  await expectFound(`themeCode=${themeCode}`, (of) => of.card.themeCode === themeCode);
  await expectFound('kind=complaint&status=closed', (of) => of.card.kind === 'complaint' && of.status === 'closed');
  const day = sample?.occurredAt.slice(0, 10) ?? '';
  // The day of Moscow, three hours before that of UTC.
  const [from, to] = [Date.parse(`${day}T00:00:00+03:00`), Date.parse(`${day}T24:00:00+03:00`)];
  await expectFound(`registeredFrom=${day}&registeredTo=${day}`, (of) => {
    const at = Date.parse(of.occurredAt);
    return at >= from && at < to;
  });
});

test('an appeal is found by number, however it is typed, and by its number alone within the right', async () => {
  const [sample] = listed.appeals;
  const number = sample?.number ?? '';
  await expectFound(q(number), (of) => of.number === number);
  await expectFound(`number=${number.slice(3)}`, (of) => of.number === number);
});

test('a provisional number finds its appeal', async () => {
  const appealId = newId();
  await listed.desks['operator1']?.push(registerCommand(appealId, 'П-00FF-7'));
  const [line] = await listed.whole('operator1', `/v1/appeals/search?${q('п-00ff-7')}`);
  expect(line?.id).toBe(appealId);
});

test('an appeal is found by person, by telephone and by policy, on the card or in the register', async () => {
  const [person] = listed.world.persons;
  const of = listed.appeals.find(({ card }) => card.personId === person?.id) ?? listed.appeals[0];
  const { personId = '', applicant } = of?.card ?? {};
  const enp = listed.world.persons.find(({ id }) => id === personId)?.enp ?? '';
  await expectFound(`personId=${personId}`, ({ card }) => card.personId === personId);
  await expectFound(q(applicant?.phone ?? ''), ({ card }) => card.applicant.phone === applicant?.phone);
  await expectFound(q(enp), ({ card }) => card.personId === personId);
  const appealId = newId();
  const told = soundCard({ applicant: testApplicant({ name: 'Ёлкина Зинаида', enp: '7777777777777777' }) });
  await listed.desks['operator1']?.push(registerCommand(appealId, 'П-00FF-8', { card: told }));
  for (const query of [q('7777777777777777'), 'personName=%D0%B5%D0%BB%D0%BA%D0%B8%D0%BD', q('елкина зин')]) {
    const lines = await listed.whole('operator1', `/v1/appeals/search?${query}`);
    expect({ query, ids: lines.map(({ id }) => id) }).toEqual({ query, ids: [appealId] });
  }
});

test('nothing asked finds nothing', async () => {
  expect(await listed.whole('admin1', '/v1/appeals/search')).toEqual([]);
  expect(await listed.whole('admin1', '/v1/appeals/search?q=%20')).toEqual([]);
});

test('repeat appeals of a person are told with who leads them, the same theme first, masked where the card is not theirs to open', async () => {
  const mine = listed.somebody('operator1').id;
  const of = listed.appeals.find(
    (one) => one.status !== 'closed' && one.registeredBy !== mine && !one.isWaiting && one.assigneeId !== null,
  );
  const { personId, themeCode } = of?.card ?? {};
  const path = `/v1/appeals/similar?personId=${personId}&themeCode=${themeCode}`;
  const { lines } = (await listed.get<SimilarAppeals>('operator1', path)).body;
  const line = lines.find(({ id }) => id === of?.id);
  expect(line).toMatchObject({
    isSameTheme: true,
    by: 'person',
    isMasked: true,
    essence: '',
    leader: { id: of?.assigneeId },
  });
  expect(line?.dueOn).not.toBeNull();
  expect(line?.applicantName).toContain('***');
  expect(line?.phone).toMatch(/^\+7…\d\d$/);
  const same = lines.map(({ isSameTheme }) => isSameTheme);
  expect(same).toEqual(same.toSorted((a, b) => Number(b) - Number(a)));
  // What is another insurer’s alone is not even told of.
  for (const { id } of (await listed.get<SimilarAppeals>('insurer3', path)).body.lines) {
    const one = listed.appeals.find((known) => known.id === id);
    expect([one?.organisationId, ...(one?.parties ?? [])]).toContain(listed.somebody('insurer3').organisationId);
  }
});

test('an opened card tells its history: who did what when, and every field as it was and as it became', async () => {
  const desk = listed.desks['operator1'];
  const [earlier, appealId] = [newId(), newId()];
  await desk?.push(
    registerCommand(earlier, 'П-00FE-1'),
    registerCommand(appealId, 'П-00FE-2', { closeWith: null }),
    {
      kind: 'appeal.amend',
      v: 1,
      appealId,
      changes: { answer: 'Уточнено', applicant: testApplicant({ name: 'Иванова Анна' }) },
    },
    { kind: 'appeal.linkAppeal', v: 1, appealId, earlierId: earlier },
  );
  const { body } = await listed.get<OpenedAppeal>('operator1', `/v1/appeals/${appealId}`);
  const { name } = desk?.session.user ?? { name: '' };
  expect(body.history.map(({ version }) => version)).toEqual(body.history.map((_, i) => i + 1));
  expect(body.history[0]).toMatchObject({ kind: 'appeal.registered', actorName: name, changes: [] });
  expect(body.history.find(({ kind }) => kind === 'appeal.amended')?.changes).toEqual([
    { field: 'answer', before: 'Разъяснено', after: 'Уточнено' },
    { field: 'applicant.name', before: '', after: 'Иванова Анна' },
  ]);
  expect(body.links.map(({ id, direction }) => ({ id, direction }))).toEqual([{ id: earlier, direction: 'earlier' }]);
  const back = await listed.get<OpenedAppeal>('operator1', `/v1/appeals/${earlier}`);
  expect(back.body.links.map(({ id, direction }) => ({ id, direction }))).toEqual([
    { id: appealId, direction: 'later' },
  ]);
  expect(body.names[listed.somebody('operator1').id]).toBe(name);
  expect(body).toMatchObject({ term: 'inTime' });
});

test('a card beyond the reader’s reach is not there', async () => {
  const reader = listed.somebody('insurer2');
  for (const of of listed.appeals.slice(0, 60)) {
    const { status } = await listed.get('insurer2', `/v1/appeals/${of.id}`);
    expect(status).toBe(mayWith(reader, 'appeal.open', placeOf(of)) ? 200 : 404);
  }
});

test('rows an older journal wrote are filled in at the start, and found like the others', async () => {
  const { fillPortion } = await import('../../src/journal/lists/fillProjection.ts');
  const { createDb } = await import('../../src/journal/db/createDb.ts');
  const { defaultTermRules } = await import('../../src/shared/domain/term/appealTerm.ts');
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const database = createDb(listed.journal.database.url, quiet, 2);
  const shape = () =>
    database.db.selectFrom('appeal').selectAll().where('kind', '=', 'complaint').orderBy('id').execute();
  try {
    const before = await shape();
    await database.db.deleteFrom('appeal_party').execute();
    await database.db
      .updateTable('appeal')
      .set({ parties: null, co_executor_ids: null, holder_id: null, due_on: null, desk_level: null, essence_words: '' })
      .where('kind', '=', 'complaint')
      .execute();
    let after: string | null = null;
    do after = await fillPortion({ lend: database.lend, territory: '98' }, defaultTermRules, after);
    while (after !== null);
    expect(await shape()).toEqual(before);
  } finally {
    await database.close();
  }
});
