import { expect, test } from 'vitest';
import { testAppeal } from '../../../../tests/support/appeals.ts';
import { emptyCard, type AppealCard } from '../appeal/appealCard.ts';
import type { Appeal } from '../appeal/appeal.ts';
import { defaultTermRules } from './appealTerm.ts';
import { actBy, registerTermOf, runningTermOf, runningTermOfLine, workingDaysBetween } from './runningTerm.ts';

const card = (more: Partial<AppealCard> = {}): AppealCard => ({ ...emptyCard('letter'), kind: 'complaint', ...more });
/** A letter registered on Monday, 2 November 2026; the 4th is a holiday. */
const letter = (more: Partial<Appeal> = {}, of: Partial<AppealCard> = {}): Appeal =>
  testAppeal(card(of), { occurredAt: '2026-11-02T09:00:00.000Z', ...more });
const runs = (appeal: Appeal): string => actBy(appeal, defaultTermRules).runs;

test('a letter the first line may not answer is to be passed on within seven days of its registration', () => {
  expect(actBy(letter(), defaultTermRules)).toEqual({ runs: 'forward', dueOn: '2026-11-09' });
  const at = (date: string) => runningTermOf(letter(), defaultTermRules, `${date}T09:00:00.000Z`);
  expect(at('2026-11-03')).toMatchObject({ state: 'inTime', runs: 'forward', daysLeft: 6, workingDaysLeft: 3 });
  expect(at('2026-11-08')).toMatchObject({ state: 'soon', daysLeft: 1, workingDaysLeft: 1 });
  expect(at('2026-11-11')).toMatchObject({ state: 'overdue', daysLeft: -2, workingDaysLeft: -2 });
  // What the applicant is told is the day of the answer, whatever runs.
  expect(at('2026-11-11').answerDueOn).toBe('2026-12-02');
});

test('whoever begins with it ends that term, and the answer’s runs', () => {
  expect(runs(letter({ status: 'redirected', isWaiting: true }))).toBe('answer');
  expect(runs(letter({ status: 'preliminary' }))).toBe('answer');
  expect(runs(letter({ assigneeId: 'somebody' }))).toBe('answer');
  const said = { by: 'x', at: '2026-11-03T09:00:00.000Z' };
  expect(runs(letter({ extensions: [{ until: '2026-12-20', reason: 'x', ...said }] }))).toBe('answer');
});

test('a call is never to be passed on by a day, nor is a letter that may be answered at once', () => {
  expect(runs(letter({}, { channel: 'hotline' }))).toBe('answer');
  expect(runs(letter({}, { kind: 'consultation' }))).toBe('answer');
});

test('where the region answers faster than it passes on, the answer comes first', () => {
  const fast = { ...defaultTermRules, answerDays: { oral: 5, written: 5 } };
  expect(actBy(letter(), fast)).toEqual({ runs: 'answer', dueOn: '2026-11-09' });
});

test('a line of a list, which knows the kept day alone, tells the same as the whole appeal', () => {
  const at = '2026-11-06T09:00:00.000Z';
  for (const one of [letter(), letter({ status: 'inWork' }), letter({}, { channel: 'hotline' })]) {
    const { dueOn } = actBy(one, defaultTermRules);
    const { kind, channel } = one.card;
    expect(runningTermOfLine({ ...one, kind, channel }, dueOn, defaultTermRules, at)).toEqual(
      runningTermOf(one, defaultTermRules, at),
    );
  }
});

test('a letter that is still being written down is to be registered within three days of its arrival', () => {
  const arrived = (arrivedOn: string | null, channel: AppealCard['channel'], on: string) =>
    registerTermOf({ channel, arrivedOn }, defaultTermRules, `${on}T09:00:00.000Z`);
  expect(arrived('2026-11-09', 'letter', '2026-11-10')).toMatchObject({ runs: 'register', dueOn: '2026-11-12' });
  expect(arrived('2026-11-09', 'letter', '2026-11-10')?.state).toBe('inTime');
  expect(arrived('2026-11-09', 'letter', '2026-11-12')?.state).toBe('soon');
  expect(arrived('2026-11-09', 'letter', '2026-11-13')?.state).toBe('overdue');
  expect(arrived(null, 'letter', '2026-11-13')).toBeNull();
  expect(arrived('2026-11-09', 'hotline', '2026-11-13')).toBeNull();
});

test('worked days are counted by the calendar, both ways', () => {
  const { calendar } = defaultTermRules;
  expect(workingDaysBetween('2026-11-02', '2026-11-09', calendar)).toBe(4);
  expect(workingDaysBetween('2026-11-09', '2026-11-02', calendar)).toBe(-4);
  expect(workingDaysBetween('2026-11-06', '2026-11-08', calendar)).toBe(0);
});
