import { beforeEach, expect, test, vi } from 'vitest';
import type { CallerCard, DeskAppeal, Draft } from '../../shared/contracts/bridge.ts';
import { emptyCard } from '../../shared/domain/appeal/appealCard.ts';
import { emptyCall } from '../../shared/domain/call/mergeCall.ts';
import type { Person } from '../../shared/domain/person/person.ts';
import { AppError } from '../../shared/errors.ts';
import { createFakeTransport, type FakeAnswers, type FakeBridge } from '../bridge/fakeTransport.ts';
import { appealReferenceOf } from '../../shared/domain/appeal/appealReference.ts';
import type { CardDesk } from './cardDesk.ts';
import { createCardDesk } from './createCardDesk.ts';
import { activeTab, shownCallId, tabOf } from './deskState.ts';

const person = (id: string, givenName: string): Person => ({
  id,
  familyName: 'Озеров',
  givenName,
  patronymic: null,
  birthDate: '1987-11-25',
  sex: 'male',
  enp: null,
  insurerId: null,
  clinicId: null,
  phones: [],
});
const draft = (id: string, callId: string | null): Draft => ({
  id,
  callId,
  card: emptyCard('hotline'),
  updatedAt: '2026-11-22T08:00:00.000Z',
  position: { field: null, guideStep: null, caret: null, open: false },
  outcome: null,
  personFrom: null,
  amends: null,
});
const caller = (callId: string, persons: Person[] = []): CallerCard => ({
  callId,
  phone: '+79000000102',
  source: 'journal',
  persons,
  appeals: [],
  calls: [],
});
const popped = (n: number, persons: Person[] = []) => ({
  call: emptyCall(`call-${n}`),
  caller: caller(`call-${n}`, persons),
  draft: draft(`draft-${n}`, `call-${n}`),
});

let answers: FakeAnswers;
let bridge: FakeBridge;
let desk: CardDesk;
beforeEach(() => {
  answers = {
    'drafts.save': () => ({ ok: true }),
    'drafts.discard': () => ({ ok: true }),
    'drafts.list': () => ({ drafts: [] }),
    'calls.identify': () => ({ ok: true }),
    'calls.closeWithoutAppeal': () => ({ ok: true }),
    'calls.current': () => ({ current: null }),
    'appeals.register': () => ({ appeal: { appeal: { number: '50-000001' } } as DeskAppeal }),
  };
  bridge = createFakeTransport(answers);
  desk = createCardDesk({
    bridge,
    reference: () => appealReferenceOf(null),
    nowMs: () => Date.parse('2026-11-22T09:00:00.000Z'),
    random: () => crypto.getRandomValues(new Uint8Array(10)),
  });
});

const type = (draftId: string, essence: string): void => desk.edit(draftId, (card) => ({ ...card, essence }));
const fill = (draftId: string): void =>
  desk.edit(draftId, (card) => ({ ...card, themeCode: '4.2', essence: 'вопрос', answer: 'ответ' }));
const tab = (draftId: string) => tabOf(desk.store.getState(), draftId);
const askedFor = (name: string) => bridge.asked.filter((one) => one.name === name);

test('a call that pops shows its card at once when nobody is typing', () => {
  desk.pop(popped(1), false);
  expect(activeTab(desk.store.getState())?.draft.id).toBe('draft-1');
});

test('a call that pops while a card is being typed in takes nothing away, yet its caller is shown', () => {
  desk.pop(popped(1), false);
  type('draft-1', 'начало фразы');
  desk.pop(popped(2), true);
  const state = desk.store.getState();
  expect(activeTab(state)?.draft.id).toBe('draft-1');
  expect(shownCallId(state)).toBe('call-2');
  desk.answered('call-2');
  expect(activeTab(desk.store.getState())?.draft.id).toBe('draft-2');
  expect(tab('draft-1')?.draft.card.essence).toBe('начало фразы');
});

test('the same call told twice makes one card and keeps what was typed', () => {
  desk.pop(popped(1), false);
  type('draft-1', 'уже введено');
  desk.pop(popped(1), false);
  expect(desk.store.getState().tabs).toHaveLength(1);
  expect(tab('draft-1')?.draft.card.essence).toBe('уже введено');
});

