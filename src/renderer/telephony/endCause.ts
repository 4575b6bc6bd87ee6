import type { CallEndCause } from '../../shared/domain/call/call.ts';
import type { LegEnd } from './sipPort.ts';

/** How long a queue rings one operator unless the INVITE says otherwise (`ringSec` of our Asterisk configuration). */
const usualRingSec = 15;
/** A CANCEL is a little early or late by the network and by whole seconds of the exchange's clock. */
const ringToleranceMs = 700;

export interface RingingEnd {
  reason: 'answeredElsewhere' | 'cancelled';
  rangForMs: number;
  ringSec: number | null;
}

/**
 * Asterisk's CANCEL does not tell the caller who gave up from the operator who let the time run out, and a queue with
 * option `C` calls both "completed elsewhere" (seen in 22.10). Only the second takes the operator out of the queue, so
 * the time it rang comes first; the Reason is believed for the rest.
 */
export function causeOfCancel({ reason, rangForMs, ringSec }: RingingEnd): CallEndCause {
  if (rangForMs >= (ringSec ?? usualRingSec) * 1000 - ringToleranceMs) return 'ringTimeout';
  return reason;
}

export interface LegEnding {
  end: LegEnd;
  direction: 'incoming' | 'outgoing';
  wasAnswered: boolean;
}

/** Why a call is over, in the words of the call's record. */
export function causeOfEnd({ end, direction, wasAnswered }: LegEnding): CallEndCause {
  if (end.by === 'lost') return 'lost';
  if (wasAnswered) return end.by === 'local' ? 'operator' : end.by === 'remote' ? 'caller' : 'lost';
  if (end.by === 'local') return direction === 'incoming' ? 'rejected' : 'operator';
  if (direction === 'incoming') return 'failed';
  switch (end.statusCode) {
    // RFC 3261 §21.4.24, §21.6.1, §21.6.2: busy, busy everywhere, declined.
    case 486:
    case 600:
    case 603:
      return 'rejected';
    // §21.4.8, §21.4.18, §21.4.25: nobody took it.
    case 408:
    case 480:
    case 487:
      return 'cancelled';
    case null:
    default:
      return 'failed';
  }
}
