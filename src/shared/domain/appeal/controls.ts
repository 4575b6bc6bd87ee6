import { toMs, type Instant } from '../../lib/primitives.ts';
import type { OrganisationKind } from '../organisation/organisation.ts';
import { isPickable, type Classifier, type Classifiers } from '../theme/classifier.ts';
import { isEnp } from '../person/enp.ts';
import { addDays } from '../term/workCalendar.ts';
import { dateIn, type TermRules } from '../term/appealTerm.ts';
import type { DeskOfTeam } from './appeal.ts';
import type { AppealCard } from './appealCard.ts';
import { isFounded, isWritten, type AppealKind, type AppealOutcome } from './codeBooks.ts';

/** The immutable, versioned knowledge a decision is made by. */
export interface AppealReference {
  version: string;
  /** All versions of the classifier: a card is judged by the one it was made under. */
  classifiers: Classifiers;
  /** Ids of the region's medical organisations. */
  clinics: ReadonlySet<string>;
  /** The fund and the insurers: whom an appeal may be passed on to. */
  organisations: ReadonlyMap<string, OrganisationKind>;
  /** Who works on appeals, and at which table; nobody who is disabled. */
  staff: ReadonlyMap<string, DeskOfTeam>;
  terms: TermRules;
}

/** Where a control looks, so that its text stands at the field where it can be mended. */
export type CardField =
  | 'kind'
  | 'source'
  | 'arrivedOn'
  | 'theme'
  | 'themeComment'
  | 'clinic'
  | 'essence'
  | 'answer'
  | 'applicant'
  | 'enp'
  | 'measures'
  | 'finding'
  | 'outcome'
  | 'occurredAt';

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
 * @param at when the appeal was registered, by which its dates are judged
 * @param classifierId the version the card was made under; null for one that is being made
 */
export function checkCard(
  card: AppealCard,
  reference: AppealReference,
  at: Instant,
  classifierId: string | null = null,
): ControlFinding[] {
  return [
    ...checkTheme(card, reference, at, classifierId),
    ...checkClinic(card, reference),
    ...checkArrival(card, reference, at),
    ...checkPeople(card),
    ...(card.essence.trim() === '' ? [{ code: 'control.essence_missing', field: 'essence' as const }] : []),
    ...(card.kind !== 'complaint' && card.finding !== null
      ? [{ code: 'control.finding_not_needed', field: 'finding' as const }]
      : []),
  ];
}

/** The version of the classifier a card of that instant is made under. */
export function classifierAt({ classifiers, terms }: AppealReference, at: Instant): Classifier {
  return classifiers.on(dateIn(terms.timeZone, toMs(at)));
}

function checkTheme(
  card: AppealCard,
  reference: AppealReference,
  at: Instant,
  classifierId: string | null,
): ControlFinding[] {
  const { themeCode } = card;
  if (!needsTheme(card.kind)) {
    return themeCode === null ? [] : [{ code: 'control.theme_not_needed', field: 'theme' }];
  }
  if (themeCode === null) return [{ code: 'control.theme_missing', field: 'theme' }];
  // Under a version this side has never heard of, the card is judged by the one of its day.
  const made = classifierId === null ? null : reference.classifiers.byId(classifierId);
  const theme = (made ?? classifierAt(reference, at)).themes.get(themeCode);
  const on = dateIn(reference.terms.timeZone, toMs(at));
  if (theme === undefined || !isPickable(theme, on)) return [{ code: 'control.theme_unknown', field: 'theme' }];
  if (theme.kind !== card.kind) return [{ code: 'control.theme_of_other_kind', field: 'theme' }];
  const saysNothing = theme.isVague && card.themeComment.trim() === '';
  return saysNothing ? [{ code: 'control.theme_comment_missing', field: 'themeComment' }] : [];
}

