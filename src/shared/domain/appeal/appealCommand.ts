import { z } from 'zod';
import { id } from '../../lib/primitives.ts';
import { appealCard, appealOutcome } from './appeal.ts';

/** What somebody wants done to an appeal. `v` is the version of the command's shape; older ones are upcast, never edited. */
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
    v: z.literal(1),
    appealId: id,
    changes: appealCard.partial(),
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
]);
export type AppealCommand = z.infer<typeof appealCommand>;
