import { testAppeal, testReference } from '../../../tests/support/appeals.ts';
import { beforeEach, expect, test } from 'vitest';
import type { DeskAct } from '../../shared/contracts/bridge.ts';
import { emptyCard, type AppealCard } from '../../shared/domain/appeal/appealCard.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import { AppError } from '../../shared/errors.ts';
import { createFakeTransport, type FakeAnswers, type FakeBridge } from '../bridge/fakeTransport.ts';
import type { CardDesk } from './cardDesk.ts';
import { createCardDesk } from './createCardDesk.ts';
import { activeTab } from './deskState.ts';

const card: AppealCard = { ...emptyCard('hotline'), themeCode: '4.2', essence: 'было', answer: 'ответ' };
const appealOf = (change: Partial<AppealCard> = {}, more: Partial<Appeal> = {}): Appeal =>
  testAppeal({ ...card, ...change }, { registeredBy: 'me', ...more });
const conflict = {
  actId: 'act-1',
  field: 'essence',
  mine: 'моё',
  theirs: 'их',
  was: 'было',
  authorId: 'me',
  at: '2026-11-22T09:10:00.000Z',
} as const;
const reference = testReference({ themes: [['4.2', 'consultation']] });

let answers: FakeAnswers;
let bridge: FakeBridge;
let desk: CardDesk;
let inJournal: Appeal | null;
beforeEach(() => {
  inJournal = null;
  answers = {
    'drafts.save': () => ({ ok: true }),
    'drafts.discard': () => ({ ok: true }),
    'drafts.list': () => ({ drafts: [] }),
    'appeals.amend': () => ({ appeal: null }),
    'appeals.close': () => ({
      appeal: { appeal: appealOf(), personName: null, place: 'mine', sync: 'waiting', refusal: null },
    }),
    'outbox.resend': () => ({ ok: true }),
  };
  bridge = createFakeTransport(answers);
  desk = createCardDesk({
    bridge,
    reference: () => reference,
    nowMs: () => Date.parse('2026-11-22T09:00:00.000Z'),
    random: () => crypto.getRandomValues(new Uint8Array(10)),
    lookUp: () => Promise.resolve(inJournal),
  });
});

const active = () => {
  const tab = activeTab(desk.store.getState());
  if (!tab) throw new Error('no card in front');
  return tab;
};
const type = (change: Partial<AppealCard>): void =>
  desk.edit(active().draft.id, (before) => ({ ...before, ...change }));
const asked = (name: string): unknown[] => bridge.asked.filter((one) => one.name === name).map((one) => one.input);

test('a saved change tells what was changed and what its author saw, and the draft is gone', async () => {
  desk.openAppeal(appealOf());
  type({ essence: 'стало' });
  await desk.submit(active().draft.id, null);
  expect(asked('appeals.amend')).toMatchObject([
    { appealId: 'appeal', changes: { essence: 'стало' }, was: { essence: 'было' }, settles: null },
  ]);
  expect(asked('drafts.discard')).toHaveLength(1);
  expect(active().end).toMatchObject({ kind: 'changed', number: '50-000122', isClosed: false });
});

test('closing sends the change first and then the closing', async () => {
  desk.openAppeal(appealOf());
  type({ answer: 'полный ответ' });
  await desk.submit(active().draft.id, 'consulted');
  const order = bridge.asked.map((one) => one.name).filter((name) => name.startsWith('appeals.'));
  expect(order).toEqual(['appeals.amend', 'appeals.close']);
  expect(asked('appeals.close')).toMatchObject([{ answer: 'полный ответ', outcome: 'consulted' }]);
});

test('asked again after no answer, it is the same act', async () => {
  answers['appeals.amend'] = () => {
    throw new AppError('bridge.down');
  };
  desk.openAppeal(appealOf());
  type({ essence: 'стало' });
  await desk.submit(active().draft.id, null);
  expect(active()).toMatchObject({ error: { code: 'bridge.down' }, draft: { card: { essence: 'стало' } } });
  answers['appeals.amend'] = () => ({ appeal: null });
  await desk.submit(active().draft.id, null);
  const [first, second] = asked('appeals.amend') as { actId: string }[];
  expect(second?.actId).toBe(first?.actId);
});

test('a flaw the appeal has had before stands in no change’s way, a new one is said first', async () => {
  desk.openAppeal(appealOf({ themeCode: null }));
  type({ answer: 'другой ответ' });
  await desk.submit(active().draft.id, null);
  expect(asked('appeals.amend')).toHaveLength(1);
  desk.openAppeal(appealOf());
  type({ essence: '' });
  await desk.submit(active().draft.id, null);
  expect(asked('appeals.amend')).toHaveLength(1);
  await desk.submit(active().draft.id, null);
  expect(asked('appeals.amend')).toHaveLength(2);
});

test('the same appeal opened twice is one card, and keeps what was typed', () => {
  desk.openAppeal(appealOf());
  type({ essence: 'начато' });
  desk.openAppeal(appealOf());
  expect(desk.store.getState().tabs).toHaveLength(1);
  expect(active().draft.card.essence).toBe('начато');
});

test('a base that changed under the form leaves what is typed, and is told as news', () => {
  desk.openAppeal(appealOf());
  type({ essence: 'моё' });
  desk.takeBase(appealOf({ essence: 'их', answer: 'их ответ' }));
  expect(active().draft.card).toMatchObject({ essence: 'моё', answer: 'их ответ' });
  expect(active().news.map((one) => one.field)).toEqual(['essence', 'answer']);
  desk.seen(active().draft.id, 'essence', 'theirs');
  expect(active().draft.card.essence).toBe('их');
});

test('a change that came to light only at the press is shown first, and goes with the next press', async () => {
  desk.openAppeal(appealOf());
  type({ essence: 'моё' });
  inJournal = appealOf({ essence: 'их' });
  await desk.submit(active().draft.id, null);
  expect(active().error?.code).toBe('appeal.changed_meanwhile');
  expect(asked('appeals.amend')).toEqual([]);
  await desk.submit(active().draft.id, null);
  expect(asked('appeals.amend')).toMatchObject([{ changes: { essence: 'моё' }, was: { essence: 'было' } }]);
});

test('an appeal with a conflict is opened to choose, and the choice names the act it settles', async () => {
  const appeal = appealOf({ essence: 'их' }, { conflicts: [conflict] });
  desk.openAppeal(appeal);
  desk.decide(active().draft.id, 'essence', { essence: 'их' });
  await desk.submit(active().draft.id, null);
  expect(asked('appeals.amend')).toMatchObject([
    { changes: { essence: 'их' }, was: { essence: 'их' }, settles: 'act-1' },
  ]);
});

test('a refused amendment is mended in the form and sent again as a new act', async () => {
  const act = {
    actId: 'refused',
    command: {
      kind: 'appeal.amend',
      v: 2,
      appealId: 'appeal',
      changes: { answer: 'мой ответ' },
      was: {},
      settles: null,
    },
  } as unknown as DeskAct;
  desk.openRefused(act, appealOf());
  type({ answer: 'мой ответ, исправленный' });
  await desk.submit(active().draft.id, null);
  expect(asked('outbox.resend')).toMatchObject([
    { actId: 'refused', changes: { answer: 'мой ответ, исправленный' }, was: { answer: 'ответ' }, outcome: null },
  ]);
  expect(asked('appeals.amend')).toEqual([]);
});

test('a draft of the core is opened as it is', () => {
  desk.openAppeal(appealOf());
  const draft = { ...active().draft, id: 'from-core', amends: null };
  desk.openDraft(draft);
  expect(active().draft.id).toBe('from-core');
});