function checkClinic({ kind, clinicId }: AppealCard, { clinics }: AppealReference): ControlFinding[] {
  if (clinicId === null) return kind === 'complaint' ? [{ code: 'control.clinic_missing', field: 'clinic' }] : [];
  return clinics.has(clinicId) ? [] : [{ code: 'control.clinic_unknown', field: 'clinic' }];
}

function checkArrival(card: AppealCard, { terms }: AppealReference, at: Instant): ControlFinding[] {
  const found: ControlFinding[] = [];
  if (card.source === 'otherOrganisation' && card.sourceOrganisation.trim() === '') {
    found.push({ code: 'control.source_organisation_missing', field: 'source' });
  }
  if (card.arrivedOn === null) return found;
  const on = dateIn(terms.timeZone, toMs(at));
  if (card.arrivedOn > on) found.push({ code: 'control.arrived_in_future', field: 'arrivedOn' });
  if (card.arrivedOn < addDays(on, -terms.backdatingDays)) {
    found.push({ code: 'control.arrived_long_ago', field: 'arrivedOn' });
  }
  return found;
}

function checkPeople({ kind, channel, applicant, insured }: AppealCard): ControlFinding[] {
  const found: ControlFinding[] = [];
  // An anonymous reference question is allowed by telephone, and only there.
  const mayBeAnonymous = kind !== 'complaint' && !isWritten(channel);
  if (!mayBeAnonymous && applicant.name.trim() === '') {
    found.push({ code: 'control.applicant_missing', field: 'applicant' });
  }
  const told = [applicant.enp, insured?.enp ?? null].filter((enp) => enp !== null && enp !== '');
  if (told.some((enp) => !isEnp(enp ?? ''))) found.push({ code: 'control.enp_wrong', field: 'enp' });
  return found;
}

/** Controls that are asked again whenever the card changes; the others keep what they once found. */
const OF_THE_ACT: ReadonlySet<string> = new Set([
  'control.classifier_of_other_version',
  'control.not_closed_at_once',
  'control.from_the_future',
  'control.number_taken',
  'control.number_not_reserved',
  'control.number_of_other_desk',
]);

/** Whether a flag tells of the card as it stands, and so goes when the card is mended. */
export function isOfTheCard(flag: string): boolean {
  return flag.startsWith('control.') && !OF_THE_ACT.has(flag);
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

/** What still stands in the way of calling the card done, whoever says so; empty when nothing does. */
export function checkDone(
  card: AppealCard,
  outcome: AppealOutcome,
  reference: AppealReference,
  at: Instant,
  classifierId: string | null = null,
): ControlFinding[] {
  const found = checkCard(card, reference, at, classifierId);
  if (card.answer.trim() === '') found.push({ code: 'control.answer_missing', field: 'answer' });
  if (!outcomesOf(card.kind).includes(outcome)) found.push({ code: 'control.outcome_of_other_kind', field: 'outcome' });
  if (card.kind !== 'complaint' || outcome !== 'complaintReviewed') return found;
  if (card.finding === null) found.push({ code: 'control.finding_missing', field: 'finding' });
  if (isFounded(card.finding) && card.measures.trim() === '') {
    found.push({ code: 'control.measures_missing', field: 'measures' });
  }
  return found;
}

/** What still stands in the way of closing the card with its answer, without a review; empty when nothing does. */
export function checkClosing(
  card: AppealCard,
  outcome: AppealOutcome,
  reference: AppealReference,
  at: Instant,
  classifierId: string | null = null,
): ControlFinding[] {
  const found = checkDone(card, outcome, reference, at, classifierId);
  if (!mayCloseAtOnce(card.kind)) found.push({ code: 'control.needs_review', field: 'kind' });
  return found;
}

/** Whether an act claims to have happened after it was received, beyond what clocks may differ by. */
export function isFromTheFuture(occurredAt: Instant, receivedAt: Instant | null): boolean {
  return receivedAt !== null && Date.parse(occurredAt) - Date.parse(receivedAt) > FUTURE_TOLERANCE_MS;
}
