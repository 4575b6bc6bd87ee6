import { z } from 'zod';
import { calendarDate, id, type Instant } from '../../lib/primitives.ts';

/** Somebody is away, and who stands in for them meanwhile; both days count. */
export const absence = z.object({
  id,
  userId: id,
  fromOn: calendarDate,
  untilOn: calendarDate,
  substituteId: id,
  reason: z.string().trim().min(1).max(300),
});
export type Absence = z.infer<typeof absence>;

export const absenceDraft = absence
  .omit({ id: true })
  .refine((one) => one.fromOn <= one.untilOn, { path: ['untilOn'] });
export type AbsenceDraft = z.infer<typeof absenceDraft>;

/** An absence as desks know it: by instants, so that no time zone is asked for. */
export interface Standing {
  userId: string;
  substituteId: string;
  /** The first instant away … */
  since: Instant;
  /** … and the first one back. */
  until: Instant;
}

/** Whom somebody stands in for at an instant. */
export function standsInFor(userId: string, absences: readonly Standing[], at: Instant): string[] {
  return absences
    .filter((one) => one.substituteId === userId && one.since <= at && at < one.until)
    .map((one) => one.userId);
}
