import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  ask,
  codeOf,
  filledCard,
  isDrained,
  registerLetter,
  signIn,
  synced,
} from '../../../../tests/support/askCore.ts';
import { openMemoryCache } from '../../../../tests/support/bareDesk.ts';
import {
  scriptedJournal,
  type PushedAct,
  type ScriptedJournal,
  type Verdict,
} from '../../../../tests/support/scriptedJournal.ts';
import { startTestDesk, type TestDesk } from '../../../../tests/support/testDesk.ts';

const taken: Verdict = { outcome: 'accepted', refusal: null, appeal: null };
const forbidden: Verdict = {
  outcome: 'refused',
  refusal: { code: 'auth.forbidden', text: 'Недостаточно прав' },
  appeal: null,
};
const parked: Verdict = { outcome: 'parked', refusal: null, appeal: null };

let journal: ScriptedJournal;
let desk: TestDesk;
let told: string[];

beforeEach(async () => {
  journal = scriptedJournal();
  desk = await startTestDesk({ journal, openCache: openMemoryCache });
  await signIn(desk.core, 'anna');
  await synced(desk.core, isDrained);
  told = [];
  desk.core.onEvent((name) => told.push(name));
});

afterEach(() => desk.remove());

const drained = (): Promise<void> => synced(desk.core, isDrained);
const acts = async () => (await ask(desk.core, 'outbox.list', {})).acts;
const appeals = async () => (await ask(desk.core, 'appeals.list', {})).appeals;
const pushed = (actId: string): PushedAct | undefined => journal.pushed.find(({ id }) => id === actId);

/** A registration that the journal did not take; gives its act and its appeal. */
async function refusedCard(verdict: Verdict = forbidden): Promise<{ actId: string; appealId: string }> {
  const actId = crypto.randomUUID();
  journal.judge = (act) => (act.id === actId ? verdict : taken);
  const appealId = await registerLetter(desk.core, {}, actId);
  await drained();
  return { actId, appealId };
}

test('what was not taken is listed with its reason, seen at its record, and told to the windows', async () => {
  const { actId, appealId } = await refusedCard();
  expect(await acts()).toMatchObject([
    { actId, state: 'refused', refusal: forbidden.refusal, resolution: null, appealId, command: { card: filledCard } },
  ]);
  expect((await appeals())[0]).toMatchObject({ sync: 'refused', refusal: forbidden.refusal });
  expect(told).toContain('outbox.changed');
});

test('a card is mended and sent again as a new act of the same appeal; asked twice, it is sent once', async () => {
  const { actId, appealId } = await refusedCard();
  const newActId = crypto.randomUUID();
  const again = { actId, newActId, changes: { essence: 'Исправлено' }, outcome: null };
  await ask(desk.core, 'outbox.resend', again);
  await ask(desk.core, 'outbox.resend', again);
  await drained();
  expect(await acts()).toEqual([]);
  expect(pushed(newActId)?.command).toMatchObject({ appealId, card: { essence: 'Исправлено' } });
  expect(journal.pushed.filter(({ command }) => command['appealId'] === appealId)).toHaveLength(2);
  expect(pushed(newActId)?.command['number']).toBe(pushed(actId)?.command['number']);
  expect(await codeOf(ask(desk.core, 'outbox.withdraw', { actId }))).toBe('none');
  expect(await codeOf(ask(desk.core, 'outbox.resend', { ...again, newActId: crypto.randomUUID() }))).toBe(
    'outbox.already_settled',
  );
});

test('a refused card becomes a draft again, with all that was typed, and leaves the list of appeals', async () => {
  const { actId } = await refusedCard();
  const { draft } = await ask(desk.core, 'outbox.editAsDraft', { actId });
  expect(draft.card).toEqual(filledCard);
  expect((await ask(desk.core, 'outbox.editAsDraft', { actId })).draft.id).toBe(draft.id);
  expect((await ask(desk.core, 'drafts.list', {})).drafts).toHaveLength(1);
  expect(await appeals()).toEqual([]);
  expect(await acts()).toEqual([]);
  expect(await ask(desk.core, 'sync.get', {})).toMatchObject({ refused: 0 });
});

test('what was handed over goes up whole, with the reason and a note', async () => {
  const { actId, appealId } = await refusedCard(parked);
  const newActId = crypto.randomUUID();
  await ask(desk.core, 'outbox.handOver', { actId, newActId, note: 'Прошу зарегистрировать' });
  await drained();
  expect(pushed(newActId)?.command).toMatchObject({
    kind: 'act.handOver',
    handOverId: newActId,
    refusedActId: actId,
    refusal: { code: 'act.parked', text: '' },
    appealId,
    meant: { kind: 'appeal.register', card: filledCard },
    note: 'Прошу зарегистрировать',
  });
  expect(await acts()).toEqual([]);
});

