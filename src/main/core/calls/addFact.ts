import type { Call, CallFact } from '../../../shared/domain/call/call.ts';
import { emptyCall, mergeCall } from '../../../shared/domain/call/mergeCall.ts';
import type { Desk } from '../desk.ts';

/** Merges one fact into the call's record and owes it to the journal. Runs inside the transaction of what it belongs to. */
export function addFact(desk: Desk, callId: string, fact: CallFact): Call {
  const { user } = desk.session.require();
  const merged = mergeCall(desk.calls.get(user.id, callId) ?? emptyCall(callId), fact);
  desk.calls.save(user.id, merged, desk.feed.state(user.id).pass);
  desk.enqueue({ kind: 'call.record', v: 1, callId, fact }, { at: fact.at });
  return merged;
}
