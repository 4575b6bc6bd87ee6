import type { BridgeInput, BridgeOutput, CallerCard, Draft } from '../../../shared/contracts/bridge.ts';
import { emptyCard } from '../../../shared/domain/appeal/appealCard.ts';
import type { Call } from '../../../shared/domain/call/call.ts';
import { normalizePhone } from '../../../shared/domain/phone/phone.ts';
import { storedReference } from '../appeals/storedReference.ts';
import type { Desk } from '../desk.ts';
import { addFact } from './addFact.ts';
import { cachedCaller } from './lookupCaller.ts';

/**
 * A call rings: its record and an empty card are on disk, and what is known of the caller goes back at once.
 * The same INVITE told twice gives the same call and the same card.
 */
export function offerCall(desk: Desk, input: BridgeInput<'calls.offer'>): BridgeOutput<'calls.offer'> {
  const { user } = desk.session.require();
  return desk.transact(() => {
    const known = desk.calls.bySipCallId(user.id, input.sipCallId);
    const call = known ?? recordOffer(desk, input);
    return { call, caller: cachedCaller(desk, call), draft: draftOfCall(desk, call) };
  });
}

function recordOffer(desk: Desk, input: BridgeInput<'calls.offer'>): Call {
  const { user } = desk.session.require();
  const phone =
    input.from === null ? null : normalizePhone(input.from, storedReference(desk)?.settings.areaCode ?? null);
  return addFact(desk, desk.ports.ids.next(), {
    kind: 'call.offered',
    at: desk.now(),
    direction: input.direction,
    operatorId: user.id,
    sipCallId: input.sipCallId,
    linkedId: input.linkedId,
    queue: input.queue,
    queueWaitSec: input.queueWaitSec,
    phone: phone?.number ?? null,
    displayName: input.displayName,
  });
}

/** The card of a call: one, whatever events arrive. */
export function draftOfCall(desk: Desk, call: Call): Draft {
  const { user } = desk.session.require();
  const known = desk.drafts.byCall(user.id, call.id);
  if (known) return known;
  const card = emptyCard('hotline');
  const draft: Draft = {
    id: desk.ports.ids.next(),
    callId: call.id,
    card: { ...card, applicant: { ...card.applicant, phone: call.phone } },
    updatedAt: desk.now(),
    position: { field: null, guideStep: null, caret: null, open: false },
    outcome: null,
    personFrom: null,
    amends: null,
  };
  desk.drafts.save(user.id, draft);
  return draft;
}

/** The call's card as a caller's card shows it again after a reload. */
export function currentCall(desk: Desk, callId: string | null): BridgeOutput<'calls.current'> {
  const { user } = desk.session.require();
  const call = callId ? desk.calls.get(user.id, callId) : null;
  if (!call) return { current: null };
  const caller: CallerCard = cachedCaller(desk, call);
  return { current: { call, caller, draft: desk.drafts.byCall(user.id, call.id) } };
}