test('one person under the number is a marked guess; of several nobody is taken', () => {
  desk.pop(popped(1, [person('a', 'Павел')]), false);
  expect(tab('draft-1')).toMatchObject({ draft: { personFrom: 'number', card: { personId: 'a' } } });
  desk.pop(popped(2, [person('a', 'Павел'), person('b', 'Тимофей')]), false);
  expect(tab('draft-2')).toMatchObject({ draft: { personFrom: null, card: { personId: null } } });
});

test('the journal answering late does not undo a choice', () => {
  desk.pop(popped(1, [person('a', 'Павел')]), false);
  desk.choosePerson('draft-1', null);
  bridge.emit('caller.changed', caller('call-1', [person('a', 'Павел')]));
  expect(tab('draft-1')?.draft.card.personId).toBeNull();
});

test('a missed call takes its untouched card along, a card with words stays', () => {
  desk.pop(popped(1, [person('a', 'Павел')]), false);
  desk.unanswered('call-1');
  expect(tab('draft-1')).toBeNull();
  desk.pop(popped(2), false);
  type('draft-2', 'слова');
  desk.unanswered('call-2');
  expect(tab('draft-2')).not.toBeNull();
});

test('a list of drafts never undoes typing, and drops a card that was registered elsewhere', async () => {
  desk.pop(popped(1), false);
  answers['drafts.list'] = () => ({ drafts: [draft('draft-1', 'call-1')] });
  type('draft-1', 'новее списка');
  await desk.load();
  expect(tab('draft-1')?.draft.card.essence).toBe('новее списка');
  await desk.flush();
  answers['drafts.list'] = () => ({ drafts: [] });
  await desk.load();
  expect(tab('draft-1')).toBeNull();
});

test('closing an incomplete card shows what is missing and registers nothing', async () => {
  desk.pop(popped(1), false);
  expect(desk.findings(tab('draft-1') ?? fail())).toEqual([]);
  await desk.submit('draft-1', 'consulted');
  expect(askedFor('appeals.register')).toHaveLength(0);
  expect(desk.findings(tab('draft-1') ?? fail()).map((one) => one.code)).toContain('control.theme_missing');
});

test('an incomplete card is registered open by a second press: registering is a fact', async () => {
  desk.pop(popped(1), false);
  await desk.submit('draft-1', null);
  expect(askedFor('appeals.register')).toHaveLength(0);
  await desk.submit('draft-1', null);
  expect(tab('draft-1')?.end).toMatchObject({ kind: 'registered' });
});

test('what was passed on is shown so, also when its appeal has left the desk before anybody looked', async () => {
  desk.pop(popped(1), false);
  await desk.submit('draft-1', null);
  await desk.submit('draft-1', null);
  const passed = { appeal: { number: '50-000001', isWaiting: true }, sync: 'waiting', refusal: null };
  desk.passedOn('draft-1', passed as unknown as DeskAppeal);
  expect(tab('draft-1')?.end).toMatchObject({ appeal: { appeal: { isWaiting: true }, sync: 'accepted' } });
});

test('a repeat after no answer is the same act; the text stays meanwhile', async () => {
  desk.pop(popped(1), false);
  fill('draft-1');
  answers['appeals.register'] = () => Promise.reject(new AppError('bridge.down'));
  await desk.submit('draft-1', 'consulted');
  expect(tab('draft-1')).toMatchObject({ busy: false, error: { code: 'bridge.down' }, end: null });
  expect(tab('draft-1')?.draft.card.essence).toBe('вопрос');
  answers['appeals.register'] = () => ({ appeal: { appeal: { number: '50-000001' } } as DeskAppeal });
  await desk.submit('draft-1', 'consulted');
  const ids = askedFor('appeals.register').map((one) => (one.input as { actId: string }).actId);
  expect(ids).toHaveLength(2);
  expect(ids[0]).toBe(ids[1]);
});

