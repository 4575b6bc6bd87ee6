import { testAppeal } from '../../../tests/support/appeals.ts';
import { expect, test } from 'vitest';
import type { DeskAct, Draft } from '../../shared/contracts/bridge.ts';
import { emptyCard, type AppealCard } from '../../shared/domain/appeal/appealCard.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import {
  amendDraft,
  changesOf,
  clashesOf,
  conflictDraft,
  conflictsOf,
  resendDraft,
  withBase,
  withDecision,
  withSeen,
} from './amendDraft.ts';

const made = { id: 'draft', updatedAt: '2026-11-22T09:00:00.000Z' };
const touch = { by: 'colleague', at: '2026-11-22T09:05:00.000Z' };
const card: AppealCard = { ...emptyCard('hotline'), essence: 'было', answer: 'ответ', themeCode: '4.2' };

const appealOf = (change: Partial<AppealCard> = {}, more: Partial<Appeal> = {}): Appeal =>
  testAppeal(
    { ...card, ...change },
    { registeredBy: 'me', touched: Object.fromEntries(Object.keys(change).map((field) => [field, touch])), ...more },
  );
const typed = (draft: Draft, change: Partial<AppealCard>): Draft => ({ ...draft, card: { ...draft.card, ...change } });
const conflict = {
  actId: 'act-1',
  field: 'essence',
  mine: 'моё',
  theirs: 'их',
  was: 'было',
  authorId: 'me',
  at: '2026-11-22T09:10:00.000Z',
} as const;

test('only what was changed is told, with what stood there when the form was opened', () => {
  const draft = typed(amendDraft(appealOf(), made), { essence: 'стало' });
  expect(changesOf(draft)).toEqual({ changes: { essence: 'стало' }, was: { essence: 'было' } });
});

test('an untouched form has nothing to tell', () => {
  expect(changesOf(amendDraft(appealOf(), made)).changes).toEqual({});
});

test('a field nobody typed in follows the base, and it is said who changed it', () => {
  const { draft, news } = withBase(amendDraft(appealOf(), made), appealOf({ answer: 'новый ответ' }));
  expect(draft.card.answer).toBe('новый ответ');
  expect(news).toEqual([{ field: 'answer', touch }]);
  expect(changesOf(draft).changes).toEqual({});
});

test('a field that is being typed keeps its text, and the journal is told what its author had not seen', () => {
  const open = typed(amendDraft(appealOf(), made), { essence: 'моё' });
  const base = appealOf({ essence: 'их' });
  const { draft, news } = withBase(open, base);
  expect(draft.card.essence).toBe('моё');
  expect(news).toEqual([{ field: 'essence', touch }]);
  expect(clashesOf(draft, base)).toEqual(['essence']);
  expect(changesOf(draft).was).toEqual({ essence: 'было' });
});

test('seen and kept, mine is told over theirs; seen and taken, nothing is left to tell', () => {
  const base = appealOf({ essence: 'их' });
  const { draft } = withBase(typed(amendDraft(appealOf(), made), { essence: 'моё' }), base);
  const kept = withSeen(draft, 'essence', 'mine', base.card);
  expect(clashesOf(kept, base)).toEqual([]);
  expect(changesOf(kept)).toEqual({ changes: { essence: 'моё' }, was: { essence: 'их' } });
  const taken = withSeen(draft, 'essence', 'theirs', base.card);
  expect(changesOf(taken).changes).toEqual({});
});

test('two who typed the same need no choice', () => {
  const open = typed(amendDraft(appealOf(), made), { essence: 'одинаково' });
  const { draft, news } = withBase(open, appealOf({ essence: 'одинаково' }));
  expect(news).toEqual([]);
  expect(changesOf(draft).changes).toEqual({});
});

test('a conflict begins with theirs as the result, and every field has to be decided by hand', () => {
  const appeal = appealOf({ essence: 'их' }, { conflicts: [conflict] });
  const draft = conflictDraft(appeal, made);
  expect(conflictsOf(draft, appeal)).toEqual([conflict]);
  expect(draft.amends?.decided).toEqual([]);
  expect(draft.card.essence).toBe('их');
});

test.each(['моё', 'их', 'третье'])('«%s» chosen is told over theirs, also where it is theirs', (result) => {
  const appeal = appealOf({ essence: 'их' }, { conflicts: [conflict] });
  const draft = withDecision(conflictDraft(appeal, made), 'essence', { essence: result }, appeal.card);
  expect(draft.amends).toMatchObject({ settles: 'act-1', decided: ['essence'] });
  expect(changesOf(draft)).toEqual({ changes: { essence: result }, was: { essence: 'их' } });
});

test('a choice made over an older value is to be made again, and what was typed stays', () => {
  const appeal = appealOf({ essence: 'их' }, { conflicts: [conflict] });
  const chosen = withDecision(conflictDraft(appeal, made), 'essence', { essence: 'третье' }, appeal.card);
  const { draft, news } = withBase(chosen, appealOf({ essence: 'их, новее' }, { conflicts: [conflict] }));
  expect(draft.card.essence).toBe('третье');
  expect(draft.amends).toMatchObject({ decided: [], was: { essence: 'их, новее' } });
  expect(news).toHaveLength(1);
});

test('a refused amendment is opened over the present card, with every field that was meant', () => {
  const act = {
    actId: 'refused',
    command: {
      kind: 'appeal.amend',
      v: 2,
      appealId: 'appeal',
      changes: { answer: 'мой ответ', essence: 'было' },
      was: { answer: 'ответ', essence: 'раньше' },
      settles: null,
    },
  } as unknown as DeskAct;
  const draft = resendDraft(act, appealOf({ themeCode: '4.3' }), made);
  expect(draft.card).toMatchObject({ answer: 'мой ответ', essence: 'было', themeCode: '4.3' });
  expect(draft.amends?.resends).toBe('refused');
  expect(changesOf(draft)).toEqual({
    changes: { answer: 'мой ответ', essence: 'было' },
    was: { answer: 'ответ', essence: 'было' },
  });
});

test('a refused closing is opened with the outcome that was meant', () => {
  const act = {
    actId: 'refused',
    command: { kind: 'appeal.close', v: 1, appealId: 'appeal', outcome: 'callRedirected' },
  } as unknown as DeskAct;
  expect(resendDraft(act, appealOf(), made).outcome).toBe('callRedirected');
});
