import type { Instant } from '../../lib/primitives.ts';
import type { AppealCard, AppealKind, AppealOutcome } from './appeal.ts';

/** The immutable, versioned knowledge a decision is made by. */
export interface AppealReference {
  version: string;
  classifierVersion: string;
  /** Selectable themes of the classifier, code → kind. */
  themes: ReadonlyMap<string, AppealKind>;
  /** Ids of the region's medical organisations. */
  clinics: ReadonlySet<string>;
}

/** Where a control looks, so that its text stands at the field where it can be mended. */
export type CardField = 'kind' | 'theme' | 'clinic' | 'essence' | 'answer' | 'applicant' | 'outcome' | 'occurredAt';

export interface ControlFinding {
  code: string;
  field: CardField;
}

const KINDS_WITHOUT_THEME: readonly AppealKind[] = ['outside'];
const FUTURE_TOLERANCE_MS = 5 * 60_000;

/** Whether a theme of the classifier belongs to this kind at all. */
export function needsTheme(kind: AppealKind): boolean {
  return !KINDS_WITHOUT_THEME.includes(kind);
}

/**
 * The logical controls of the registration card (требования к журналу обращений). They never refuse a
 * registration: what they find becomes flags, and at a transition a refusal.
 */
export function checkCard(card: AppealCard, reference: AppealReference): ControlFinding[] {
  const found: ControlFinding[] = [];
  if (needsTheme(card.kind)) {
    const themeKind = card.themeCode === null ? null : reference.themes.get(card.themeCode);
    if (card.themeCode === null) found.push({ code: 'control.theme_missing', field: 'theme' });
    else if (themeKind === undefined) found.push({ code: 'control.theme_unknown', field: 'theme' });
    else if (themeKind !== card.kind) found.push({ code: 'control.theme_of_other_kind', field: 'theme' });
  } else if (card.themeCode !== null) {
    found.push({ code: 'control.theme_not_needed', field: 'theme' });
  }
  if (card.kind === 'complaint' && card.clinicId === null) {
    found.push({ code: 'control.clinic_missing', field: 'clinic' });
  }
  if (card.clinicId !== null && !reference.clinics.has(card.clinicId)) {
    found.push({ code: 'control.clinic_unknown', field: 'clinic' });
  }
  if (card.essence.trim() === '') found.push({ code: 'control.essence_missing', field: 'essence' });
  if (card.kind === 'complaint' && card.applicant.name.trim() === '') {
    found.push({ code: 'control.applicant_missing', field: 'applicant' });
  }
  return found;
}

/** Controls that are asked again whenever the card changes; the others keep what they once found. */
const OF_THE_CARD: ReadonlySet<string> = new Set([
  'control.theme_missing',
  'control.theme_unknown',
  'control.theme_of_other_kind',
  'control.theme_not_needed',
  'control.clinic_missing',
  'control.clinic_unknown',
  'control.essence_missing',
  'control.applicant_missing',
]);

/** Whether a flag tells of the card as it stands, and so goes when the card is mended. */
export function isOfTheCard(flag: string): boolean {
  return OF_THE_CARD.has(flag);
}

/** Kinds that the first level may close with the answer; the others go through review. */
const CLOSED_AT_ONCE: readonly AppealKind[] = ['consultation', 'gratitude', 'outside'];

/** Whether the operator who took the call may close an appeal of this kind with the answer. */
export function mayCloseAtOnce(kind: AppealKind): boolean {
  return CLOSED_AT_ONCE.includes(kind);
}

const OUTCOMES: Readonly<Record<AppealKind, readonly AppealOutcome[]>> = {
  consultation: ['consulted', 'callRedirected', 'redirectedElsewhere'],
  complaint: ['complaintReviewed', 'redirectedElsewhere'],
  application: ['satisfied', 'notSatisfied', 'redirectedElsewhere'],
  proposal: ['proposalReviewed', 'redirectedElsewhere'],
  gratitude: ['reviewed'],
  outside: ['consulted', 'redirectedElsewhere'],
};

/** Outcomes that make sense for a kind, the usual one first. */
export function outcomesOf(kind: AppealKind): readonly AppealOutcome[] {
  return OUTCOMES[kind];
}

/** What still stands in the way of closing the card with its answer; empty when nothing does. */
export function checkClosing(card: AppealCard, outcome: AppealOutcome, reference: AppealReference): ControlFinding[] {
  const found = checkCard(card, reference);
  if (!mayCloseAtOnce(card.kind)) found.push({ code: 'control.needs_review', field: 'kind' });
  if (card.answer.trim() === '') found.push({ code: 'control.answer_missing', field: 'answer' });
  if (!outcomesOf(card.kind).includes(outcome)) found.push({ code: 'control.outcome_of_other_kind', field: 'outcome' });
  return found;
}

/** Whether an act claims to have happened after it was received, beyond what clocks may differ by. */
export function isFromTheFuture(occurredAt: Instant, receivedAt: Instant | null): boolean {
  return receivedAt !== null && Date.parse(occurredAt) - Date.parse(receivedAt) > FUTURE_TOLERANCE_MS;
}
