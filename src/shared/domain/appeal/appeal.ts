import { z } from 'zod';
import { calendarDate, id, instant } from '../../lib/primitives.ts';
import { appealCard, storedCard } from './appealCard.ts';
import { appealOutcome, expertiseKind, redirectionTarget } from './codeBooks.ts';

/** One field that two people changed without knowing of each other, waiting for somebody to choose. */
export const cardConflict = z.object({
  /** The act of the later one: it names the conflict. */
  actId: id,
  field: appealCard.keyof(),
  /** What the later author meant to write. */
  mine: z.unknown(),
  /** What stands in the card: the earlier author's. */
  theirs: z.unknown(),
  /** What both had before their eyes when they began. */
  was: z.unknown(),
  authorId: id,
  at: instant,
});
export type CardConflict = z.infer<typeof cardConflict>;

/** Who changed a field of the card last, and when; a field nobody changed since the registration has no entry. */
export const fieldTouch = z.object({ by: id, at: instant });
export type FieldTouch = z.infer<typeof fieldTouch>;

/**
 * Статус обращения: зарегистрировано → в работе → (переадресовано, предварительный ответ) → на проверке →
 * (возвращено на доработку ↔ на проверке) → закрыто. A draft is no appeal yet and lies on its desk.
 */
export const appealStatus = z.enum([
  'registered',
  'inWork',
  'redirected',
  'preliminary',
  'onReview',
  'rework',
  'closed',
]);
export type AppealStatus = z.infer<typeof appealStatus>;

/** A table that appeals lie on: the people of one level (1 first line, 2 specialists, 3 experts) of an organisation. */
export const deskOfTeam = z.object({ organisationId: id, level: z.int().min(1).max(3) });
export type DeskOfTeam = z.infer<typeof deskOfTeam>;

/** A file of an appeal, or of its answer; the bytes lie beside the journal. */
export const attachment = z.object({
  id,
  name: z.string().min(1).max(255),
  bytes: z.int().nonnegative(),
  mime: z.string().max(127),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  to: z.enum(['appeal', 'answer']),
});
export type Attachment = z.infer<typeof attachment>;

const said = { by: id, at: instant };

/** An expert's mark: the case is selected for an expertise. One of each kind at most; taken off, it is in the history. */
export const expertiseMark = z.object({ kind: expertiseKind, note: z.string().max(1000), ...said });
export type ExpertiseMark = z.infer<typeof expertiseMark>;

/** Обращение: the present state, folded from its events by `evolve`. Defaults are for states of earlier contracts. */
export const appeal = z.object({
  id,
  /** The number said to the caller. A provisional one (П-…) finds the appeal for ever. */
  number: z.string().max(32),
  status: appealStatus,
  classifierVersion: z.string().max(32),
  card: storedCard,
  callIds: z.array(id),
  /** What it was closed with, or is to be closed with after review. */
  outcome: appealOutcome.nullable(),
  /** Codes of the logical controls that failed at registration: each is a task to mend, none a refusal. */
  flags: z.array(z.string().max(64)),
  registeredBy: id,
  organisationId: id,
  /** When it happened, by the desk's clock corrected to the journal's; the terms run from it. */
  occurredAt: instant,
  /** When the journal received it; null while it waits on the desk. */
  receivedAt: instant.nullable(),
  closedAt: instant.nullable(),
  /** Who leads it, or whom it is addressed to while it waits; until somebody is named, who registered it. */
  assigneeId: id.nullable().default(null),
  /** It lies before a team, or before the one it is addressed to, and nobody has accepted it. */
  isWaiting: z.boolean().default(false),
  /** Whose table it is on; null for the first line of the organisation that registered it. */
  desk: deskOfTeam.nullable().default(null),
  /** Who passed it on: there it goes back to when it is declined. */
  sentBy: z.object({ userId: id, desk: deskOfTeam }).nullable().default(null),
  /** Organisations that were given it, beside the one that registered it. */
  parties: z.array(id).default([]),
  /** Соисполнители: experts of other departments. */
  coExecutorIds: z.array(id).default([]),
  redirection: z
    .object({ to: redirectionTarget, organisation: z.string().max(300), ...said })
    .nullable()
    .default(null),
  preliminaryAnswers: z.array(z.object({ text: z.string().max(8000), ...said })).default([]),
  extensions: z.array(z.object({ until: calendarDate, reason: z.string().max(1000), ...said })).default([]),
  returns: z.array(z.object({ reason: z.string().max(1000), ...said })).default([]),
  reopenings: z.array(z.object({ reason: z.string().max(1000), ...said })).default([]),
  comments: z.array(z.object({ text: z.string().max(4000), ...said })).default([]),
  /** Earlier appeals on the same matter. */
  links: z.array(id).default([]),
  attachments: z.array(attachment.extend(said)).default([]),
  /** For which expertise experts have selected the case. */
  expertise: z.array(expertiseMark).default([]),
  /** What two people changed at once and nobody has chosen between yet. */
  conflicts: z.array(cardConflict).default([]),
  /** Who changed what since the registration. */
  touched: z.partialRecord(appealCard.keyof(), fieldTouch).default({}),
  /** Number of events folded so far. */
  version: z.int().nonnegative(),
});
export type Appeal = z.infer<typeof appeal>;

/** Who leads the appeal now; null while it waits to be accepted. */
export function holderOf(of: Pick<Appeal, 'assigneeId' | 'registeredBy' | 'isWaiting'>): string | null {
  return of.isWaiting ? null : (of.assigneeId ?? of.registeredBy);
}

/** Whose table the appeal is on. */
export function deskOf(of: Pick<Appeal, 'desk' | 'organisationId'>): DeskOfTeam {
  return of.desk ?? { organisationId: of.organisationId, level: 1 };
}

/** The last day of the term somebody has moved it to, or null. */
export function extendedUntil(of: Pick<Appeal, 'extensions'>): string | null {
  return of.extensions.at(-1)?.until ?? null;
}

const PROVISIONAL_LETTER = 'П';

/** «50-000123»: the territory and a number of the desk's reserved block. */
export function appealNumber(territory: string, serial: number): string {
  return `${territory}-${String(serial).padStart(6, '0')}`;
}

/** A number said aloud when the desk's block has run out; the journal adds the final one later. */
export function provisionalNumber(deviceId: string, seq: number): string {
  return `${PROVISIONAL_LETTER}-${deviceId.slice(-4).toUpperCase()}-${seq}`;
}

/** Whether the number is one that a desk made up while its block had run out. */
export function isProvisional(number: string): boolean {
  return number.startsWith(`${PROVISIONAL_LETTER}-`);
}
