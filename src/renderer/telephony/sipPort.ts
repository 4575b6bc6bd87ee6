import type { LineStatus } from '../../shared/contracts/bridge.ts';

/** Where and as whom the line registers. */
export interface LineAccount {
  wsUrl: string;
  user: string;
  password: string;
  domain: string;
  displayName: string;
  /** User part of our Contact: the same after every start of this workstation, another's everywhere else. */
  station: string;
}

/** One call of the line, by its SIP Call-ID. */
export type LegId = string;

/** The names of a dialog, with which another INVITE may take its place (RFC 3891 §3). */
export interface DialogIds {
  callId: string;
  localTag: string;
  remoteTag: string;
}

/** Where a transferred caller is sent: to a number or a line, or to who answered another call of ours. */
export type TransferTarget = { to: string } | { legId: LegId };

export interface InviteOptions {
  /** The line talks to the exchange itself; nothing is repaired when it breaks. */
  isService?: boolean;
  /** The exchange's id of the conversation that is asked about: the colleague sees its card. */
  linkedId?: string | null;
  /** Takes the place of a dialog that was lost with its window. */
  replaces?: DialogIds;
}

/** What an INVITE says. Nothing of it is trusted: it is shown and handed to the core. */
export interface IncomingCall {
  legId: LegId;
  from: string | null;
  displayName: string | null;
  linkedId: string | null;
  queue: string | null;
  queueWaitSec: number | null;
  /** How long the exchange will ring this line, when it says so. */
  ringSec: number | null;
  /** The exchange brings back a caller whom it could not transfer; its word for why. */
  cameBack: string | null;
}

/** How a call that was not cancelled while ringing came to its end. */
export interface LegEnd {
  /** `lost`: the other side is silent; `failed`: it never came about, `statusCode` says why. */
  by: 'local' | 'remote' | 'lost' | 'failed';
  statusCode: number | null;
}

export type SipEvent =
  /** After each `registered` the exchange may have forgotten what it knew of the line. */
  | { kind: 'lineChanged'; status: LineStatus }
  | { kind: 'incoming'; call: IncomingCall }
  | { kind: 'cancelled'; legId: LegId; reason: 'answeredElsewhere' | 'cancelled' }
  /** The called party is being rung. */
  | { kind: 'progress'; legId: LegId }
  /** `dialog`: to be kept by whoever wants the call back after a reload. */
  | { kind: 'established'; legId: LegId; dialog: DialogIds | null }
  | { kind: 'remoteTrack'; legId: LegId; stream: MediaStream }
  /** False while the media path is interrupted. */
  | { kind: 'mediaChanged'; legId: LegId; isFlowing: boolean }
  /** The other side confirmed. */
  | { kind: 'heldChanged'; legId: LegId; isHeld: boolean }
  /** Nothing changed: what was confirmed before still holds. */
  | { kind: 'holdFailed'; legId: LegId }
  /** After a transfer somebody else speaks (P-Asserted-Identity of a re-INVITE, RFC 3325 §9.1). */
  | { kind: 'partyChanged'; legId: LegId; from: string | null; displayName: string | null }
  /**
   * A step of a transfer: the exchange took or refused our REFER, or reports by NOTIFY. A report of 200 says that the
   * caller was let go, not that anybody answered them: an exchange says so even of a line that is busy.
   */
  | { kind: 'transferChanged'; legId: LegId; stage: 'accepted' | 'refused' | 'reported'; statusCode: number | null }
  /** The exchange's own word of a conversation it took over by our REFER. */
  | { kind: 'transferTold'; linkedId: string; outcome: 'answered' }
  | { kind: 'ended'; legId: LegId; end: LegEnd };

/**
 * A SIP line. Nothing of any SIP library is seen through it, so that the library can be changed in a week.
 * Acts on a call that is over do nothing; what became of an act comes as an event.
 */
export interface SipPort {
  /** Connects, registers and stays registered whatever happens, until `unregister`. The same account again changes nothing. */
  register(account: LineAccount): void;
  /** Says goodbye to the registrar (waits two seconds at most) and closes the socket. */
  unregister(): Promise<void>;
  /** Asks the exchange at once whether it is there. */
  probe(): void;
  /** Registers although another workstation has the line; does nothing unless it is `heldElsewhere`. */
  takeOver(): void;
  /**
   * Calls a number, a code or a colleague's line.
   * @throws AppError `line.down` when the line is not registered, `line.number` when the number cannot be dialled
   */
  invite(number: string, audio: MediaStream, options?: InviteOptions): LegId;
  /** Makes the answer ready while it rings, so that accepting is one message. Nothing is sent; may be left out. */
  prepare(legId: LegId, audio: MediaStream): void;
  accept(legId: LegId, audio: MediaStream): void;
  /** Turns a ringing call away. 486 by default (RFC 3261 §21.4.24). */
  reject(legId: LegId, statusCode?: 480 | 486): void;
  /** Calls back an INVITE of ours. */
  cancel(legId: LegId): void;
  bye(legId: LegId): void;
  hold(legId: LegId): void;
  unhold(legId: LegId): void;
  /** @throws AppError `line.dtmf` when the tone cannot be sent */
  dtmf(legId: LegId, tone: string): void;
  /**
   * Asks the exchange to send the other party elsewhere; the leg stays until somebody ends it.
   * @throws AppError `line.number` when the target cannot be dialled, `transfer.no_consult` when the other call is not up
   */
  refer(legId: LegId, target: TransferTarget): void;
  /** Returns its own unsubscribe. */
  subscribe(listener: (event: SipEvent) => void): () => void;
  stop(): Promise<void>;
}
