import type { Appeal } from '../../shared/domain/appeal/appeal.ts';

/** What the journal says to one act. */
export interface Verdict {
  outcome: 'accepted' | 'refused' | 'parked';
  refusal: { code: string; text: string } | null;
  appeal: Appeal | null;
  /** For who looks through the parked acts: a code, never words of the act. */
  fault: string | null;
}

export function accepted(appeal: Appeal | null = null): Verdict {
  return { outcome: 'accepted', refusal: null, appeal, fault: null };
}

export function refused(code: string, text: string, appeal: Appeal | null = null): Verdict {
  return { outcome: 'refused', refusal: { code, text }, appeal, fault: null };
}

export function parked(fault: string): Verdict {
  return { outcome: 'parked', refusal: null, appeal: null, fault };
}
