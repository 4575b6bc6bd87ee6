import { assertNever } from '../../lib/assertNever.ts';

/** One call on the operator's line, as far as its own telephone knows: all there is to say of it, in one value. */
export interface LegState {
  direction: 'incoming' | 'outgoing';
  phase: 'ringing' | 'connecting' | 'talking' | 'ended';
  /** `held` and `off` are said only when the other side confirmed; a failed hold mutes instead and says so. */
  hold: 'off' | 'holding' | 'held' | 'resuming' | 'failed';
  microphone: 'on' | 'off';
  /** Signalling says that the call is up. */
  isEstablished: boolean;
  /** Voices travel now. */
  isFlowing: boolean;
}

export type LegEvent =
  | { kind: 'answerPressed' }
  /** No microphone: it goes on ringing, and may be tried again. */
  | { kind: 'answerFailed' }
  | { kind: 'established' }
  | { kind: 'mediaChanged'; isFlowing: boolean }
  | { kind: 'holdPressed' }
  | { kind: 'resumePressed' }
  | { kind: 'heldChanged'; isHeld: boolean }
  | { kind: 'holdFailed' }
  | { kind: 'microphonePressed' }
  | { kind: 'ended' };

export function newLeg(direction: 'incoming' | 'outgoing'): LegState {
  return { direction, phase: 'ringing', hold: 'off', microphone: 'on', isEstablished: false, isFlowing: false };
}

/**
 * Moves a call. Total: what does not fit changes nothing, since keys are pressed late and events come late or twice;
 * nothing moves a call that is over.
 */
export function moveLeg(leg: LegState, event: LegEvent): LegState {
  if (leg.phase === 'ended') return leg;
  switch (event.kind) {
    case 'answerPressed':
      return leg.phase === 'ringing' && leg.direction === 'incoming' ? { ...leg, phase: 'connecting' } : leg;
    case 'answerFailed':
      return leg.phase === 'connecting' && !leg.isEstablished ? { ...leg, phase: 'ringing' } : leg;
    case 'established':
      return { ...leg, isEstablished: true, phase: leg.isFlowing ? 'talking' : 'connecting' };
    case 'mediaChanged': {
      // A path that is interrupted does not end the talk: it is mended, and said.
      const talks = leg.isEstablished && (event.isFlowing || leg.phase === 'talking');
      return { ...leg, isFlowing: event.isFlowing, phase: talks ? 'talking' : leg.phase };
    }
    case 'holdPressed':
      return mayHold(leg) ? { ...leg, hold: 'holding' } : leg;
    case 'resumePressed':
      return leg.hold === 'held' ? { ...leg, hold: 'resuming' } : leg;
    case 'heldChanged':
      return { ...leg, hold: event.isHeld ? 'held' : 'off' };
    case 'holdFailed':
      // The caller may hear what was not meant for them: silence first.
      if (leg.hold === 'holding') return { ...leg, hold: 'failed', microphone: 'off' };
      return leg.hold === 'resuming' ? { ...leg, hold: 'held' } : leg;
    case 'microphonePressed': {
      const microphone = leg.microphone === 'on' ? 'off' : 'on';
      // After a failed hold this is how the operator comes back.
      return { ...leg, microphone, hold: microphone === 'on' && leg.hold === 'failed' ? 'off' : leg.hold };
    }
    case 'ended':
      return { ...leg, phase: 'ended', hold: 'off', isFlowing: false };
    default:
      return assertNever(event);
  }
}

/** Whether the other side is to hear the microphone: follows from two facts, never from a third that could contradict them. */
export function isSending(leg: LegState): boolean {
  return leg.microphone === 'on' && leg.hold === 'off' && leg.phase !== 'ended';
}

export function mayHold(leg: LegState): boolean {
  return leg.isEstablished && leg.phase !== 'ended' && (leg.hold === 'off' || leg.hold === 'failed');
}
