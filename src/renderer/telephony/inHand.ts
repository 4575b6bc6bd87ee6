import { moveLeg, newLeg, type LegEvent, type LegState } from '../../shared/domain/call/legState.ts';
import type { CallTeller } from './callTeller.ts';
import type { LegId } from './sipPort.ts';
import type { LineCall } from './softphone.ts';

/** A call of the line with everything that is open for it. */
export interface InHand {
  legId: LegId | null;
  leg: LegState;
  line: LineCall;
  /** Null for a code of the exchange and for a consultation, which are no calls of anybody. */
  teller: CallTeller | null;
  microphone: Promise<MediaStream>;
  sent: MediaStream | null;
  heard: MediaStream | null;
  ringSec: number | null;
  linkedId: string | null;
  isRecording: boolean;
  /** It was lost with the window before this one and is being taken back. */
  isTakenBack: boolean;
  cancelRingLimit: (() => void) | null;
}

export interface Party {
  from: string | null;
  displayName: string | null;
  queue: string | null;
}

/** A call at its first moment. */
export function newInHand(
  direction: 'incoming' | 'outgoing',
  party: Party,
  nowMs: number,
  microphone: Promise<MediaStream>,
): InHand {
  const leg = newLeg(direction);
  return {
    legId: null,
    leg,
    line: {
      callId: null,
      direction,
      phase: leg.phase,
      hold: leg.hold,
      microphone: leg.microphone,
      phone: party.from,
      displayName: party.displayName,
      queue: party.queue,
      offeredAtMs: nowMs,
      answeredAtMs: null,
      endCause: null,
      recording: 'off',
    },
    teller: null,
    microphone,
    sent: null,
    heard: null,
    ringSec: null,
    linkedId: null,
    isRecording: false,
    isTakenBack: false,
    cancelRingLimit: null,
  };
}

/** Moves the call and what is shown of it together; there is no second way to change either. */
export function move(of: InHand, event: LegEvent, nowMs: number): void {
  of.leg = moveLeg(of.leg, event);
  const { phase, hold, microphone } = of.leg;
  const answeredAtMs = of.line.answeredAtMs ?? (phase === 'talking' ? nowMs : null);
  of.line = { ...of.line, phase, hold, microphone, answeredAtMs };
}

export function isOver(of: InHand): boolean {
  return of.leg.phase === 'ended';
}
