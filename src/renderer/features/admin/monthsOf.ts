import type { CalendarDate } from '../../../shared/lib/primitives.ts';

export interface Month {
  /** 1 to 12. */
  month: number;
  /** Places before the first day in a week that begins on Monday. */
  blanks: number;
  days: readonly CalendarDate[];
}

/** The days of a year by months. */
export function monthsOf(year: number): Month[] {
  return Array.from({ length: 12 }, (_, i) => {
    const first = new Date(Date.UTC(year, i, 1));
    const length = new Date(Date.UTC(year, i + 1, 0)).getUTCDate();
    const days = Array.from({ length }, (_day, d) => new Date(Date.UTC(year, i, d + 1)).toISOString().slice(0, 10));
    return { month: i + 1, blanks: (first.getUTCDay() + 6) % 7, days };
  });
}
