import { assertNever } from '../../lib/assertNever.ts';

/** Why a transfer did not come about. */
export type TransferFailure =
  /** The target is talking, or said no. */
  | 'busy'
  | 'noAnswer'
  /** There is no such number, or nobody is at that line. */
  | 'unavailable'
  /** The exchange refused to transfer at all. */
  | 'refused';

/** Перевод: where a caller stands on the way to somebody else. `target`: number or line. */
export type TransferState =
  | { step: 'none' }
  /** The caller is being held, so that they do not hear what is said of them. */
  | { step: 'holding'; target: string }
  /** The second line rings or talks; the caller is held. */
  | { step: 'consulting'; target: string; isTalking: boolean }
  /** The exchange was asked; the caller is still ours. */
  | { step: 'asked'; target: string; mode: 'blind' | 'attended' }
  /** The exchange took the caller; whether anybody answers is not known yet. */
  | { step: 'letGo'; target: string; linkedId: string | null }
  /** The exchange said that the target speaks with the caller. */
  | { step: 'done'; target: string }
  /** The caller is ours still, or again. */
  | { step: 'failed'; target: string; why: TransferFailure; isBack: boolean };

export type TransferEvent =
  | { kind: 'consult'; target: string }
  | { kind: 'callerHeld' }
  | { kind: 'callerNotHeld' }
  | { kind: 'targetAnswered' }
  | { kind: 'targetGone'; why: TransferFailure | null }
  | { kind: 'ask'; target: string; mode: 'blind' | 'attended' }
  | { kind: 'taken'; linkedId: string | null }
  | { kind: 'notTaken' }
  /** NOTIFY of the REFER's subscription: only a refusal means anything, see `SipEvent`. */
  | { kind: 'reported'; statusCode: number }
  /** What the exchange itself tells of the conversation it took over. */
  | { kind: 'told'; linkedId: string; outcome: 'answered' }
  /** The exchange rings us with the caller it could not bring through. */
  | { kind: 'cameBack'; linkedId: string; why: TransferFailure }
  | { kind: 'callerGone' }
  | { kind: 'seen' };

export const noTransfer: TransferState = { step: 'none' };

/**
 * Moves a transfer. Total, as `moveLeg` is. Success comes from the exchange's own word, or for an attended one from its
 * taking the REFER, since its target has spoken already; never from a NOTIFY of 200, which exchanges send for a line that
 * is busy as well.
 */
export function moveTransfer(state: TransferState, event: TransferEvent): TransferState {
  switch (event.kind) {
    case 'consult':
      return isFree(state) ? { step: 'holding', target: event.target } : state;
    case 'callerHeld':
      return state.step === 'holding' ? { step: 'consulting', target: state.target, isTalking: false } : state;
    case 'callerNotHeld':
      return state.step === 'holding' ? noTransfer : state;
    case 'targetAnswered':
      return state.step === 'consulting' ? { ...state, isTalking: true } : state;
    case 'targetGone':
      if (state.step !== 'consulting') return state;
      return event.why === null ? noTransfer : { step: 'failed', target: state.target, why: event.why, isBack: false };
    case 'ask':
      if (!isFree(state) && state.step !== 'consulting') return state;
      return { step: 'asked', target: event.target, mode: event.mode };
    case 'taken':
      if (state.step !== 'asked') return state;
      return state.mode === 'attended'
        ? { step: 'done', target: state.target }
        : { step: 'letGo', target: state.target, linkedId: event.linkedId };
    case 'notTaken':
      return state.step === 'asked' ? { step: 'failed', target: state.target, why: 'refused', isBack: false } : state;
    case 'reported':
      if (state.step !== 'asked' || event.statusCode < 300) return state;
      return { step: 'failed', target: state.target, why: failureOf(event.statusCode), isBack: false };
    case 'told':
      return state.step === 'letGo' && state.linkedId === event.linkedId
        ? { step: 'done', target: state.target }
        : state;
    case 'cameBack':
      if (state.step !== 'letGo' || state.linkedId !== event.linkedId) return state;
      return { step: 'failed', target: state.target, why: event.why, isBack: true };
    case 'callerGone':
      return state.step === 'letGo' || state.step === 'done' ? state : noTransfer;
    case 'seen':
      return state.step === 'done' || state.step === 'failed' || state.step === 'letGo' ? noTransfer : state;
    default:
      return assertNever(event);
  }
}

/** A new transfer may begin: none is under way, and what became of an earlier one is only news. */
function isFree(state: TransferState): boolean {
  return state.step === 'none' || state.step === 'done' || state.step === 'failed' || state.step === 'letGo';
}

/** RFC 3261 §21: what a refusal of the target means for who wanted to transfer to it. */
export function failureOf(statusCode: number | null): TransferFailure {
  switch (statusCode) {
    case 486:
    case 600:
    case 603:
      return 'busy';
    case 408:
    case 487:
      return 'noAnswer';
    case null:
    default:
      return 'unavailable';
  }
}

/** The exchange's word for it (Asterisk's DIALSTATUS). */
export function failureOfDial(status: string): TransferFailure {
  switch (status) {
    case 'BUSY':
      return 'busy';
    case 'NOANSWER':
    case 'CANCEL':
      return 'noAnswer';
    default:
      return 'unavailable';
  }
}
