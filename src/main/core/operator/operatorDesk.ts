import type { LineStatus } from '../../../shared/contracts/bridge.ts';
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
import { asDeskError } from '../errors.ts';

const DEFAULT_WRAP_UP_SEC = 60;
/** The card was finished while they talked: a breath, not a wrap-up. */
const BREATH_MS = 5_000;
const EXTENSION_MS = 60_000;
/** The disk did not take the end of a wrap-up: tried again. */
const RETRY_MS = 5_000;
const STATE = 'operatorState';

export interface OperatorDesk {
  state(): OperatorState | null;
  /** Applies what happened or was wished; a wish that may not be is an AppError with its code. */
  move(event: OperatorEvent): OperatorState;
  goReady(): OperatorState;
  /** What the window sees of the line. A moment of connecting costs nobody their readiness. */
  lineIs(status: LineStatus): void;
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
  /** Null until a window has told. */
  let line: LineStatus | null = null;
  let cancelTimer: () => void = () => undefined;

  const isLineGone = (): boolean => line !== null && line !== 'registered' && line !== 'connecting';

  function apply(event: OperatorEvent): OperatorState {
    if (state === null) throw new AppError('auth.signed_out');
    const before = state;
    const move = moveOperator(state, event, desk.now());
    if (move.refusal !== null) throw new AppError(move.refusal);
    // Ready means that calls can come: without a line nobody is, whichever way led there.
    const next =
      move.state.status === 'ready' && isLineGone()
        ? moveOperator(move.state, { kind: 'lineLost' }, desk.now()).state
        : move.state;
    if (next === before) return before;
    desk.transact(() => {
      desk.settings.set(STATE, next);
      if (next.status !== before.status || next.reason !== before.reason) {
        const { status, reason, callId } = next;
        desk.enqueue({ kind: 'operator.moved', v: 1, status, reason, callId }, { at: next.since });
      }
    });
    // Only now: a state that the disk did not take would be known here and shown nowhere.
    state = next;
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
    cancelTimer = clock.after(leftMs, elapsed);
  }

  /** Nobody stands above a timer: what it throws would end the program. */
  function elapsed(): void {
    if (state?.status !== 'wrapUp') return;
    try {
      apply({ kind: 'wrapUpElapsed', unsaved: hasUnsavedCard(desk, state.callId) });
    } catch (thrown) {
      const fault = asDeskError(thrown);
      desk.ports.log.warn('operator.not_moved', { code: fault instanceof AppError ? fault.code : 'unknown' });
      cancelTimer = clock.after(RETRY_MS, elapsed);
    }
  }

  return {
    state: () => state,
    move: apply,
    goReady: () =>
      apply({ kind: 'goReady', unsaved: state?.status === 'wrapUp' && hasUnsavedCard(desk, state.callId) }),
    lineIs(status) {
      line = status;
      if (state === null || status === 'connecting') return;
      apply({ kind: status === 'registered' ? 'lineBack' : 'lineLost' });
    },
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
      desk.settings.remove(STATE);
      state = null;
      line = null;
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
