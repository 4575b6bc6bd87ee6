import { z } from 'zod';

/** Ids are UUIDs, version 7 where a desk makes them; any version is accepted from older data. */
export const id = z.uuid();
export type Id = z.infer<typeof id>;

/** An instant, ISO 8601 in UTC with milliseconds: sorts as text. */
export const instant = z.iso.datetime({ precision: 3 });
export type Instant = z.infer<typeof instant>;

/** A calendar date, YYYY-MM-DD, without a time zone: a birth date is the same everywhere. */
export const calendarDate = z.iso.date();
export type CalendarDate = z.infer<typeof calendarDate>;

/** Milliseconds of the Unix epoch as an instant. */
export function toInstant(ms: number): Instant {
  return new Date(ms).toISOString();
}

/** An instant as milliseconds of the Unix epoch. */
export function toMs(at: Instant): number {
  return Date.parse(at);
}
