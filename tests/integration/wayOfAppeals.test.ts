import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActAnswer } from '../../src/shared/contracts/journal.ts';
import type { Appeal } from '../../src/shared/domain/appeal/appeal.ts';
import { emptyCard, type AppealCard } from '../../src/shared/domain/appeal/appealCard.ts';
import { addDays } from '../../src/shared/domain/term/workCalendar.ts';
import { defaultTermRules, firstDueOn } from '../../src/shared/domain/term/appealTerm.ts';
import { registerCommand } from '../support/appealCommands.ts';
import { testApplicant } from '../support/appeals.ts';
import {
  ask,
  newId,
  openWorkstation,
  startTestJournal,
  type TestJournal,
  type TestWorkstation,
} from '../support/journal.ts';

type Login = 'operator1' | 'specialist1' | 'insurer2' | 'insurer3' | 'supervisor1' | 'admin1';

let journal: TestJournal;
let at: Record<Login, TestWorkstation>;
let clinicId: string;
beforeAll(async () => {
  journal = await startTestJournal();
  const logins: Login[] = ['operator1', 'specialist1', 'insurer2', 'insurer3', 'supervisor1', 'admin1'];
  const opened = await Promise.all(
    logins.map(async (login) => [login, await openWorkstation(journal, login)] as const),
  );
  at = Object.fromEntries(opened) as typeof at;
  const clinic = await journal.db
    .selectFrom('organisation')
    .where('kind', '=', 'clinic')
    .select('id')
    .executeTakeFirst();
  clinicId = clinic?.id ?? '';
});
afterAll(() => journal.stop());

/** What the journal says of one step of somebody: the appeal afterwards, or why not. */
async function step(login: Login, appealId: string, kind: string, more: object = {}): Promise<Appeal | string> {
  const [answer] = await at[login].push({ kind: `appeal.${kind}`, v: 1, appealId, ...more });
  return told(answer);
}

function told(answer: ActAnswer | undefined): Appeal | string {
  return answer?.refusal?.code ?? answer?.appeal ?? 'nothing';
}

async function amend(login: Login, appealId: string, changes: Partial<AppealCard>): Promise<Appeal | string> {
  const [answer] = await at[login].push({ kind: 'appeal.amend', v: 2, appealId, changes, was: null, settles: null });
  return told(answer);
}

function teamOf(login: Login, level: number) {
  return { organisationId: at[login].session.user.organisationId, level };
}

const idOf = (login: Login): string => at[login].session.user.id;
let count = 0;

async function complaint(changes: Partial<AppealCard> = {}): Promise<string> {
  const appealId = newId();
  const card: AppealCard = {
    ...emptyCard('hotline'),
    kind: 'complaint',
    themeCode: '3.1.2',
    clinicId,
    essence: 'Не выдали полис',
    applicant: testApplicant({ name: 'Пример Анна Петровна', phone: '+79000000001' }),
    ...changes,
  };
  const number = `П-3000-${(count += 1)}`;
  await at.operator1.push(registerCommand(appealId, number, { card, closeWith: null }));
  return appealId;
}

