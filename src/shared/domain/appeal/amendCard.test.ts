import { testApplicant, testReference } from '../../../../tests/support/appeals.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyCard, type AppealCard, type Applicant } from './appealCard.ts';
import type { Appeal } from './appeal.ts';
import type { AppealCommand } from './appealCommand.ts';
import type { AppealEvent } from './appealEvent.ts';
import { amendCard, isSame } from './amendCard.ts';
import { decide } from './decide.ts';
import type { AppealContext } from './decision.ts';
import { evolve, replay } from './evolve.ts';

const [appealId = '', anna = '', boris = '', organisationId = ''] = [1, 2, 3, 4].map(idOf);
function idOf(n: number): string {
  return `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}
const reference = testReference({ themes: [['4.2', 'consultation']] });
const contextOf = (actId: string, userId: string): AppealContext => ({
  actId,
  actor: { userId, role: 'op1', organisationId },
  occurredAt: '2026-11-22T06:00:00.000Z',
  receivedAt: null,
  reference,
});
const card: AppealCard = { ...emptyCard('hotline'), themeCode: '4.2', essence: 'Где получить полис', answer: '' };

interface History {
  appeal: Appeal;
  stream: AppealEvent[];
}
function registered(): History {
  const register: AppealCommand = {
    kind: 'appeal.register',
    v: 1,
    appealId,
    number: '98-000001',
    classifierVersion: 'zpz-2023',
    card,
    callIds: [],
    closeWith: null,
  };
  return after(null, register, contextOf(idOf(9), anna));
}
function after(before: History | null, command: AppealCommand, context: AppealContext): History {
  const decision = decide(command, before?.appeal ?? null, context);
  if (decision.events === null) throw new Error(decision.refusal.code);
  const stream = [...(before?.stream ?? []), ...decision.events];
  const appeal = replay(stream);
  if (appeal === null) throw new Error('no appeal');
  return { appeal, stream };
}
const amend = (
  changes: Partial<AppealCard>,
  was: Partial<AppealCard> | null,
  settles: string | null = null,
): AppealCommand => ({ kind: 'appeal.amend', v: 2, appealId, changes, was, settles });

test('the later of two who changed one field keeps what they meant beside what stands', () => {
  const first = after(registered(), amend({ answer: 'В МФЦ' }, { answer: '' }), contextOf(idOf(10), anna));
  const second = after(
    first,
    amend({ answer: 'В страховой', essence: 'Полис' }, { answer: '', essence: card.essence }),
    contextOf(idOf(11), boris),
  );
  expect(second.appeal.card).toMatchObject({ answer: 'В МФЦ', essence: 'Полис' });
  expect(second.appeal.conflicts).toEqual([
    {
      actId: idOf(11),
      authorId: boris,
      at: '2026-11-22T06:00:00.000Z',
      field: 'answer',
      mine: 'В страховой',
      theirs: 'В МФЦ',
      was: '',
    },
  ]);
});

test('whoever meant the same as what stands meets no conflict', () => {
  const first = after(registered(), amend({ answer: 'В МФЦ' }, { answer: '' }), contextOf(idOf(10), anna));
  const second = after(first, amend({ answer: 'В МФЦ' }, { answer: '' }), contextOf(idOf(11), boris));
  expect(second.appeal).toEqual(first.appeal);
});

test('a conflict keeps the appeal from being closed until somebody has chosen', () => {
  const first = after(registered(), amend({ answer: 'В МФЦ' }, { answer: '' }), contextOf(idOf(10), anna));
  const torn = after(first, amend({ answer: 'В страховой' }, { answer: '' }), contextOf(idOf(11), boris));
  const close: AppealCommand = { kind: 'appeal.close', v: 1, appealId, outcome: 'consulted' };
  expect(decide(close, torn.appeal, contextOf(idOf(12), boris)).refusal?.code).toBe('appeal.conflict_open');
  const chosen = after(
    torn,
    amend({ answer: 'В МФЦ или в страховой' }, { answer: 'В МФЦ' }, idOf(11)),
    contextOf(idOf(13), boris),
  );
  expect(chosen.appeal).toMatchObject({ conflicts: [], card: { answer: 'В МФЦ или в страховой' } });
  expect(after(chosen, close, contextOf(idOf(14), boris)).appeal.status).toBe('closed');
});

test('choosing what already stands settles the conflict and changes nothing', () => {
  const first = after(registered(), amend({ answer: 'В МФЦ' }, { answer: '' }), contextOf(idOf(10), anna));
  const torn = after(first, amend({ answer: 'В страховой' }, { answer: '' }), contextOf(idOf(11), boris));
  const chosen = after(torn, amend({ answer: 'В МФЦ' }, { answer: 'В МФЦ' }, idOf(11)), contextOf(idOf(12), boris));
  expect(chosen.appeal).toMatchObject({ conflicts: [], card: { answer: 'В МФЦ' } });
  expect(chosen.stream.map((event) => event.kind)).toContain('appeal.conflictSettled');
});

test('a choice made over a card that has changed again is a new conflict, and the old one is settled', () => {
  const first = after(registered(), amend({ answer: 'В МФЦ' }, { answer: '' }), contextOf(idOf(10), anna));
  const torn = after(first, amend({ answer: 'В страховой' }, { answer: '' }), contextOf(idOf(11), boris));
  const moved = after(torn, amend({ answer: 'На Госуслугах' }, { answer: 'В МФЦ' }), contextOf(idOf(12), anna));
  const chosen = after(
    moved,
    amend({ answer: 'В страховой' }, { answer: 'В МФЦ' }, idOf(11)),
    contextOf(idOf(13), boris),
  );
  expect(chosen.appeal.card.answer).toBe('На Госуслугах');
  expect(chosen.appeal.conflicts.map(({ actId, mine }) => ({ actId, mine }))).toEqual([
    { actId: idOf(13), mine: 'В страховой' },
  ]);
});

test('an amendment of the first version, which did not say what its author saw, is written as it is', () => {
  const first = after(registered(), amend({ answer: 'В МФЦ' }, { answer: '' }), contextOf(idOf(10), anna));
  const second = after(first, amend({ answer: 'В страховой' }, null), contextOf(idOf(11), boris));
  expect(second.appeal).toMatchObject({ card: { answer: 'В страховой' }, conflicts: [] });
});

test('mending the card takes back only the flags that the card itself raised', () => {
  const start = registered();
  const flagged: Appeal = { ...start.appeal, flags: ['control.essence_missing', 'control.number_taken'] };
  const decision = decide(amend({ essence: 'Иначе' }, { essence: card.essence }), flagged, contextOf(idOf(10), anna));
  const mended = (decision.events ?? []).reduce<Appeal>(evolve, flagged);
  expect(mended.flags).toEqual(['control.number_taken']);
});

test('of any two amendments made unseen of each other, every value is in the card, in a conflict, or was meant by both', () => {
  const text = fc.constantFrom('', 'А', 'Б', 'В');
  const changes = fc.record(
    { essence: text, answer: text, themeCode: fc.constantFrom(null, '4.2') },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(changes, changes, (one, other) => {
      const start = registered();
      const seen: Partial<AppealCard> = { essence: card.essence, answer: card.answer, themeCode: card.themeCode };
      const first = after(start, amend(one, seen), contextOf(idOf(10), anna));
      const second = after(first, amend(other, seen), contextOf(idOf(11), boris));
      for (const [field, meant] of Object.entries(other) as [keyof AppealCard, unknown][]) {
        const stands = second.appeal.card[field];
        const kept = second.appeal.conflicts.find((conflict) => conflict.field === field);
        // Meant no change at all: the other's change stands.
        if (isSame(meant, seen[field])) continue;
        if (!isSame(stands, meant)) expect(kept).toMatchObject({ mine: meant, theirs: stands });
      }
      for (const [field, meant] of Object.entries(one) as [keyof AppealCard, unknown][]) {
        const kept = second.appeal.conflicts.find((conflict) => conflict.field === field);
        if (!isSame(meant, seen[field])) expect([second.appeal.card[field], kept?.theirs]).toContainEqual(meant);
      }
    }),
  );
});

test('values are the same whatever order their keys came in', () => {
  const change = { applicant: testApplicant({ name: 'Анна' }) };
  const stored = {
    ...card,
    applicant: Object.fromEntries(Object.entries(testApplicant({ name: 'Анна' })).reverse()) as Applicant,
  };
  expect(amendCard(stored, { changes: change, was: null }, { actId: anna, authorId: anna, at: '' })).toEqual({
    changes: {},
    conflicts: [],
  });
});
