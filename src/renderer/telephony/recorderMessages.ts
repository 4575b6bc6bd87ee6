/** Between the window and the recorder on the audio thread. */
export type ToWorklet = { kind: 'sending'; isSending: boolean } | { kind: 'held'; isHeld: boolean } | { kind: 'stop' };

/** `piece`: interleaved A-law frames; `over`: the last one has been sent. */
export type FromWorklet = { kind: 'piece'; bytes: Uint8Array<ArrayBuffer> } | { kind: 'over' };