test('a complaint goes from the first level to a specialist, is returned twice, and the administrator closes it', async () => {
  const id = await complaint();
  const to = teamOf('specialist1', 2);
  expect(await step('operator1', id, 'forward', { to, userId: null, reason: 'Нужен специалист' })).toMatchObject({
    status: 'redirected',
    isWaiting: true,
    desk: to,
  });
  // Whoever passed it on does not work on it any more.
  expect(await amend('operator1', id, { answer: 'поздно' })).toBe('auth.forbidden');
  expect(await step('specialist1', id, 'submit', { outcome: 'complaintReviewed' })).toBe('auth.forbidden');
  expect(await step('specialist1', id, 'accept')).toMatchObject({ status: 'inWork', assigneeId: idOf('specialist1') });
  expect(await step('specialist1', id, 'submit', { outcome: 'complaintReviewed' })).toBe('control.answer_missing');
  expect(await step('specialist1', id, 'answer', { text: 'Разбираемся' })).toMatchObject({ status: 'preliminary' });
  await amend('specialist1', id, { answer: 'Полис выдан', finding: 'founded' });
  expect(await step('specialist1', id, 'submit', { outcome: 'complaintReviewed' })).toBe('control.measures_missing');
  await amend('specialist1', id, { measures: 'Страховой указано на нарушение' });
  for (const reason of ['Нет даты выдачи', 'Нет номера приказа']) {
    expect(await step('specialist1', id, 'submit', { outcome: 'complaintReviewed' })).toMatchObject({
      status: 'onReview',
    });
    expect(await step('specialist1', id, 'close', { outcome: 'complaintReviewed' })).toBe('auth.forbidden');
    expect(await step('admin1', id, 'return', { reason: ' ' })).toBe('appeal.reason_missing');
    expect(await step('admin1', id, 'return', { reason })).toMatchObject({ status: 'rework' });
    await amend('specialist1', id, { answer: `Полис выдан. ${reason} — исправлено` });
  }
  await step('specialist1', id, 'submit', { outcome: 'complaintReviewed' });
  const closed = await step('admin1', id, 'close', { outcome: 'complaintReviewed' });
  expect(closed).toMatchObject({
    status: 'closed',
    returns: [{ reason: 'Нет даты выдачи' }, { reason: 'Нет номера приказа' }],
  });
  expect(await step('admin1', id, 'close', { outcome: 'complaintReviewed' })).toBe('appeal.closed');
});

test('an insurer answers what the fund passed on, its expert too, and another insurer sees nothing of it', async () => {
  const id = await complaint({ channel: 'letter' });
  const toInsurer = { to: teamOf('insurer2', 2), userId: null, reason: 'Ваш застрахованный' };
  await step('operator1', id, 'forward', toInsurer);
  expect(await step('insurer3', id, 'accept')).toBe('auth.forbidden');
  expect(await step('insurer2', id, 'accept')).toMatchObject({ assigneeId: idOf('insurer2') });
  // To an expert of another insurer, who is not asked by name at a table where they do not sit.
  const wrong = { to: teamOf('insurer2', 3), userId: idOf('insurer3'), reason: 'Эксперту' };
  expect(await step('insurer2', id, 'forward', wrong)).toBe('appeal.addressee_unknown');
  const right = { ...wrong, to: teamOf('insurer3', 3) };
  expect(await step('insurer2', id, 'forward', right)).toMatchObject({ isWaiting: true, assigneeId: idOf('insurer3') });
  expect(await step('insurer3', id, 'decline', { reason: 'Не наш профиль' })).toMatchObject({
    assigneeId: idOf('insurer2'),
    isWaiting: false,
  });
  await step('insurer2', id, 'forward', right);
  await step('insurer3', id, 'accept');
  await amend('insurer3', id, { answer: 'Экспертиза проведена', finding: 'unfounded' });
  expect(await step('insurer3', id, 'submit', { outcome: 'complaintReviewed' })).toMatchObject({ status: 'onReview' });
  expect(await step('admin1', id, 'close', { outcome: 'complaintReviewed' })).toMatchObject({ status: 'closed' });
});

test('a term is moved with a reason and no further than the rules let it, and a closed appeal is opened again', async () => {
  const id = await complaint();
  const to = teamOf('specialist1', 2);
  await step('operator1', id, 'forward', { to, userId: idOf('specialist1'), reason: 'Разобраться' });
  const taken = await step('specialist1', id, 'accept');
  if (typeof taken === 'string') throw new Error(taken);
  const due = firstDueOn(taken, defaultTermRules);
  const until = addDays(due, 10);
  expect(await step('specialist1', id, 'extend', { until, reason: '' })).toBe('appeal.reason_missing');
  expect(await step('specialist1', id, 'extend', { until: due, reason: 'Ждём ответ' })).toBe('appeal.term_not_longer');
  expect(await step('specialist1', id, 'extend', { until: addDays(due, 31), reason: 'Ждём' })).toBe(
    'appeal.term_too_long',
  );
  expect(await step('specialist1', id, 'extend', { until, reason: 'Ждём ответ' })).toMatchObject({
    extensions: [{ until }],
  });
  await amend('specialist1', id, { answer: 'Ответ', finding: 'unfounded' });
  await step('specialist1', id, 'submit', { outcome: 'complaintReviewed' });
  await step('admin1', id, 'close', { outcome: 'complaintReviewed' });
  expect(await step('supervisor1', id, 'reopen', { reason: 'Заявитель не согласен' })).toBe('auth.forbidden');
  expect(await step('admin1', id, 'reopen', { reason: 'Заявитель не согласен' })).toMatchObject({
    status: 'inWork',
    assigneeId: idOf('specialist1'),
    closedAt: null,
  });
});

