import { z } from 'zod';
import { instant, id, toInstant, toMs, type Instant } from '../../lib/primitives.ts';

/** Why an operator takes no calls. The last three are set by what happened, not picked. */
export const notReadyReason = z.enum([
  'start',
  'break',
  'lunch',
  'training',
  'paperwork',
  'missedCall',
  'rejectedCall',
  'noLine',
]);
export type NotReadyReason = z.infer<typeof notReadyReason>;

/** Reasons a person may pick. */
export const pickableReasons = ['break', 'lunch', 'training', 'paperwork'] as const satisfies readonly NotReadyReason[];

/** Состояние оператора: one field says it all, so that nothing beside it can contradict it. */
export const operatorState = z.object({
  status: z.enum(['notReady', 'ready', 'offered', 'talking', 'wrapUp']),
  since: instant,
  reason: notReadyReason.nullable(),
  callId: id.nullable(),
  /** Where the call in hand leads back to. */
  resume: z.enum(['ready', 'notReady']),
  /** End of the wrap-up; null outside it. */
  wrapUpUntil: instant.nullable(),
  /** The wrap-up has run out over an unsaved card: the operator is asked, never pushed. */
  asking: z.boolean(),
});
export type OperatorState = z.infer<typeof operatorState>;

export const operatorEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('signIn') }),
  /** `unsaved`: the card of the last call is neither registered nor closed. */
  z.object({ kind: z.literal('goReady'), unsaved: z.boolean() }),
  z.object({ kind: z.literal('goNotReady'), reason: notReadyReason }),
  z.object({ kind: z.literal('offer'), callId: id }),
  z.object({ kind: z.literal('answered'), callId: id }),
  z.object({ kind: z.literal('offerEnded'), callId: id, how: z.enum(['missed', 'rejected', 'gone']) }),
  z.object({ kind: z.literal('callEnded'), callId: id, wrapUpMs: z.int().nonnegative() }),
  z.object({ kind: z.literal('wrapUpElapsed'), unsaved: z.boolean() }),
  z.object({ kind: z.literal('extendWrapUp'), byMs: z.int().positive() }),
  /** The card is registered, closed without an appeal, or put aside as a draft: the wrap-up is over. */
  z.object({ kind: z.literal('cardDone') }),
  z.object({ kind: z.literal('lineLost') }),
  z.object({ kind: z.literal('lineBack') }),
]);
export type OperatorEvent = z.infer<typeof operatorEvent>;

export type OperatorMove = { state: OperatorState; refusal: null } | { state: OperatorState; refusal: string };

/** The state at the start of a shift. */
export function initialOperatorState(at: Instant): OperatorState {
  return {
    status: 'notReady',
    since: at,
    reason: 'start',
    callId: null,
    resume: 'notReady',
    wrapUpUntil: null,
    asking: false,
  };
}

/**
 * Moves the operator. Total: an event that does not fit the state changes nothing, since telephony events come
 * late; only a wish of a person is refused, with a code.
 */
export function moveOperator(state: OperatorState, event: OperatorEvent, at: Instant): OperatorMove {
  const to = (change: Partial<OperatorState>): OperatorMove => {
    const next = { ...state, ...change };
    return {
      state: next.status === state.status && next.reason === state.reason ? next : { ...next, since: at },
      refusal: null,
    };
  };
  const same: OperatorMove = { state, refusal: null };
  const refused = (code: string): OperatorMove => ({ state, refusal: code });
  const rest = (resume: 'ready' | 'notReady', reason: NotReadyReason): Partial<OperatorState> => ({
    status: resume,
    reason: resume === 'ready' ? null : reason,
    callId: null,
    resume,
    wrapUpUntil: null,
    asking: false,
  });

  switch (event.kind) {
    case 'signIn':
      return { state: initialOperatorState(at), refusal: null };
    case 'goReady':
      if (state.status === 'offered' || state.status === 'talking') return refused('operator.in_call');
      if (event.unsaved) return refused('operator.card_unsaved');
      return to(rest('ready', 'start'));
    case 'goNotReady':
      // In a call the wish is kept for afterwards.
      if (state.status === 'offered' || state.status === 'talking' || state.status === 'wrapUp') {
        return { state: { ...state, resume: 'notReady', reason: event.reason }, refusal: null };
      }
      return to(rest('notReady', event.reason));
    case 'offer':
      if (state.status === 'talking' || state.status === 'offered') return same;
      // A transferred call may ring into a wrap-up. Its card waits as a draft, so nothing may lead back to readiness.
      return to({
        status: 'offered',
        callId: event.callId,
        reason: state.status === 'wrapUp' ? 'paperwork' : state.reason,
        resume: state.status === 'ready' ? 'ready' : 'notReady',
        wrapUpUntil: null,
        asking: false,
      });
    case 'answered':
      if (state.callId !== event.callId || state.status !== 'offered') return same;
      return to({ status: 'talking' });
    case 'offerEnded': {
      if (state.status !== 'offered' || state.callId !== event.callId) return same;
      if (event.how === 'gone') return to(rest(state.resume, state.reason ?? 'break'));
      // The queue would ring the same operator again a second later: they are taken out of it, and told so.
      return to(rest('notReady', event.how === 'missed' ? 'missedCall' : 'rejectedCall'));
    }
    case 'callEnded':
      if (state.status === 'offered' && state.callId === event.callId)
        return to(rest(state.resume, state.reason ?? 'break'));
      if (state.status !== 'talking' || state.callId !== event.callId) return same;
      return to({ status: 'wrapUp', wrapUpUntil: toInstant(toMs(at) + event.wrapUpMs), asking: false });
    case 'wrapUpElapsed':
      if (state.status !== 'wrapUp') return same;
      if (event.unsaved) return { state: { ...state, asking: true }, refusal: null };
      return to(rest(state.resume, state.reason ?? 'break'));
    case 'extendWrapUp':
      if (state.status !== 'wrapUp') return same;
      return { state: { ...state, asking: false, wrapUpUntil: toInstant(toMs(at) + event.byMs) }, refusal: null };
    case 'cardDone':
      if (state.status !== 'wrapUp') return same;
      return to(rest(state.resume, state.reason ?? 'break'));
    case 'lineLost':
      if (state.status !== 'ready') return same;
      return to({ status: 'notReady', reason: 'noLine', resume: 'ready' });
    case 'lineBack':
      if (state.status !== 'notReady' || state.reason !== 'noLine') return same;
      return to(rest(state.resume, 'break'));
  }
}

/** What the exchange's queue is asked to think of the operator. */
export type QueueMembership = 'left' | 'paused' | 'unpaused';

/** Only a ready operator, or one being rung, is offered calls; a talking one is paused before the next can slip in. */
export function wantedMembership(state: OperatorState | null): QueueMembership {
  if (state === null) return 'left';
  return state.status === 'ready' || state.status === 'offered' ? 'unpaused' : 'paused';
}

/** The feature code to dial next, or null when the queue already agrees. Joining comes paused, so nobody is rung half-joined. */
export function nextQueueStep(
  confirmed: QueueMembership,
  wanted: QueueMembership,
): 'join' | 'leave' | 'pause' | 'unpause' | null {
  if (confirmed === wanted) return null;
  if (wanted === 'left') return 'leave';
  if (confirmed === 'left') return 'join';
  return wanted === 'paused' ? 'pause' : 'unpause';
}
