import { assertNever } from '../../lib/assertNever.ts';
import type { Call, CallFact } from './call.ts';

/** A call of which nothing is known yet. */
export function emptyCall(id: string): Call {
  return {
    id,
    direction: 'incoming',
    operatorId: null,
    sipCallId: null,
    linkedId: null,
    queue: null,
    queueWaitSec: null,
    phone: null,
    displayName: null,
    offeredAt: null,
    answeredAt: null,
    endedAt: null,
    endCause: null,
    personId: null,
    identifiedAt: null,
    noAppealReason: null,
    noAppealAt: null,
    appealIds: [],
    recordingIds: [],
    callbackWantedAt: null,
    callbackDoneAt: null,
  };
}

/**
 * Merges one fact into the record. Commutative, associative and idempotent, so that late and duplicate facts
 * from a desk, a second desk and the exchange end in the same record: of what happens once the earliest wins,
 * of what a person may change their mind about the latest does, equal times are settled by the value itself.
 */
export function mergeCall(call: Call, fact: CallFact): Call {
  switch (fact.kind) {
    case 'call.offered': {
      const { kind: _, at, ...offer } = fact;
      const known = call.offeredAt === null ? null : JSON.stringify([call.offeredAt, ...offerOf(call)]);
      const wins = known === null || JSON.stringify([at, ...offerOf(offer)]) < known;
      return wins ? { ...call, ...offer, offeredAt: at } : call;
    }
    case 'call.answered':
      return { ...call, answeredAt: earliest(call.answeredAt, fact.at) };
    case 'call.ended': {
      const wins = call.endedAt === null || `${fact.at} ${fact.cause}` < `${call.endedAt} ${call.endCause}`;
      return wins ? { ...call, endedAt: fact.at, endCause: fact.cause } : call;
    }
    case 'call.identified': {
      const wins =
        call.identifiedAt === null || `${fact.at} ${fact.personId}` > `${call.identifiedAt} ${call.personId}`;
      return wins ? { ...call, identifiedAt: fact.at, personId: fact.personId } : call;
    }
    case 'call.closedWithoutAppeal': {
      const wins =
        call.noAppealAt === null || `${fact.at} ${fact.reason}` > `${call.noAppealAt} ${call.noAppealReason}`;
      return wins ? { ...call, noAppealAt: fact.at, noAppealReason: fact.reason } : call;
    }
    case 'call.appealLinked':
      return { ...call, appealIds: withMember(call.appealIds, fact.appealId) };
    case 'call.recorded':
      return { ...call, recordingIds: withMember(call.recordingIds, fact.recordingId) };
    case 'call.callbackWanted':
      return { ...call, callbackWantedAt: earliest(call.callbackWantedAt, fact.at) };
    case 'call.callbackDone':
      return { ...call, callbackDoneAt: earliest(call.callbackDoneAt, fact.at) };
    default:
      return assertNever(fact);
  }
}

type Offer = Pick<
  Call,
  'direction' | 'operatorId' | 'sipCallId' | 'linkedId' | 'queue' | 'queueWaitSec' | 'phone' | 'displayName'
>;

function offerOf(of: Offer): unknown[] {
  return [of.direction, of.operatorId, of.sipCallId, of.linkedId, of.queue, of.queueWaitSec, of.phone, of.displayName];
}

function earliest(known: string | null, at: string): string {
  return known === null || at < known ? at : known;
}

function withMember(known: readonly string[], member: string): string[] {
  return known.includes(member) ? [...known] : [...known, member].sort();
}
