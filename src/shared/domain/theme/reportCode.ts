import type { Theme } from './theme.ts';
import { ageOn } from '../person/person.ts';

/** What, besides the theme, decides the row of the report. */
export interface ReportFacts {
  /** Birth date of the insured person, `YYYY-MM-DD`; null when unknown (an anonymous question). */
  readonly birthDate: string | null;
  /** Day the appeal was received, in the organisation's time zone, `YYYY-MM-DD`. */
  readonly onDate: string;
  /** Does the card link to an earlier appeal of the same person on the same matter? */
  readonly repeat: boolean;
  /** Outcome of a complaint; null while it is not known. Without meaning for other kinds. */
  readonly founded: boolean | null;
}

/** Where an appeal is counted. */
export interface ReportRows {
  /** The lowest row that counts it; the totals above follow from `withParents`. */
  readonly code: string;
  /** Rows that count the same appeal once more. Totals must count appeals, not add up rows. */
  readonly additionalCodes: readonly string[];
}

/** Row «жалоб, всего»: the only row that counts complaints which are not, or not yet, founded. */
const allComplaints = '3';
/** Row «повторные обоснованные жалобы». */
const repeatedFounded = '3.1.15';

/** Rows that have a row of their own below for persons of 65 and older. */
const rowFrom65: Readonly<Record<string, string>> = {
  '3.1.7': '3.1.7.1',
  '3.1.7.2': '3.1.7.2.1',
  '3.1.7.3': '3.1.7.3.1',
  '4.7': '4.7.1',
  '4.7.2': '4.7.2.1',
  '4.7.3': '4.7.3.1',
};

/**
 * The rows of table 1 of the ЗПЗ form in which an appeal on this theme is reported.
 *
 * - A complaint is split by reason only when founded: otherwise it is reported in row 3 alone, though the card keeps its reason
 * - A founded complaint that repeats an earlier one is reported in its own row and in 3.1.15 as well.
 * - Rows «65 лет и старше» count persons who have completed 65 years on the day of the appeal; they replace the row above them,
 *   which still counts the appeal as its total. An unknown birth date counts as younger.
 */
export function reportCode(theme: Pick<Theme, 'code' | 'kind'>, facts: ReportFacts): ReportRows {
  const isComplaint = theme.kind === 'complaint';
  if (isComplaint && facts.founded !== true) return { code: allComplaints, additionalCodes: [] };

  const from65 = rowFrom65[theme.code];
  const isFrom65 = from65 !== undefined && facts.birthDate !== null && ageOn(facts.birthDate, facts.onDate) >= 65;
  return {
    code: isFrom65 ? from65 : theme.code,
    additionalCodes: isComplaint && facts.repeat ? [repeatedFounded] : [],
  };
}
