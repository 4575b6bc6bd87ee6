import { z } from 'zod';
import { calendarDate, id } from '../../lib/primitives.ts';
import {
  appealChannel,
  appealKind,
  appealSource,
  complaintFinding,
  documentType,
  type AppealChannel,
} from './codeBooks.ts';

export const identityDocument = z.object({
  type: documentType,
  series: z.string().max(20),
  number: z.string().max(40),
});
export type IdentityDocument = z.infer<typeof identityDocument>;

/** Who somebody is, as far as they told. */
const identity = {
  /** Фамилия, имя, отчество in one line, as people say them. */
  name: z.string().max(200),
  birthDate: calendarDate.nullable(),
  /** ЕНП, sixteen digits; kept as it was told, a wrong check digit is flagged. */
  enp: z.string().max(16).nullable(),
  insurerId: id.nullable(),
  document: identityDocument.nullable(),
};

/** Заявитель. The name is empty for an anonymous reference question, which the rules allow by telephone. */
export const applicant = z.object({
  ...identity,
  phone: z.string().max(32).nullable(),
  address: z.string().max(500),
  email: z.string().max(200),
});
export type Applicant = z.infer<typeof applicant>;

/** Застрахованное лицо, where it is not the applicant. */
export const insuredPerson = z.object({
  ...identity,
  /** ОКАТО of where they are insured. */
  placeCode: z.string().max(11),
});
export type InsuredPerson = z.infer<typeof insuredPerson>;

/** What people fill in: the registration card (РКК) without the facts the system knows by itself. */
export const appealCard = z.object({
  kind: appealKind,
  channel: appealChannel,
  source: appealSource,
  /** Which other organisation sent it; asked for when the source is one. */
  sourceOrganisation: z.string().max(300),
  /** When a written appeal reached the organisation, where that was before its registration. */
  arrivedOn: calendarDate.nullable(),
  themeCode: z.string().max(16).nullable(),
  /** Asked for where the theme is «другие». */
  themeComment: z.string().max(500),
  clinicId: id.nullable(),
  /** Суть обращения in the caller's words. */
  essence: z.string().max(4000),
  answer: z.string().max(8000),
  applicant,
  /** Null where the applicant is the insured person, or `personId` says who is. */
  insured: insuredPerson.nullable(),
  /** The insured person the appeal is about, where the register knows them. */
  personId: id.nullable(),
  /** Страховая принадлежность of the insured person: whose appeal it is among the insurers. */
  insurerId: id.nullable(),
  /** Принятые меры. */
  measures: z.string().max(8000),
  /** Only of a complaint, and only once it was looked into. */
  finding: complaintFinding.nullable(),
  /** Возмещено застрахованному, kopecks. */
  compensation: z.int().nonnegative().nullable(),
});
export type AppealCard = z.infer<typeof appealCard>;

const { shape } = appealCard;
/** What the first contract did not know of an applicant. */
const storedApplicant = applicant.extend({
  enp: applicant.shape.enp.default(null),
  insurerId: applicant.shape.insurerId.default(null),
  document: applicant.shape.document.default(null),
  address: applicant.shape.address.default(''),
  email: applicant.shape.email.default(''),
});

/** A card of whatever contract it was written under. */
export const storedCard = appealCard.extend({
  applicant: storedApplicant,
  source: shape.source.default('applicant'),
  sourceOrganisation: shape.sourceOrganisation.default(''),
  arrivedOn: shape.arrivedOn.default(null),
  themeComment: shape.themeComment.default(''),
  insured: shape.insured.default(null),
  measures: shape.measures.default(''),
  finding: shape.finding.default(null),
  compensation: shape.compensation.default(null),
});

/** Changed fields of a card, of whatever contract: what is absent stays as it is, so nothing has a default here. */
export const storedChanges = appealCard.extend({ applicant: storedApplicant }).partial();

/** An empty card for a channel. */
export function emptyCard(channel: AppealChannel): AppealCard {
  return {
    kind: 'consultation',
    channel,
    source: 'applicant',
    sourceOrganisation: '',
    arrivedOn: null,
    themeCode: null,
    themeComment: '',
    clinicId: null,
    essence: '',
    answer: '',
    applicant: emptyApplicant,
    insured: null,
    personId: null,
    insurerId: null,
    measures: '',
    finding: null,
    compensation: null,
  };
}

export const emptyApplicant: Applicant = {
  name: '',
  phone: null,
  birthDate: null,
  enp: null,
  insurerId: null,
  document: null,
  address: '',
  email: '',
};
