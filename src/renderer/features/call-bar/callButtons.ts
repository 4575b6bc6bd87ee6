import type { LineCall } from '../../telephony/softphone.ts';

export interface CallButtons {
  answer: boolean;
  hold: boolean;
  microphone: boolean;
  keypad: boolean;
  transfer: boolean;
  hangUp: boolean;
}

/** Which acts make sense now; the buttons stay where they are, the others are grey. */
export function callButtons(call: LineCall | null): CallButtons {
  const talking = call?.phase === 'talking';
  return {
    answer: call?.phase === 'ringing' && call.direction === 'incoming',
    hold: talking && call.hold !== 'holding' && call.hold !== 'resuming',
    microphone: talking,
    keypad: talking,
    transfer: talking && call.hold !== 'holding' && call.hold !== 'resuming',
    hangUp: call !== null && call.phase !== 'ended',
  };
}

export const HANG_UP_WITHIN_MS = 1000;

/**
 * A conversation ends by two presses within a second, so that a slip of the hand ends none; a ringing call is
 * rejected, and an outgoing one cancelled, by one.
 * @param armedAtMs when the first press came, or null
 * @returns whether to hang up now, or from when the button is armed
 */
export function pressHangUp(
  call: LineCall,
  armedAtMs: number | null,
  nowMs: number,
): { hangUp: true } | { hangUp: false; armedAtMs: number } {
  if (call.phase !== 'talking') return { hangUp: true };
  if (armedAtMs !== null && nowMs - armedAtMs <= HANG_UP_WITHIN_MS) return { hangUp: true };
  return { hangUp: false, armedAtMs: nowMs };
}
