import { alawSilence, encodeAlawSample } from '../../shared/domain/recording/alaw.ts';
import { createDownsampler } from '../../shared/domain/recording/downsample.ts';
import type { FromWorklet, ToWorklet } from './recorderMessages.ts';

/** What TypeScript's DOM library does not know of AudioWorkletGlobalScope (Web Audio API 1.1 §1.32). */
declare const currentFrame: number;
declare function registerProcessor(name: string, processor: new () => unknown): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

/** One second: what a crash of the window may cost. */
const framesPerPiece = 8000;

/**
 * Runs on the audio thread. Both channels are written by one clock and one loop, so they cannot drift apart: a side
 * that delivers nothing is written as silence of the same length.
 */
class Recorder extends AudioWorkletProcessor {
  readonly #left = createDownsampler();
  readonly #right = createDownsampler();
  #piece = new Uint8Array(framesPerPiece * 2);
  #leftAt = 0;
  #rightAt = 0;
  #nextFrame = -1;
  #isSending = true;
  #isHeld = false;
  #isOver = false;

  constructor() {
    super();
    this.port.addEventListener('message', ({ data }: MessageEvent<ToWorklet>) => this.#obey(data));
    this.port.start();
  }

  process([operator, caller]: Float32Array[][]): boolean {
    if (this.#isOver) return false;
    const length = 128;
    // The clock runs on when this thread could not keep up; what was not heard is written as silence for both.
    const missed = this.#nextFrame < 0 ? 0 : currentFrame - this.#nextFrame;
    this.#nextFrame = currentFrame + length;
    for (let at = 0; at < missed; at += length) this.#write(null, null, length);
    const isOperatorHeard = this.#isSending && !this.#isHeld;
    this.#write(isOperatorHeard ? (operator?.[0] ?? null) : null, this.#isHeld ? null : (caller?.[0] ?? null), length);
    return true;
  }

  #write(operator: Float32Array | null, caller: Float32Array | null, length: number): void {
    this.#left.push(operator, length, (sample) => {
      this.#piece[this.#leftAt] = encodeAlawSample(sample);
      this.#leftAt += 2;
    });
    this.#right.push(caller, length, (sample) => {
      this.#piece[this.#rightAt + 1] = encodeAlawSample(sample);
      this.#rightAt += 2;
    });
    // Both have counted the same samples; a portion gives at most 22, and the piece ends on a multiple of neither.
    if (this.#leftAt >= framesPerPiece * 2 - 64) this.#flush();
  }

  #flush(): void {
    const bytes = this.#piece.slice(0, this.#leftAt);
    this.#send({ kind: 'piece', bytes }, [bytes.buffer]);
    this.#leftAt = 0;
    this.#rightAt = 0;
    this.#piece.fill(alawSilence);
  }

  #obey(message: ToWorklet): void {
    switch (message.kind) {
      case 'sending':
        this.#isSending = message.isSending;
        return;
      case 'held':
        this.#isHeld = message.isHeld;
        return;
      case 'stop':
        this.#isOver = true;
        this.#flush();
        this.#send({ kind: 'over' }, []);
    }
  }

  #send(message: FromWorklet, transfer: Transferable[]): void {
    this.port.postMessage(message, transfer);
  }
}

registerProcessor('otklik-recorder', Recorder);
