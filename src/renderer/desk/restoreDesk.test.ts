import { classifiersOf } from '../../shared/domain/theme/classifier.ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CallerCard, Draft } from '../../shared/contracts/bridge.ts';
import { emptyCard } from '../../shared/domain/appeal/appealCard.ts';
import { appealReferenceOf } from '../../shared/domain/appeal/appealReference.ts';
import { emptyCall } from '../../shared/domain/call/mergeCall.ts';
import type { Person } from '../../shared/domain/person/person.ts';
import { createFakeTransport, type FakeAnswers } from '../bridge/fakeTransport.ts';
import type { CardDesk } from './cardDesk.ts';
import { withKind, withTheme } from './cardEdits.ts';
import { createCardDesk } from './createCardDesk.ts';
import { activeTab, tabOf } from './deskState.ts';

const form = classifiersOf([]).on('2026-11-22');

const draftOf = (id: string, more: Partial<Draft> = {}): Draft => ({
  id,
  callId: null,
  card: emptyCard('letter'),
  updatedAt: '2026-11-22T08:00:00.000Z',
  position: { field: null, guideStep: null, caret: null, open: false },
  outcome: null,
  personFrom: null,
  amends: null,
  ...more,
});
const person: Person = {
  id: 'person',
  familyName: 'Озеров',
  givenName: 'Павел',
  patronymic: null,
  birthDate: '1987-11-25',
  sex: 'male',
  enp: null,
  insurerId: null,
  clinicId: null,
  phones: [],
};

/** What the core has on its disk, and a window over it; a second window over the same disk is one after a crash. */
let disk: Map<string, Draft>;
let current: Draft | null;
const openWindow = (): CardDesk => {
  const answers: FakeAnswers = {
    'drafts.save': ({ draft }) => {
      disk.set(draft.id, draft as Draft);
      return { ok: true };
    },
    'drafts.list': () => ({ drafts: [...disk.values()] }),
    'drafts.create': () => ({ draft: draftOf('letter') }),
    'calls.identify': () => ({ ok: true }),
    'calls.current': () => ({ current: current && { call: emptyCall('call-1'), caller, draft: current } }),
  };
  return createCardDesk({
    bridge: createFakeTransport(answers),
    reference: () => appealReferenceOf(null),
    nowMs: () => Date.now(),
    random: () => crypto.getRandomValues(new Uint8Array(10)),
  });
};
const caller: CallerCard = {
  callId: 'call-1',
  phone: '+79000000102',
  source: 'journal',
  persons: [person],
  appeals: [],
  calls: [],
};

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T09:00:00.000Z') });
  disk = new Map();
  current = null;
});
afterEach(() => vi.useRealTimers());

const changes: readonly [what: string, (desk: CardDesk) => void, (draft: Draft) => unknown, expected: unknown][] = [
  [
    'the kind',
    (desk) => desk.edit('letter', (card) => withKind(card, 'complaint', form)),
    (d) => d.card.kind,
    'complaint',
  ],
  ['the theme', (desk) => desk.edit('letter', (card) => withTheme(card, '4.2', form)), (d) => d.card.themeCode, '4.2'],
  ['the clinic', (desk) => desk.edit('letter', (card) => ({ ...card, clinicId: 'c' })), (d) => d.card.clinicId, 'c'],
  ['the essence', (desk) => desk.edit('letter', (card) => ({ ...card, essence: 'а' })), (d) => d.card.essence, 'а'],
  ['the answer', (desk) => desk.edit('letter', (card) => ({ ...card, answer: 'б' })), (d) => d.card.answer, 'б'],
  [
    'the applicant',
    (desk) => desk.edit('letter', (card) => ({ ...card, applicant: { ...card.applicant, name: 'Анна' } })),
    (d) => d.card.applicant.name,
    'Анна',
  ],
  [
    'the telephone',
    (desk) => desk.edit('letter', (card) => ({ ...card, applicant: { ...card.applicant, phone: '+79000000102' } })),
    (d) => d.card.applicant.phone,
    '+79000000102',
  ],
  ['the person', (desk) => desk.choosePerson('letter', person), (d) => d.card.personId, 'person'],
  ['who says it is them', (desk) => desk.choosePerson('letter', person), (d) => d.personFrom, 'operator'],
  ['the outcome', (desk) => desk.setOutcome('letter', 'callRedirected'), (d) => d.outcome, 'callRedirected'],
  ['the step of the guide', (desk) => desk.setPosition('letter', { guideStep: '3' }), (d) => d.position.guideStep, '3'],
  [
    'the cursor',
    (desk) => desk.setPosition('letter', { field: 'answer', caret: 17 }),
    (d) => [d.position.field, d.position.caret],
    ['answer', 17],
  ],
];

