import type { AppealOutcome } from '../../../src/shared/domain/appeal/codeBooks.ts';

/** An appeal as its operator was told it is. */
export interface KnownAppeal {
  id: string;
  number: string;
  authorId: string;
  /** What was registered, then what each acknowledged amendment put in its place: every text is written once. */
  essences: string[];
  answer: string;
  outcome: AppealOutcome | null;
}

/** A call as its operator was told it is. */
export interface KnownCall {
  sipCallId: string;
  id: string;
  answered: boolean;
  ended: boolean;
  /** The appeal it led to, or `none` when it was closed without one. */
  led: string | null;
}

/** All that was acknowledged to the operators: what the journal owes them at the end. */
export interface Ledger {
  appeals: Map<string, KnownAppeal>;
  calls: Map<string, KnownCall>;
  /** Acts acknowledged to a window. */
  acts: number;
  /** What a desk refused though it had to know better: code by code. */
  surprises: string[];
}

export function createLedger(): Ledger {
  return { appeals: new Map(), calls: new Map(), acts: 0, surprises: [] };
}
