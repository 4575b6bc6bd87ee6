import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, defaultWorkCalendar, isWorkingDay, withDayToggled } from './workCalendar.ts';

test('a transferred day off is written down, and taking it back leaves no trace', () => {
  const monday = '2026-11-30';
  const off = withDayToggled(defaultWorkCalendar, monday);
  expect(off.daysOff).toEqual([monday]);
  expect(withDayToggled(off, monday)).toEqual(defaultWorkCalendar);
});

test('a worked Saturday and a worked holiday are written down alike', () => {
  const calendar = withDayToggled(withDayToggled(defaultWorkCalendar, '2026-11-28'), '2026-11-04');
  expect(calendar.workingWeekends).toEqual(['2026-11-04', '2026-11-28']);
  expect(isWorkingDay('2026-11-04', calendar)).toBe(true);
  // The holiday stays one in every other year.
  expect(isWorkingDay('2027-11-04', calendar)).toBe(false);
});

test('whatever is toggled in whatever order, each day is what its last toggle made it and no other moves', () => {
  const days = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 40 });
  fc.assert(
    fc.property(days, (offsets) => {
      const dates = offsets.map((offset) => addDays('2026-12-01', offset));
      const calendar = dates.reduce(withDayToggled, defaultWorkCalendar);
      for (let i = 0; i <= 400; i++) {
        const date = addDays('2026-12-01', i);
        const isTurned = dates.filter((one) => one === date).length % 2 === 1;
        expect(isWorkingDay(date, calendar)).toBe(isWorkingDay(date, defaultWorkCalendar) !== isTurned);
      }
    }),
  );
});
