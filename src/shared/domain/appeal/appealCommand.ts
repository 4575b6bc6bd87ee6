import { z } from 'zod';
import { id } from '../../lib/primitives.ts';
import { appealCard, appealOutcome } from './appeal.ts';

/**
 * What somebody wants done to an appeal. `v` is the version of the command's shape; older ones are brought up by
 * `upcastAppealCommand`, never edited.
 */
export const appealCommand = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('appeal.register'),
    v: z.literal(1),
    appealId: id,
    number: z.string().max(32),
    classifierVersion: z.string().max(32),
    card: appealCard,
    callIds: z.array(id).max(50),
    /** Closed with the answer at once, or null: left open. */
    closeWith: appealOutcome.nullable(),
  }),
  z.object({
    kind: z.literal('appeal.amend'),
    v: z.literal(2),
    appealId: id,
    changes: appealCard.partial(),
    /** What stood in the changed fields before the author's eyes; null where nobody noted it (version 1). */
    was: appealCard.partial().nullable(),
    /** The act whose conflict this amendment settles, or null. */
    settles: id.nullable(),
  }),
  z.object({
    kind: z.literal('appeal.close'),
    v: z.literal(1),
    appealId: id,
    outcome: appealOutcome,
  }),
  z.object({
    kind: z.literal('appeal.linkCall'),
    v: z.literal(1),
    appealId: id,
    callId: id,
  }),
  z.object({
    kind: z.literal('appeal.assign'),
    v: z.literal(1),
    appealId: id,
    /** Who works on the appeal from now on. */
    assigneeId: id,
  }),
]);
export type AppealCommand = z.infer<typeof appealCommand>;

/**
 * A command of an older version in the present shape; anything else comes back as it is, for the schema to judge.
 * An outbox may be older than the desk that sends it, and a desk older than the journal.
 */
export function upcastAppealCommand(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || !('kind' in raw) || !('v' in raw)) return raw;
  if (raw.kind === 'appeal.amend' && raw.v === 1) return { ...raw, v: 2, was: null, settles: null };
  return raw;
}
