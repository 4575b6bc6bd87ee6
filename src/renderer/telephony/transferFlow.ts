import type { CallEndCause } from '../../shared/domain/call/call.ts';
import {
  failureOf,
  failureOfDial,
  moveTransfer,
  noTransfer,
  type TransferEvent,
  type TransferState,
} from '../../shared/domain/call/transferState.ts';
import { AppError, toErrorValue } from '../../shared/errors.ts';
import type { InHand } from './inHand.ts';
import type { IncomingCall, LegEnd, SipEvent, SipPort } from './sipPort.ts';

export interface TransferFlowDeps {
  port: SipPort;
  /** The caller's call and the second line, while they live. */
  hand: () => InHand | null;
  side: () => InHand | null;
  setHold: (of: InHand, isWanted: boolean) => void;
  /** Says goodbye; `finish` only forgets, where the exchange has the call already. */
  end: (of: InHand) => void;
  finish: (of: InHand, cause: CallEndCause) => void;
  callSide: (target: string, linkedId: string | null) => Promise<void>;
  onTransfer: (transfer: TransferState) => void;
  onTrouble: (code: string | null) => void;
}

export interface TransferFlow {
  /** Sends the caller to a number or a line without asking first. */
  transfer(target: string): void;
  /** Holds the caller and calls somebody about them. */
  consult(target: string): void;
  /** Gives the caller to whoever is asked; before they have answered it is a blind transfer. */
  complete(): void;
  /** Ends the second line and goes back to the caller. */
  comeBack(): void;
  /** From one line to the other; nobody hears what is said to the other one. */
  swap(): void;
  incoming(call: IncomingCall): void;
  established(of: InHand): void;
  held(of: InHand, isHeld: boolean): void;
  notHeld(of: InHand): void;
  reported(of: InHand, event: Extract<SipEvent, { kind: 'transferChanged' }>): void;
  told(event: Extract<SipEvent, { kind: 'transferTold' }>): void;
  /** One of the two lines is over. */
  ended(end: LegEnd, wasAnswered: boolean): void;
}

/** Transfers and the second line over the pure `moveTransfer`: which leg is held, called, let go and taken back when. */
export function createTransferFlow(deps: TransferFlowDeps): TransferFlow {
  const { port, hand, side, setHold, end, finish, callSide, onTransfer, onTrouble } = deps;
  let state = noTransfer;
  /** Who is to be spoken with as soon as the other one is held. */
  let next: InHand | null = null;

  const move = (event: TransferEvent): void => {
    const moved = moveTransfer(state, event);
    if (moved === state) return;
    state = moved;
    onTransfer(state);
  };

  const ask = (target: string, to: Parameters<SipPort['refer']>[1]): void => {
    const caller = hand();
    if (caller?.legId == null || !caller.leg.isEstablished) throw new AppError('transfer.no_call');
    const before = state;
    move({ kind: 'ask', target, mode: 'to' in to ? 'blind' : 'attended' });
    try {
      port.refer(caller.legId, to);
    } catch (error) {
      state = before;
      onTransfer(state);
      throw error;
    }
  };

  const call = (target: string): void => {
    callSide(target, hand()?.linkedId ?? null).catch((error: unknown) => {
      onTrouble(toErrorValue(error).code);
      move({ kind: 'targetGone', why: null });
      const caller = hand();
      if (caller) setHold(caller, false);
    });
  };

  const speakWith = (wanted: InHand): void => {
    const other = wanted === side() ? hand() : side();
    if (other === null || other.leg.hold === 'held' || !other.leg.isEstablished) return setHold(wanted, false);
    next = wanted;
    setHold(other, true);
  };

  return {
    transfer(target) {
      ask(target, { to: target });
    },
    consult(target) {
      const caller = hand();
      if (!caller?.leg.isEstablished || side() !== null) throw new AppError('transfer.no_call');
      move({ kind: 'consult', target });
      if (caller.leg.hold !== 'held') return setHold(caller, true);
      move({ kind: 'callerHeld' });
      call(target);
    },
    complete() {
      const asked = side();
      if (state.step !== 'consulting' || asked?.legId == null) return;
      const { target } = state;
      if (asked.leg.isEstablished) return ask(target, { legId: asked.legId });
      // REFER with Replaces needs a dialog that is up (RFC 5589 §7.1): a ringing one is taken back first.
      end(asked);
      ask(target, { to: target });
    },
    comeBack() {
      const asked = side();
      if (asked) end(asked);
      move({ kind: 'targetGone', why: null });
      const caller = hand();
      if (caller) setHold(caller, false);
    },
    swap() {
      const [caller, asked] = [hand(), side()];
      if (caller && asked) speakWith(caller.leg.hold === 'held' ? caller : asked);
    },
    incoming(call_) {
      if (state.step !== 'letGo') return;
      if (call_.linkedId !== null && call_.linkedId === state.linkedId)
        move({ kind: 'cameBack', linkedId: call_.linkedId, why: failureOfDial(call_.cameBack ?? '') });
      else move({ kind: 'seen' });
    },
    established(of) {
      if (of === side()) move({ kind: 'targetAnswered' });
    },
    held(of, isHeld) {
      if (of === hand() && isHeld && state.step === 'holding') {
        const { target } = state;
        move({ kind: 'callerHeld' });
        return call(target);
      }
      if (!isHeld || next === null || next === of) return;
      const wanted = next;
      next = null;
      setHold(wanted, false);
    },
    notHeld(of) {
      if (next !== of) next = null;
      if (of === hand()) move({ kind: 'callerNotHeld' });
    },
    reported(of, { stage, statusCode }) {
      if (of !== hand()) return;
      if (stage === 'refused') return move({ kind: 'notTaken' });
      if (stage === 'reported') return move({ kind: 'reported', statusCode: statusCode ?? 0 });
      const asked = side();
      move({ kind: 'taken', linkedId: of.linkedId });
      // The exchange would keep our leg for a minute (it hangs up only then): it is ours to end.
      end(of);
      if (asked) finish(asked, 'operator');
    },
    told: ({ linkedId, outcome }) => move({ kind: 'told', linkedId, outcome }),
    ended({ statusCode }, wasAnswered) {
      // One of the two is over; the one that lives says which.
      if (hand() === null) move({ kind: 'callerGone' });
      else move({ kind: 'targetGone', why: wasAnswered ? null : failureOf(statusCode) });
    },
  };
}