test('after a refusal the next try is a new act', async () => {
  desk.pop(popped(1), false);
  fill('draft-1');
  answers['appeals.register'] = () => Promise.reject(new AppError('disk.full'));
  await desk.submit('draft-1', 'consulted');
  await desk.submit('draft-1', 'consulted');
  const ids = askedFor('appeals.register').map((one) => (one.input as { actId: string }).actId);
  expect(ids[0]).not.toBe(ids[1]);
});

test('no draft is saved after its registration', async () => {
  desk.pop(popped(1), false);
  fill('draft-1');
  await desk.submit('draft-1', 'consulted');
  const saves = askedFor('drafts.save').length;
  type('draft-1', 'поздно');
  await desk.flush();
  expect(askedFor('drafts.save')).toHaveLength(saves);
});

test('what was typed while the core was away is saved when it is back', async () => {
  desk.pop(popped(1), false);
  bridge.setUp(false);
  type('draft-1', 'без связи');
  await desk.flush();
  expect(tab('draft-1')).toMatchObject({ save: 'failed', saveError: { code: 'bridge.down' } });
  bridge.setUp(true);
  await desk.flush();
  expect(tab('draft-1')?.save).toBe('saved');
  expect(askedFor('drafts.save').at(-1)?.input).toMatchObject({ draft: { card: { essence: 'без связи' } } });
});

test('a call without an appeal ends its card and its draft', async () => {
  desk.pop(popped(1), false);
  await desk.closeWithoutAppeal('draft-1', 'prank');
  expect(askedFor('calls.closeWithoutAppeal').at(-1)?.input).toEqual({ callId: 'call-1', reason: 'prank' });
  expect(tab('draft-1')?.end).toEqual({ kind: 'noAppeal', reason: 'prank' });
});

test('the number stays on screen until the next card comes to the front', async () => {
  desk.pop(popped(1), false);
  fill('draft-1');
  await desk.submit('draft-1', 'consulted');
  expect(activeTab(desk.store.getState())?.draft.id).toBe('draft-1');
  desk.pop(popped(2), false);
  expect(tab('draft-1')).toBeNull();
});

function fail(): never {
  throw new Error('the card is not open');
}

test('a card put aside and opened again has what was typed last, not what a list said earlier', async () => {
  answers['drafts.list'] = () => ({ drafts: [draft('draft-1', 'call-1')] });
  desk.pop(popped(1), false);
  await desk.load();
  type('draft-1', 'последнее слово');
  desk.putAside('call-1');
  expect(tab('draft-1')).toBeNull();
  desk.activate('draft-1');
  expect(tab('draft-1')?.draft.card.essence).toBe('последнее слово');
});

test('a session that ended under its owner hides the cards, and gives them to a core that lost them', async () => {
  answers['drafts.list'] = () => ({ drafts: [draft('draft-1', 'call-1'), draft('draft-9', null)] });
  desk.own('anna');
  desk.pop(popped(1), false);
  await desk.load();
  type('draft-1', 'слова Анны');
  await desk.flush();
  desk.own(null);
  desk.own('boris');
  answers['drafts.list'] = () => ({ drafts: [] });
  await desk.load();
  const saves = askedFor('drafts.save').length;
  await desk.flush();
  expect(desk.store.getState()).toMatchObject({ tabs: [], drafts: [], calls: {}, callers: {} });
  expect(askedFor('drafts.save')).toHaveLength(saves);
  desk.own(null);
  desk.own('anna');
  expect(tab('draft-1')?.draft.card.essence).toBe('слова Анны');
  await vi.waitFor(() => expect(askedFor('drafts.save')).toHaveLength(saves + 2));
  const given = askedFor('drafts.save').slice(saves);
  expect(given.map((one) => (one.input as { draft: Draft }).draft.id)).toEqual(['draft-1', 'draft-9']);
});

test('who signs out leaves nothing in the window', () => {
  desk.own('anna');
  desk.pop(popped(1), false);
  // The core tells the end of the session before it answers.
  desk.own(null);
  desk.clear();
  desk.own('anna');
  expect(desk.store.getState().tabs).toEqual([]);
});