test.each(changes)('%s is with the core within a second', async (_what, change, read, expected) => {
  const desk = openWindow();
  await desk.create('letter');
  change(desk);
  await vi.advanceTimersByTimeAsync(1000);
  const saved = disk.get('letter');
  expect(saved && read(saved)).toEqual(expected);
});

test('a window after a crash has the card open again, with the cursor where it was', async () => {
  const before = openWindow();
  await before.create('letter');
  before.edit('letter', (card) => ({ ...card, essence: 'начало фразы' }));
  before.setOutcome('letter', 'callRedirected');
  before.setPosition('letter', { field: 'essence', caret: 6 });
  await vi.advanceTimersByTimeAsync(1000);

  const after = openWindow();
  await after.load();
  const tab = activeTab(after.store.getState());
  expect(tab).toMatchObject({ outcome: 'callRedirected', draft: { id: 'letter', card: { essence: 'начало фразы' } } });
  // Nobody asked for it, so it takes the cursor from nobody.
  expect(after.store.getState().focus).toMatchObject({ field: 'essence', caret: 6, polite: true });
});

test('of several cards that lay open the one handled last is in front, and one put aside stays away', async () => {
  const open = { field: 'essence', guideStep: null, caret: 1, open: true };
  disk.set('late', draftOf('late', { position: open, updatedAt: '2026-11-22T08:30:00.000Z' }));
  disk.set('early', draftOf('early', { position: open, updatedAt: '2026-11-22T08:10:00.000Z' }));
  disk.set('aside', draftOf('aside', { updatedAt: '2026-11-22T08:50:00.000Z' }));
  const desk = openWindow();
  await desk.load();
  const { tabs, activeId } = desk.store.getState();
  expect(tabs.map((tab) => tab.draft.id)).toEqual(['early', 'late']);
  expect(activeId).toBe('late');
});

test('the card of the call in hand comes before a letter that lay open', async () => {
  const open = { field: 'essence', guideStep: '2', caret: 3, open: true };
  disk.set('letter', draftOf('letter', { position: open }));
  current = draftOf('of-call', { callId: 'call-1', position: { ...open, field: 'answer' } });
  disk.set('of-call', current);
  const desk = openWindow();
  await desk.load();
  expect(activeTab(desk.store.getState())?.draft.id).toBe('of-call');
  expect(desk.store.getState().focus).toMatchObject({ field: 'answer', caret: 3, polite: true });
});

test('«another person» said before a crash is not guessed away after it', async () => {
  current = draftOf('of-call', { callId: 'call-1', personFrom: 'operator' });
  disk.set('of-call', current);
  const desk = openWindow();
  await desk.load();
  expect(tabOf(desk.store.getState(), 'of-call')?.draft.card.personId).toBeNull();
});

test('a card put aside is not laid open again', async () => {
  const desk = openWindow();
  await desk.create('letter');
  desk.edit('letter', (card) => ({ ...card, essence: 'отложено' }));
  desk.layOff('letter');
  await vi.advanceTimersByTimeAsync(1000);
  expect(disk.get('letter')).toMatchObject({ card: { essence: 'отложено' }, position: { open: false } });
  const after = openWindow();
  await after.load();
  expect(after.store.getState().tabs).toEqual([]);
});
