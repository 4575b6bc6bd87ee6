/** What is recorded, and of which call. */
export interface RecordedCall {
  /** The core may still be answering the offer; the recording does not wait for it. */
  callId: Promise<string>;
  operator: MediaStream;
  caller: MediaStream;
}

/** The recorder as the call sees it: never throws, its failure is a state. */
export interface CallRecorder {
  /** A call rings: whatever takes time is done now, so that the first word is not lost. */
  prepare(): void;
  start(call: RecordedCall, onState: (state: 'on' | 'failed') => void): void;
  /** False: the operator's channel is silent, as the line was. */
  setSending(isSending: boolean): void;
  /** True: both channels are silent, the caller hears music. */
  setHeld(isHeld: boolean): void;
  /** Ends the recording; the rest of it is handed over behind the scenes. */
  stop(): void;
}