test('what is for another ministry is redirected and closed with the notice as its answer', async () => {
  const id = await complaint({ kind: 'outside', themeCode: null, clinicId: null });
  const to = teamOf('specialist1', 2);
  await step('operator1', id, 'forward', { to, userId: null, reason: 'Не по ОМС' });
  await step('specialist1', id, 'accept');
  const redirected = { to: 'regionalBody', organisation: 'Министерство социальной защиты' };
  expect(await step('specialist1', id, 'redirect', redirected)).toMatchObject({
    status: 'redirected',
    redirection: redirected,
  });
  await amend('specialist1', id, { answer: 'Направлено в министерство, заявитель уведомлён' });
  expect(await step('specialist1', id, 'close', { outcome: 'redirectedElsewhere' })).toMatchObject({
    status: 'closed',
  });
});

test('a co-executor adds to the answer, and goes on leading nothing', async () => {
  const id = await complaint();
  const to = teamOf('specialist1', 2);
  await step('operator1', id, 'forward', { to, userId: null, reason: 'Разобраться' });
  await step('specialist1', id, 'accept');
  expect(await amend('insurer3', id, { measures: 'Мнение эксперта' })).toBe('auth.forbidden');
  await step('specialist1', id, 'involve', { userId: idOf('insurer3'), isInvolved: true });
  expect(await amend('insurer3', id, { measures: 'Мнение эксперта' })).toMatchObject({
    assigneeId: idOf('specialist1'),
  });
  await step('specialist1', id, 'involve', { userId: idOf('insurer3'), isInvolved: false });
  expect(await amend('insurer3', id, { measures: 'Ещё мнение' })).toBe('auth.forbidden');
});

test('a substitute works what the absent one leads, for the days of the absence', async () => {
  const id = await complaint();
  const to = teamOf('specialist1', 2);
  await step('operator1', id, 'forward', { to, userId: idOf('specialist1'), reason: 'Разобраться' });
  await step('specialist1', id, 'accept');
  expect(await amend('insurer2', id, { measures: 'Не моё' })).toBe('auth.forbidden');
  const since = new Date(journal.clock.nowMs() - 86_400_000).toISOString();
  const until = new Date(journal.clock.nowMs() + 86_400_000).toISOString();
  const people = { user_id: idOf('specialist1'), substitute_id: idOf('insurer2'), set_by: idOf('admin1') };
  await journal.db
    .insertInto('absence')
    .values({ territory: '98', id: newId(), ...people, since, until, reason: 'Отпуск', set_at: since })
    .execute();
  expect(await amend('insurer2', id, { measures: 'За коллегу' })).toMatchObject({ card: { measures: 'За коллегу' } });
});

test('the incoming of a team is told to its desks, and taken from them when one of them accepts', async () => {
  const id = await complaint();
  const pull = async (login: Login, cursor: string) => {
    const path = `/v1/pull?cursor=${encodeURIComponent(cursor)}&limit=500`;
    const { body } = await ask<{ changes: { id: string; body: Appeal | null }[]; cursor: string }>(
      journal,
      'GET',
      path,
      {
        authorization: at[login].bearer,
      },
    );
    return {
      cursor: body.cursor,
      told: body.changes.filter((change) => change.id === id).map(({ body: one }) => one?.isWaiting),
    };
  };
  const hears = (login: Login, expected: unknown[], cursor = '') =>
    expect.poll(async () => (await pull(login, cursor)).told, { timeout: 10_000, interval: 20 }).toEqual(expected);
  await step('operator1', id, 'forward', { to: teamOf('specialist1', 2), userId: null, reason: 'Разобраться' });
  await hears('specialist1', [true]);
  await hears('operator1', [undefined]);
  await step('specialist1', id, 'accept');
  await hears('specialist1', [false]);
});
