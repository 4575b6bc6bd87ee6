import { z } from 'zod';
import { calendarDate, id, type CalendarDate } from '../../lib/primitives.ts';

/** An insured person (застрахованное лицо) as the region's register knows them. */
export const person = z.object({
  id,
  familyName: z.string().max(100),
  givenName: z.string().max(100),
  patronymic: z.string().max(100).nullable(),
  birthDate: calendarDate,
  sex: z.enum(['male', 'female']),
  /** Единый номер полиса, 16 digits, or null where the register has none. */
  enp: z.string().max(16).nullable(),
  insurerId: id.nullable(),
  clinicId: id.nullable(),
  /** E.164 numbers known for the person; a family shares one. */
  phones: z.array(z.string().max(32)),
});
export type Person = z.infer<typeof person>;

/** «Иванова Анна Петровна». */
export function fullName(of: Pick<Person, 'familyName' | 'givenName' | 'patronymic'>): string {
  return [of.familyName, of.givenName, of.patronymic].filter(Boolean).join(' ');
}

/** «Иванова А. П.», for lists and the call bar. */
export function shortName(of: Pick<Person, 'familyName' | 'givenName' | 'patronymic'>): string {
  const initials = [of.givenName, of.patronymic].filter(Boolean).map((part) => `${part?.slice(0, 1) ?? ''}.`);
  return [of.familyName, ...initials].join(' ');
}

/** Full years of age on a day. A year is full on the birthday; who was born on 29 February completes it on 1 March of a common year. */
export function ageOn(birthDate: CalendarDate, onDate: CalendarDate): number {
  const years = Number(onDate.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return onDate.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
