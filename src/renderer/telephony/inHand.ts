import type { CallTeller } from './callTeller.ts';
import type { LegId } from './sipPort.ts';
import type { LineCall } from './softphone.ts';

/** The call in hand with everything that is open for it. */
export interface InHand {
  legId: LegId | null;
  line: LineCall;
  /** Null for a code of the exchange, which is no call of anybody. */
  teller: CallTeller | null;
  microphone: Promise<MediaStream>;
  sent: MediaStream | null;
  heard: MediaStream | null;
  ringSec: number | null;
  isEstablished: boolean;
  isFlowing: boolean;
  isRecording: boolean;
  cancelRingLimit: (() => void) | null;
}

export interface Party {
  from: string | null;
  displayName: string | null;
  queue: string | null;
}

/** A call at its first moment. */
export function newLineCall(direction: 'incoming' | 'outgoing', party: Party, nowMs: number): LineCall {
  return {
    callId: null,
    direction,
    phase: 'ringing',
    hold: 'off',
    microphone: 'on',
    phone: party.from,
    displayName: party.displayName,
    queue: party.queue,
    offeredAtMs: nowMs,
    answeredAtMs: null,
    endCause: null,
    recording: 'off',
  };
}

export function isOver(of: InHand): boolean {
  return of.line.phase === 'ended';
}
