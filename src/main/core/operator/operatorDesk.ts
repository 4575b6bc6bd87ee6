import { AppError } from '../../../shared/errors.ts';
import {
  moveOperator,
  operatorState,
  type OperatorEvent,
  type OperatorState,
} from '../../../shared/domain/operator/operatorState.ts';
import { toMs } from '../../../shared/lib/primitives.ts';
import { storedReference } from '../appeals/storedReference.ts';
import type { Desk } from '../desk.ts';

const DEFAULT_WRAP_UP_SEC = 60;
/** The card was finished while they talked: a breath, not a wrap-up. */
const BREATH_MS = 5_000;
const EXTENSION_MS = 60_000;
const STATE = 'operatorState';

export interface OperatorDesk {
  state(): OperatorState | null;
  /** Applies what happened or was wished; a wish that may not be is an AppError with its code. */
  move(event: OperatorEvent): OperatorState;
  goReady(): OperatorState;
  callEnded(callId: string): OperatorState;
  extendWrapUp(): OperatorState;
  /** The card of the last call is registered, closed or put aside. */
  cardDone(): OperatorState | null;
  setAside(): OperatorState;
  signedIn(restored: boolean): void;
  signedOut(): void;
}

/** The operator's state with its one timer: here, and not in the window, whose timers are throttled when it is hidden. */
export function createOperatorDesk(desk: Desk): OperatorDesk {
  const { clock } = desk.ports;
  let state: OperatorState | null = null;
  let cancelTimer: () => void = () => undefined;

  function apply(event: OperatorEvent): OperatorState {
    if (state === null) throw new AppError('auth.signed_out');
    const before = state;
    const move = moveOperator(state, event, desk.now());
    if (move.refusal !== null) throw new AppError(move.refusal);
    if (move.state === before) return before;
    state = move.state;
    desk.transact(() => {
      desk.settings.set(STATE, state);
      if (move.state.status !== before.status || move.state.reason !== before.reason) {
        const { status, reason, callId } = move.state;
        desk.enqueue({ kind: 'operator.moved', v: 1, status, reason, callId }, { at: move.state.since });
      }
    });
    desk.wakeSync();
    armTimer();
    desk.events.emit('operator.changed', { state });
    return state;
  }

  function armTimer(): void {
    cancelTimer();
    cancelTimer = () => undefined;
    if (state?.status !== 'wrapUp' || state.wrapUpUntil === null || state.asking) return;
    const leftMs = Math.max(0, toMs(state.wrapUpUntil) - toMs(desk.now()));
    cancelTimer = clock.after(leftMs, () => {
      if (state?.status === 'wrapUp') apply({ kind: 'wrapUpElapsed', unsaved: hasUnsavedCard(desk, state.callId) });
    });
  }

  return {
    state: () => state,
    move: apply,
    goReady: () =>
      apply({ kind: 'goReady', unsaved: state?.status === 'wrapUp' && hasUnsavedCard(desk, state.callId) }),
    callEnded(callId) {
      const fullMs = (storedReference(desk)?.settings.wrapUpSec ?? DEFAULT_WRAP_UP_SEC) * 1000;
      return apply({ kind: 'callEnded', callId, wrapUpMs: hasUnsavedCard(desk, callId) ? fullMs : BREATH_MS });
    },
    extendWrapUp: () => apply({ kind: 'extendWrapUp', byMs: EXTENSION_MS }),
    cardDone: () => (state?.status === 'wrapUp' ? apply({ kind: 'cardDone' }) : state),
    setAside: () => apply({ kind: 'cardDone' }),
    signedIn(restored) {
      const kept = restored ? desk.settings.get(STATE, operatorState) : null;
      state = kept ?? moveOperator(kept ?? blank(desk), { kind: 'signIn' }, desk.now()).state;
      desk.settings.set(STATE, state);
      armTimer();
      desk.events.emit('operator.changed', { state });
    },
    signedOut() {
      cancelTimer();
      state = null;
      desk.settings.remove(STATE);
      desk.events.emit('operator.changed', { state: null });
    },
  };
}

function blank(desk: Desk): OperatorState {
  return {
    status: 'notReady',
    since: desk.now(),
    reason: 'start',
    callId: null,
    resume: 'notReady',
    wrapUpUntil: null,
    asking: false,
  };
}

/** Whether the call's card is still open: neither registered, nor closed without an appeal. */
function hasUnsavedCard(desk: Desk, callId: string | null): boolean {
  const user = desk.session.current?.user;
  return user !== undefined && callId !== null && desk.drafts.byCall(user.id, callId) !== null;
}
