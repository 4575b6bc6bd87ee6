import { z } from 'zod';
import { calendarDate, id, instant } from '../../lib/primitives.ts';

/** Вид обращения; `outside` is a question outside ОМС, which has no theme of the classifier. */
export const appealKind = z.enum(['consultation', 'complaint', 'application', 'proposal', 'gratitude', 'outside']);
export type AppealKind = z.infer<typeof appealKind>;

/** Способ обращения (code book H). */
export const appealChannel = z.enum(['hotline', 'internet', 'email', 'letter', 'visit']);
export type AppealChannel = z.infer<typeof appealChannel>;

/** Исход обращения (code book R). */
export const appealOutcome = z.enum([
  'consulted',
  'reviewed',
  'satisfied',
  'notSatisfied',
  'complaintReviewed',
  'callRedirected',
  'redirectedElsewhere',
  'proposalReviewed',
]);
export type AppealOutcome = z.infer<typeof appealOutcome>;

export const applicant = z.object({
  /** Как обращаться; empty for an anonymous reference question, which the rules allow by telephone. */
  name: z.string().max(200),
  phone: z.string().max(32).nullable(),
  birthDate: calendarDate.nullable(),
});
export type Applicant = z.infer<typeof applicant>;

/** What an operator fills in: the registration card (РКК) without the facts the system knows by itself. */
export const appealCard = z.object({
  kind: appealKind,
  channel: appealChannel,
  themeCode: z.string().max(16).nullable(),
  clinicId: id.nullable(),
  /** Суть обращения in the caller's words. */
  essence: z.string().max(4000),
  answer: z.string().max(8000),
  applicant,
  /** The insured person the appeal is about, where the register knows them. */
  personId: id.nullable(),
  insurerId: id.nullable(),
});
export type AppealCard = z.infer<typeof appealCard>;

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

/** Статус обращения, as far as the spine goes: the way through review and rework is added here. */
export const appealStatus = z.enum(['registered', 'closed']);
export type AppealStatus = z.infer<typeof appealStatus>;

/** Обращение: the present state, folded from its events by `evolve`. */
export const appeal = z.object({
  id,
  /** The number said to the caller. A provisional one (П-…) finds the appeal for ever. */
  number: z.string().max(32),
  status: appealStatus,
  classifierVersion: z.string().max(32),
  card: appealCard,
  callIds: z.array(id),
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
  /** Who works on it; until somebody is named, who registered it. Absent in states of the first version. */
  assigneeId: id.nullable().default(null),
  /** What two people changed at once and nobody has chosen between yet. Absent in states of the first version. */
  conflicts: z.array(cardConflict).default([]),
  /** Who changed what since the registration. Absent in states of the first version. */
  touched: z.partialRecord(appealCard.keyof(), fieldTouch).default({}),
  /** Number of events folded so far. */
  version: z.int().nonnegative(),
});
export type Appeal = z.infer<typeof appeal>;

/** Who works on the appeal now. */
export function holderOf(of: Pick<Appeal, 'assigneeId' | 'registeredBy'>): string {
  return of.assigneeId ?? of.registeredBy;
}

/** An empty card for a channel. */
export function emptyCard(channel: AppealChannel): AppealCard {
  return {
    kind: 'consultation',
    channel,
    themeCode: null,
    clinicId: null,
    essence: '',
    answer: '',
    applicant: { name: '', phone: null, birthDate: null },
    personId: null,
    insurerId: null,
  };
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