test('what was withdrawn is gone from the lists and stays on the disk', async () => {
  const { actId } = await refusedCard();
  await ask(desk.core, 'outbox.withdraw', { actId });
  await ask(desk.core, 'outbox.withdraw', { actId });
  expect(await acts()).toEqual([]);
  expect(await appeals()).toEqual([]);
});

test('a refused amendment is undone on the card, and sent again it says what its author sees now', async () => {
  const actId = crypto.randomUUID();
  journal.judge = (act) => (act.id === actId ? forbidden : taken);
  const appealId = await registerLetter(desk.core);
  await drained();
  const changes = { answer: 'Новый ответ' };
  const was = { answer: filledCard.answer };
  const amended = await ask(desk.core, 'appeals.amend', { actId, appealId, changes, was, settles: null });
  expect(amended.appeal?.appeal.card.answer).toBe('Новый ответ');
  await drained();
  expect((await appeals())[0]).toMatchObject({ sync: 'refused', appeal: { card: filledCard } });
  const newActId = crypto.randomUUID();
  await ask(desk.core, 'outbox.resend', { actId, newActId, changes: { essence: 'И суть' }, outcome: null });
  await drained();
  expect(pushed(newActId)?.command).toMatchObject({
    kind: 'appeal.amend',
    v: 2,
    changes: { answer: 'Новый ответ', essence: 'И суть' },
    was: { answer: filledCard.answer, essence: filledCard.essence },
  });
  expect((await appeals())[0]).toMatchObject({ appeal: { card: { answer: 'Новый ответ', essence: 'И суть' } } });
});

test('an appeal that two people changed cannot be closed until somebody has chosen', async () => {
  const appealId = await registerLetter(desk.core);
  await drained();
  const change = (actId: string, answer: string, was: string, settles: string | null) =>
    ask(desk.core, 'appeals.amend', { actId, appealId, changes: { answer }, was: { answer: was }, settles });
  const clashing = crypto.randomUUID();
  await change(clashing, 'Моё', 'Чего там уже нет', null);
  const close = { actId: crypto.randomUUID(), appealId, answer: filledCard.answer, outcome: 'consulted' as const };
  expect((await appeals())[0]?.appeal.conflicts).toMatchObject([{ mine: 'Моё', theirs: filledCard.answer }]);
  expect(await codeOf(ask(desk.core, 'appeals.close', close))).toBe('appeal.conflict_open');
  await change(crypto.randomUUID(), 'Выбрано', filledCard.answer, clashing);
  expect((await appeals())[0]?.appeal).toMatchObject({ conflicts: [], card: { answer: 'Выбрано' } });
  const closed = await ask(desk.core, 'appeals.close', { ...close, answer: 'Выбрано' });
  expect(closed.appeal.appeal.status).toBe('closed');
});

test('an amendment that cannot be is told at once; one of an appeal that is not here is left to the journal', async () => {
  const appealId = await registerLetter(desk.core);
  const close = { actId: crypto.randomUUID(), appealId, answer: filledCard.answer, outcome: 'consulted' as const };
  await ask(desk.core, 'appeals.close', close);
  const amend = { actId: crypto.randomUUID(), changes: { answer: 'x' }, was: { answer: '' }, settles: null };
  expect(await codeOf(ask(desk.core, 'appeals.amend', { ...amend, appealId }))).toBe('appeal.closed');
  const elsewhere = crypto.randomUUID();
  expect(await ask(desk.core, 'appeals.amend', { ...amend, appealId: elsewhere })).toEqual({ appeal: null });
  await drained();
  expect(pushed(amend.actId)?.command).toMatchObject({ appealId: elsewhere });
});

test("nobody deals with another's refused acts, or sees them", async () => {
  const { actId } = await refusedCard();
  await ask(desk.core, 'session.signOut', {});
  await signIn(desk.core, 'boris');
  expect(await acts()).toEqual([]);
  expect(await ask(desk.core, 'sync.get', {})).toMatchObject({ refused: 0 });
  expect(await codeOf(ask(desk.core, 'outbox.withdraw', { actId }))).toBe('outbox.not_found');
  await ask(desk.core, 'session.signOut', {});
  await signIn(desk.core, 'anna');
  expect(await acts()).toHaveLength(1);
});
