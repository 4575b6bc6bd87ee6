import { z } from 'zod';
import type { OrganisationKind } from '../organisation/organisation.ts';
import type { Role } from '../user/user.ts';

/**
 * Code books of the registration card. The digits are those of the exchange between a fund and its insurers (letters
 * T, W, H, L, O, R, J, P there); the program speaks in words and meets the digits only at that border.
 */

/** Вид обращения (T); `outside` is a question outside ОМС, which has no theme of the classifier. */
export const appealKind = z.enum(['consultation', 'complaint', 'application', 'proposal', 'gratitude', 'outside']);
export type AppealKind = z.infer<typeof appealKind>;

/** Источник поступления (W): which way the appeal came. */
export const appealSource = z.enum([
  'applicant',
  'federalFund',
  'federalBody',
  'regionalBody',
  'otherOrganisation',
  'ministryContactCentre',
]);
export type AppealSource = z.infer<typeof appealSource>;

/** Способ обращения (H). */
export const appealChannel = z.enum(['hotline', 'internet', 'email', 'letter', 'visit', 'personalLetter', 'fax']);
export type AppealChannel = z.infer<typeof appealChannel>;

/** Исход обращения (R). */
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

/** Сведения о жалобе (J). */
export const complaintFinding = z.enum(['founded', 'settledBeforeCourt', 'settledInCourt', 'unfounded']);
export type ComplaintFinding = z.infer<typeof complaintFinding>;

/**
 * Экспертиза, на которую эксперт страховой организации (СП3) отбирает случай: медико-экономическая (МЭЭ) или качества
 * медицинской помощи (ЭКМП).
 */
export const expertiseKind = z.enum(['medicoEconomic', 'quality']);
export type ExpertiseKind = z.infer<typeof expertiseKind>;

/** Признак направления (P): where an appeal was sent beyond this journal. */
export const redirectionTarget = z.enum(['clinic', 'regionalBody', 'otherInsurer', 'otherRegion']);
export type RedirectionTarget = z.infer<typeof redirectionTarget>;

/** Документ, удостоверяющий личность: codes of F011. */
export const documentType = z.enum([
  ...['1', '3', '4', '7', '8', '9', '10', '11', '12', '13', '14', '15', '16', '17', '18'],
  ...['21', '22', '23', '24', '25', '26', '27', '28'],
] as const);
export type DocumentType = z.infer<typeof documentType>;

export const KIND_CODE: Readonly<Record<AppealKind, string | null>> = {
  consultation: '1',
  complaint: '2',
  proposal: '3',
  application: '4',
  outside: '5',
  // The exchange has no such kind; the report form of 2023 counts it in a row of its own.
  gratitude: null,
};

export const SOURCE_CODE: Readonly<Record<AppealSource, string>> = {
  applicant: '1',
  federalFund: '2',
  federalBody: '3',
  regionalBody: '4',
  otherOrganisation: '5',
  ministryContactCentre: '6',
};

export const CHANNEL_CODE: Readonly<Record<AppealChannel, string>> = {
  hotline: '1',
  internet: '2',
  email: '2',
  personalLetter: '3',
  visit: '4',
  letter: '5',
  fax: '5',
};

export const OUTCOME_CODE: Readonly<Record<AppealOutcome, string>> = {
  consulted: '1',
  reviewed: '2',
  satisfied: '3',
  notSatisfied: '4',
  complaintReviewed: '5',
  callRedirected: '6',
  redirectedElsewhere: '7',
  proposalReviewed: '8',
};

export const FINDING_CODE: Readonly<Record<ComplaintFinding, string>> = {
  founded: '1',
  settledBeforeCourt: '1.1',
  settledInCourt: '1.2',
  unfounded: '2',
};

export const REDIRECTION_CODE: Readonly<Record<RedirectionTarget, string>> = {
  clinic: '1',
  regionalBody: '2',
  otherInsurer: '3',
  otherRegion: '4',
};

/** Линия (L) of whoever took or leads an appeal. */
export function lineCode(role: Role): string {
  const codes: Partial<Record<Role, string>> = { op1: '1', op2: '2', sp1: '3', sp2: '4', sp3: '5' };
  return codes[role] ?? '6';
}

/** Тип ответственной организации (O). */
export function organisationTypeCode(kind: OrganisationKind, isOutsourced: boolean): string {
  const codes: Record<OrganisationKind, [string, string]> = {
    fund: ['1', '3'],
    insurer: ['2', '4'],
    clinic: ['5', '7'],
  };
  return codes[kind][isOutsourced ? 1 : 0];
}

/** Whether a complaint turned out to be right, however it was settled. */
export function isFounded(finding: ComplaintFinding | null): boolean {
  return finding !== null && finding !== 'unfounded';
}

const WRITTEN: readonly AppealChannel[] = ['internet', 'email', 'letter', 'personalLetter', 'fax'];

/** Письменное обращение (59-ФЗ, ст. 4), an electronic one too; what is said by telephone or in person is oral. */
export function isWritten(channel: AppealChannel): boolean {
  return WRITTEN.includes(channel);
}
