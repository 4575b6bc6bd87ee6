import { z } from 'zod';
import { calendarDate, id } from '../../lib/primitives.ts';

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
