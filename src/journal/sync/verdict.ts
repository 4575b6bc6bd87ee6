import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import type { AppealEvent } from '../../shared/domain/appeal/appealEvent.ts';
import type { Call } from '../../shared/domain/call/call.ts';
import type { HandOverRow, MoveRow } from '../store/journalStore.ts';

/** What an accepted act leaves behind, over the working set it was judged by. */
export interface Effects {
  appeal?: { after: Appeal; events: readonly AppealEvent[] };
  numbers?: readonly { number: string; appealId: string; isFinal: boolean }[];
  call?: Call;
  move?: MoveRow;
  handOver?: HandOverRow;
}

/** What the journal says to one act. */
export interface Verdict {
  outcome: 'accepted' | 'refused' | 'parked';
  refusal: { code: string; text: string } | null;
  /** The appeal as it stands after the act. */
  appeal: Appeal | null;
  /** For who looks through the parked acts: a code, never words of the act. */
  fault: string | null;
  effects: Effects;
}

export function accepted(effects: Effects = {}, appeal: Appeal | null = effects.appeal?.after ?? null): Verdict {
  return { outcome: 'accepted', refusal: null, appeal, fault: null, effects };
}

export function refused(code: string, text: string, appeal: Appeal | null = null): Verdict {
  return { outcome: 'refused', refusal: { code, text }, appeal, fault: null, effects: {} };
}

export function parked(fault: string): Verdict {
  return { outcome: 'parked', refusal: null, appeal: null, fault, effects: {} };
}
