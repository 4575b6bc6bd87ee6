import { z } from 'zod';
import { id, instant } from '../../lib/primitives.ts';
import { appealCard, appealOutcome, cardConflict } from './appeal.ts';

const meta = {
  v: z.literal(1),
  actorId: id,
  organisationId: id,
  occurredAt: instant,
  receivedAt: instant.nullable(),
  /** Version of the reference data (classifier, code books, policy) the decision was made by. */
  reference: z.string().max(64),
};

/** What happened to an appeal: the stream that the journal is. */
export const appealEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('appeal.registered'),
    ...meta,
    appealId: id,
    number: z.string().max(32),
    classifierVersion: z.string().max(32),
    card: appealCard,
    callIds: z.array(id),
  }),
  z.object({ kind: z.literal('appeal.amended'), ...meta, changes: appealCard.partial() }),
  z.object({ kind: z.literal('appeal.controlsChecked'), ...meta, flags: z.array(z.string().max(64)) }),
  z.object({ kind: z.literal('appeal.closed'), ...meta, outcome: appealOutcome }),
  z.object({ kind: z.literal('appeal.callLinked'), ...meta, callId: id }),
  z.object({ kind: z.literal('appeal.numbered'), ...meta, number: z.string().max(32) }),
  /** Two people changed the same thing: what the later one meant is kept here until somebody chooses. */
  z.object({ kind: z.literal('appeal.conflicted'), ...meta, conflicts: z.array(cardConflict).min(1) }),
  /** Chosen: the result itself comes as `appeal.amended`, the losing value stays in the conflict's event. */
  z.object({
    kind: z.literal('appeal.conflictSettled'),
    ...meta,
    conflictActId: id,
    fields: z.array(appealCard.keyof()).min(1),
  }),
  z.object({ kind: z.literal('appeal.assigned'), ...meta, assigneeId: id }),
]);
export type AppealEvent = z.infer<typeof appealEvent>;
