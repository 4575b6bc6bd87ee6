import { z } from 'zod';
import { calendarDate, id, instant } from '../../lib/primitives.ts';
import { attachment, cardConflict, deskOfTeam } from './appeal.ts';
import { appealCard, storedCard, storedChanges } from './appealCard.ts';
import { appealOutcome, expertiseKind, redirectionTarget } from './codeBooks.ts';

const of = <Kind extends string>(kind: Kind) => ({
  kind: z.literal(kind),
  v: z.literal(1),
  actorId: id,
  organisationId: id,
  occurredAt: instant,
  receivedAt: instant.nullable(),
  /** Version of the reference data (classifier, code books, policy) the decision was made by. */
  reference: z.string().max(64),
});
const reason = z.string().max(1000);

/** What happened to an appeal: the stream that the journal is. */
export const appealEvent = z.discriminatedUnion('kind', [
  z.object({
    ...of('appeal.registered'),
    appealId: id,
    number: z.string().max(32),
    classifierVersion: z.string().max(32),
    card: storedCard,
    callIds: z.array(id),
  }),
  z.object({ ...of('appeal.amended'), changes: storedChanges }),
  z.object({ ...of('appeal.controlsChecked'), flags: z.array(z.string().max(64)) }),
  z.object({ ...of('appeal.closed'), outcome: appealOutcome }),
  z.object({ ...of('appeal.callLinked'), callId: id }),
  z.object({ ...of('appeal.numbered'), number: z.string().max(32) }),
  /** Two people changed the same thing: what the later one meant is kept here until somebody chooses. */
  z.object({ ...of('appeal.conflicted'), conflicts: z.array(cardConflict).min(1) }),
  /** Chosen: the result itself comes as `appeal.amended`, the losing value stays in the conflict's event. */
  z.object({
    ...of('appeal.conflictSettled'),
    conflictActId: id,
    fields: z.array(appealCard.keyof()).min(1),
  }),
  z.object({
    ...of('appeal.assigned'),
    assigneeId: id,
    reason: reason.default(''),
    /** Where that person works; null in events of the first contracts. */
    desk: deskOfTeam.nullable().default(null),
  }),
  z.object({ ...of('appeal.accepted') }),
  z.object({ ...of('appeal.declined'), reason }),
  z.object({
    ...of('appeal.forwarded'),
    from: deskOfTeam,
    to: deskOfTeam,
    userId: id.nullable(),
    reason,
  }),
  z.object({ ...of('appeal.redirected'), to: redirectionTarget, organisation: z.string().max(300) }),
  z.object({ ...of('appeal.answered'), text: z.string().max(8000) }),
  z.object({ ...of('appeal.submitted'), outcome: appealOutcome }),
  z.object({ ...of('appeal.returned'), reason }),
  z.object({ ...of('appeal.reopened'), reason }),
  z.object({ ...of('appeal.extended'), until: calendarDate, reason }),
  z.object({ ...of('appeal.involved'), userId: id, isInvolved: z.boolean() }),
  z.object({ ...of('appeal.commented'), text: z.string().max(4000) }),
  z.object({ ...of('appeal.appealLinked'), earlierId: id }),
  z.object({ ...of('appeal.attached'), attachment }),
  z.object({
    ...of('appeal.expertiseMarked'),
    expertise: expertiseKind,
    isSelected: z.boolean(),
    note: z.string().max(1000),
  }),
]);
export type AppealEvent = z.infer<typeof appealEvent>;
export type AppealEventOf<Kind extends AppealEvent['kind']> = Extract<AppealEvent, { kind: Kind }>;
