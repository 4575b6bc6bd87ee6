import { daysBetween } from '../../../shared/domain/term/workCalendar.ts';
import type { CalendarDate } from '../../../shared/lib/primitives.ts';
import { today } from '../../i18n/format.ts';

/** Days from today at this workplace to a date; negative when it has passed. */
export function daysTo(date: CalendarDate, nowMs: number): number {
  return daysBetween(today(nowMs), date);
}
