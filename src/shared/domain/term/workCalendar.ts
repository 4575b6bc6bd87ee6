import { z } from 'zod';
import { calendarDate, type CalendarDate } from '../../lib/primitives.ts';

/** Which days of a region are worked. Transfers of days are an act of the government for one year: data, never code. */
export const workCalendar = z.object({
  /** Нерабочие праздничные дни of every year, MM-DD (ТК РФ, ст. 112). */
  holidays: z.array(z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)).max(100),
  /** Other days off: transferred ones, and those of the region. */
  daysOff: z.array(calendarDate).max(1000),
  /** Saturdays, Sundays and holidays that are worked. */
  workingWeekends: z.array(calendarDate).max(1000),
});
export type WorkCalendar = z.infer<typeof workCalendar>;

export const defaultWorkCalendar: WorkCalendar = {
  holidays: [
    ...['01-01', '01-02', '01-03', '01-04', '01-05', '01-06', '01-07', '01-08'],
    ...['02-23', '03-08', '05-01', '05-09', '06-12', '11-04'],
  ],
  daysOff: [],
  workingWeekends: [],
};

const DAY_MS = 86_400_000;
/** Longer nobody rests: a calendar that says so is mistaken, and a term must still end. */
export const LONGEST_REST_DAYS = 60;

/** The date so many days later, or earlier for a negative number. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from one date to the other; negative when the other is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

export function isWorkingDay(date: CalendarDate, calendar: WorkCalendar): boolean {
  if (calendar.workingWeekends.includes(date)) return true;
  if (calendar.daysOff.includes(date) || calendar.holidays.includes(date.slice(5))) return false;
  const weekday = new Date(Date.parse(date)).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** The calendar with this one day worked where it was free, free where it was worked. Every other day stays. */
export function withDayToggled(calendar: WorkCalendar, date: CalendarDate): WorkCalendar {
  const wasWorked = isWorkingDay(date, calendar);
  const plain: WorkCalendar = {
    ...calendar,
    daysOff: calendar.daysOff.filter((day) => day !== date),
    workingWeekends: calendar.workingWeekends.filter((day) => day !== date),
  };
  // What the week and the holidays say by themselves needs no entry.
  if (isWorkingDay(date, plain) !== wasWorked) return plain;
  return wasWorked
    ? { ...plain, daysOff: [...plain.daysOff, date].toSorted() }
    : { ...plain, workingWeekends: [...plain.workingWeekends, date].toSorted() };
}

/** This day if it is worked, else the nearest one after or before it that is. */
export function nearestWorkingDay(
  date: CalendarDate,
  calendar: WorkCalendar,
  direction: 'next' | 'previous',
): CalendarDate {
  const step = direction === 'next' ? 1 : -1;
  for (let days = 0; days <= LONGEST_REST_DAYS; days++) {
    const found = addDays(date, days * step);
    if (isWorkingDay(found, calendar)) return found;
  }
  return date;
}
