import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toInstant } from '../../lib/primitives.ts';
import type { AppealChannel } from '../appeal/codeBooks.ts';
import { defaultTermRules, dueOn, termOf, termRules, type TermRules } from './appealTerm.ts';
import { addDays, daysBetween, isWorkingDay, nearestWorkingDay } from './workCalendar.ts';

const appeal = (
  occurredAt: string,
  channel: AppealChannel = 'letter',
  status: 'registered' | 'closed' = 'registered',
) => ({
  occurredAt,
  status,
  extensions: [],
  card: { channel },
});
const withRules = (changes: Partial<TermRules>): TermRules => ({ ...defaultTermRules, ...changes });

test('the count begins on the day after the registration, whatever the hour of it', () => {
  // 30 days from Wednesday, 1 April 2026: Friday, 1 May is a holiday, and Monday, 4 May the next day worked.
  expect(dueOn(appeal('2026-04-01T06:00:00.000Z'), defaultTermRules)).toBe('2026-05-04');
  expect(dueOn(appeal('2026-04-01T20:59:59.999Z'), defaultTermRules)).toBe('2026-05-04');
  expect(dueOn(appeal('2026-04-02T06:00:00.000Z'), defaultTermRules)).toBe('2026-05-04');
  expect(dueOn(appeal('2026-04-06T06:00:00.000Z'), defaultTermRules)).toBe('2026-05-06');
});

test('the region’s midnight ends the day, not that of the desk or of Greenwich', () => {
  const late = appeal('2026-04-05T22:30:00.000Z');
  expect(dueOn(late, withRules({ timeZone: 'Europe/Kaliningrad' }))).toBe('2026-05-06');
  expect(dueOn(late, withRules({ timeZone: 'Europe/London' }))).toBe('2026-05-05');
  expect(dueOn(late, withRules({ timeZone: 'Asia/Vladivostok' }))).toBe('2026-05-06');
});

test('a last day that is not worked goes to the next, to the previous, or stays, as the region has it', () => {
  // 30 days from 9 December 2026 is Friday, 8 January, the last of the holidays.
  const holidays = appeal('2026-12-09T09:00:00.000Z');
  expect(dueOn(holidays, withRules({ lastDayOff: 'next' }))).toBe('2027-01-11');
  expect(dueOn(holidays, withRules({ lastDayOff: 'previous' }))).toBe('2026-12-31');
  expect(dueOn(holidays, withRules({ lastDayOff: 'same' }))).toBe('2027-01-08');
});

test('transferred days count: a worked Saturday is worked, a free Monday is free', () => {
  const calendar = {
    ...defaultTermRules.calendar,
    daysOff: ['2027-01-11'],
    workingWeekends: ['2027-01-10'],
  };
  const due = dueOn(appeal('2026-12-09T09:00:00.000Z'), withRules({ calendar }));
  expect(due).toBe('2027-01-10');
  expect(isWorkingDay('2027-01-11', calendar)).toBe(false);
});

test('a letter and a call have their own terms', () => {
  const rules = withRules({ answerDays: { oral: 3, written: 30 } });
  expect(dueOn(appeal('2026-11-23T09:00:00.000Z', 'hotline'), rules)).toBe('2026-11-26');
  expect(dueOn(appeal('2026-11-23T09:00:00.000Z', 'visit'), rules)).toBe('2026-11-26');
  expect(dueOn(appeal('2026-11-23T09:00:00.000Z', 'internet'), rules)).toBe('2026-12-23');
});

test('an appeal is in time, then soon due, then on its last day, then overdue; a closed one is none of it', () => {
  const at = (date: string) => termOf(appeal('2026-11-02T09:00:00.000Z'), defaultTermRules, `${date}T09:00:00.000Z`);
  expect(at('2026-11-02')).toEqual({ state: 'inTime', dueOn: '2026-12-02', daysLeft: 30 });
  expect(at('2026-11-24')).toMatchObject({ state: 'inTime', daysLeft: 8 });
  expect(at('2026-11-25')).toMatchObject({ state: 'soon', daysLeft: 7 });
  expect(at('2026-12-02')).toMatchObject({ state: 'soon', daysLeft: 0 });
  expect(at('2026-12-03')).toMatchObject({ state: 'overdue', daysLeft: -1 });
  const closed = appeal('2026-11-02T09:00:00.000Z', 'letter', 'closed');
  expect(termOf(closed, defaultTermRules, '2027-03-01T09:00:00.000Z')).toMatchObject({ state: 'closed' });
});

test('rules with a time zone nobody knows are not rules', () => {
  expect(termRules.safeParse(withRules({ timeZone: 'Europe/Zarechny' })).success).toBe(false);
  expect(termRules.parse(defaultTermRules)).toEqual(defaultTermRules);
});

test('a calendar without any working day still gives every appeal an end', () => {
  const days = Array.from({ length: 366 }, (_, i) => addDays('2028-01-01', i).slice(5));
  expect(nearestWorkingDay('2026-05-05', { holidays: days, daysOff: [], workingWeekends: [] }, 'next')).toBe(
    '2026-05-05',
  );
});

const date = fc
  .integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) })
  .map((ms) => new Date(ms).toISOString().slice(0, 10));
const rules = fc
  .record({
    timeZone: fc.constantFrom('Europe/Kaliningrad', 'Europe/Moscow', 'Asia/Yekaterinburg', 'Asia/Kamchatka'),
    answerDays: fc.record({ oral: fc.integer({ min: 1, max: 60 }), written: fc.integer({ min: 1, max: 60 }) }),
    lastDayOff: fc.constantFrom('next' as const, 'previous' as const, 'same' as const),
    warnAtShare: fc.double({ min: 0, max: 1, noNaN: true }),
    calendar: fc.record({
      holidays: fc.constant(defaultTermRules.calendar.holidays),
      daysOff: fc.array(date, { maxLength: 20 }),
      workingWeekends: fc.array(date, { maxLength: 20 }),
    }),
  })
  .map((drawn): TermRules => ({ ...defaultTermRules, ...drawn }));
const instants = fc.integer({ min: Date.UTC(2021, 0, 1), max: Date.UTC(2034, 0, 1) });

test('of two appeals the one registered later is never due earlier', () => {
  fc.assert(
    fc.property(instants, fc.nat({ max: 40 * 86_400_000 }), rules, (ms, later, by) => {
      const first = dueOn(appeal(toInstant(ms)), by);
      expect(dueOn(appeal(toInstant(ms + later)), by) >= first).toBe(true);
    }),
  );
});

test('a term ends on a working day unless it is left where it falls, and its state only ever gets worse', () => {
  fc.assert(
    fc.property(instants, rules, (ms, by) => {
      const one = appeal(toInstant(ms));
      if (by.lastDayOff !== 'same') expect(isWorkingDay(dueOn(one, by), by.calendar)).toBe(true);
      const order = ['inTime', 'soon', 'overdue'];
      let worst = 0;
      for (let day = 0; day < 100; day += 5) {
        const { state, daysLeft, dueOn: due } = termOf(one, by, toInstant(ms + day * 86_400_000));
        expect(order.indexOf(state)).toBeGreaterThanOrEqual(worst);
        expect(state === 'overdue').toBe(daysLeft < 0);
        expect(due).toBe(dueOn(one, by));
        worst = order.indexOf(state);
      }
      expect(daysBetween(dueOn(one, by), addDays(dueOn(one, by), 7))).toBe(7);
    }),
  );
});
