import { z } from 'zod';
import { calendarDate, id } from '../../lib/primitives.ts';
import { attachment, deskOfTeam } from './appeal.ts';
import { storedCard, storedChanges } from './appealCard.ts';
import { appealOutcome, expertiseKind, redirectionTarget } from './codeBooks.ts';

const of = <Kind extends string>(kind: Kind) => ({ kind: z.literal(kind), v: z.literal(1), appealId: id });
/** Why: asked for wherever somebody else will wonder. Emptiness is for `decide` to refuse, with a text. */
const reason = z.string().max(1000);

/**
 * What somebody wants done to an appeal. `v` is the version of the command's shape; older ones are brought up by
 * `upcastAppealCommand`, never edited.
 */
export const appealCommand = z.discriminatedUnion('kind', [
  z.object({
    ...of('appeal.register'),
    number: z.string().max(32),
    classifierVersion: z.string().max(32),
    card: storedCard,
    callIds: z.array(id).max(50),
    /** Closed with the answer at once, or null: left open. */
    closeWith: appealOutcome.nullable(),
  }),
  z.object({
    kind: z.literal('appeal.amend'),
    v: z.literal(2),
    appealId: id,
    changes: storedChanges,
    /** What stood in the changed fields before the author's eyes; null where nobody noted it (version 1). */
    was: storedChanges.nullable(),
    /** The act whose conflict this amendment settles, or null. */
    settles: id.nullable(),
  }),
  /** With the answer given at once, or after review. */
  z.object({ ...of('appeal.close'), outcome: appealOutcome }),
  z.object({ ...of('appeal.linkCall'), callId: id }),
  /** Who leads the appeal from now on, without being asked. */
  z.object({ ...of('appeal.assign'), assigneeId: id, reason: reason.default('') }),
  z.object({ ...of('appeal.accept') }),
  /** Back to who passed it on. */
  z.object({ ...of('appeal.decline'), reason }),
  /** To the people of a level of an organisation, or to one of them. */
  z.object({ ...of('appeal.forward'), to: deskOfTeam, userId: id.nullable(), reason }),
  /** To somebody outside this journal, who answers the applicant themselves. */
  z.object({ ...of('appeal.redirect'), to: redirectionTarget, organisation: z.string().max(300) }),
  /** A preliminary answer. */
  z.object({ ...of('appeal.answer'), text: z.string().max(8000) }),
  /** Done, to be looked at by the administrator of the contact centre. */
  z.object({ ...of('appeal.submit'), outcome: appealOutcome }),
  z.object({ ...of('appeal.return'), reason }),
  z.object({ ...of('appeal.reopen'), reason }),
  z.object({ ...of('appeal.extend'), until: calendarDate, reason }),
  z.object({ ...of('appeal.involve'), userId: id, isInvolved: z.boolean() }),
  z.object({ ...of('appeal.comment'), text: z.string().max(4000) }),
  z.object({ ...of('appeal.linkAppeal'), earlierId: id }),
  z.object({ ...of('appeal.attach'), attachment }),
  /** Selects the case for an expertise, or takes the mark off. */
  z.object({
    ...of('appeal.markExpertise'),
    expertise: expertiseKind,
    isSelected: z.boolean(),
    note: z.string().max(1000),
  }),
]);
export type AppealCommand = z.infer<typeof appealCommand>;
export type AppealCommandOf<Kind extends AppealCommand['kind']> = Extract<AppealCommand, { kind: Kind }>;

export function isAppealCommand(command: { kind: string }): command is AppealCommand {
  return command.kind.startsWith('appeal.');
}

/**
 * A command of an older version in the present shape; anything else comes back as it is, for the schema to judge.
 * An outbox may be older than the desk that sends it, and a desk older than the journal.
 */
export function upcastAppealCommand(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || !('kind' in raw) || !('v' in raw)) return raw;
  if (raw.kind === 'appeal.amend' && raw.v === 1) return { ...raw, v: 2, was: null, settles: null };
  return raw;
}
