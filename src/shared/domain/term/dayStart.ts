import { toInstant, type CalendarDate, type Instant } from '../../lib/primitives.ts';
import { addDays } from './workCalendar.ts';
import { dateIn } from './appealTerm.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The first instant of a calendar date in a time zone, to the minute; after a skipped midnight the first that was. */
export function dayStart(timeZone: string, date: CalendarDate): Instant {
  // No zone is further from Greenwich than 14 hours, so that the date has not begun at the lower end and has at the upper.
  let before = Date.parse(date) - 15 * HOUR_MS;
  let begun = Date.parse(date) + 15 * HOUR_MS;
  while (begun - before > MINUTE_MS) {
    const middle = before + Math.floor((begun - before) / 2 / MINUTE_MS) * MINUTE_MS;
    if (dateIn(timeZone, middle) < date) before = middle;
    else begun = middle;
  }
  return toInstant(begun);
}

/** The first instant after a calendar date in a time zone. */
export function dayEnd(timeZone: string, date: CalendarDate): Instant {
  return dayStart(timeZone, addDays(date, 1));
}
