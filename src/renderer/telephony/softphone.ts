import type { StoreApi } from 'zustand/vanilla';
import type { CallerCard, Draft, LineStatus } from '../../shared/contracts/bridge.ts';
import type { Call, CallEndCause } from '../../shared/domain/call/call.ts';
import type { TransferState } from '../../shared/domain/call/transferState.ts';

/** The call in the operator's hands, as the call bar shows it. */
export interface LineCall {
  /** Null until the core has answered the offer (milliseconds); the bar shows the number meanwhile. */
  callId: string | null;
  direction: 'incoming' | 'outgoing';
  phase: 'ringing' | 'connecting' | 'talking' | 'ended';
  /** Shown only when the other side confirmed it; a failed hold mutes instead and says so. */
  hold: 'off' | 'holding' | 'held' | 'resuming' | 'failed';
  microphone: 'on' | 'off';
  phone: string | null;
  displayName: string | null;
  queue: string | null;
  /** Milliseconds of `performance.now()` when the INVITE came, and when audio was first heard. */
  offeredAtMs: number;
  answeredAtMs: number | null;
  endCause: CallEndCause | null;
  recording: 'off' | 'on' | 'failed';
}

export interface SoftphoneState {
  line: LineStatus;
  /** Another window of this workstation has the line; this one only looks on. */
  isView: boolean;
  call: LineCall | null;
  /** The second line while it lives: whoever is asked about the call in hand. */
  consult: LineCall | null;
  transfer: TransferState;
  /** What was dialled last, for dialling it again. */
  lastDialled: string | null;
  /** Whether the exchange's queue agrees with the operator's state. */
  queue: 'left' | 'paused' | 'unpaused' | 'unknown';
  /** An error code of the last telephony act that failed, for the call bar, or null. */
  trouble: string | null;
}

/** What a popped call brings: handed to the card desk, once per call. */
export interface Offered {
  call: Call;
  caller: CallerCard;
  draft: Draft;
}

/** The telephone of the window. All methods resolve when the act is under way, and put failures into `trouble`. */
export interface Softphone {
  store: StoreApi<SoftphoneState>;
  /** Called while it rings, when the core has answered the offer. Returns its own unsubscribe. */
  onOffered(listener: (offered: Offered) => void): () => void;
  answer(): Promise<void>;
  /** Rejects a ringing call, ends a talking one, cancels an outgoing one. */
  hangUp(): Promise<void>;
  toggleHold(): Promise<void>;
  toggleMicrophone(): void;
  sendDtmf(tone: string): Promise<void>;
  dial(number: string): Promise<void>;
  redial(): Promise<void>;
  /** Sends the caller to a number or a line without asking first. */
  transfer(target: string): Promise<void>;
  /** Holds the caller and calls somebody about them. */
  consult(target: string): Promise<void>;
  /** Gives the caller to whoever is asked. */
  completeTransfer(): Promise<void>;
  /** Ends the second line and goes back to the caller. */
  returnToCaller(): Promise<void>;
  /** Works here although the line is registered at another workstation. */
  takeLine(): void;
  /** Reads line settings and registers, or unregisters when nobody is signed in. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}
