import { toBase64 } from '../bridge/base64.ts';
import type { Bridge } from '../../shared/contracts/bridge.ts';
import { buildWavHeader } from '../../shared/domain/recording/wav.ts';
import { AppError } from '../../shared/errors.ts';
import { backoffMs } from './backoffMs.ts';
import { isPassing } from './tellCore.ts';
import type { Timers } from './timers.ts';

export interface PieceSenderDeps {
  bridge: Bridge;
  timers: Timers;
  callId: Promise<string>;
  /** `failed` while the core does not take what is recorded, `on` when it does. */
  onState: (state: 'on' | 'failed') => void;
}

/** Hands a recording to the core piece by piece. */
export interface PieceSender {
  /** Frames, left and right interleaved, in the order they were heard. */
  push(piece: Uint8Array): void;
  /** No more will come. */
  finish(): void;
}

/** Ten minutes of two channels at 8 kHz: what a restart of the core may take at the very worst. */
const mostKeptBytes = 10 * 60 * 16_000;
/** One restart of the core goes by unseen; longer than that the operator should know. */
const sayFailedAfterMs = 5_000;
/** The core closed the file behind our back (it restarted, or lost bytes): what follows is a second recording of the same call. */
const startsAnew = new Set(['recording.not_open', 'recording.gap']);

/** Pieces go up in order and stay in memory until the core has acknowledged them. */
export function createPieceSender({ bridge, timers, callId, onState }: PieceSenderDeps): PieceSender {
  const kept: Uint8Array[] = [];
  let keptBytes = 0;
  let isFinished = false;
  let isSending = false;
  let isGivenUp = false;
  let recordingId: string | null = null;
  let isHeaderSent = false;
  let offset = 0;
  let attempt = 0;
  let cancelAlarm: (() => void) | null = null;
  let said: 'on' | 'failed' | null = null;

  const say = (state: 'on' | 'failed'): void => {
    if (state === said) return;
    said = state;
    onState(state);
  };
  const giveUp = (): void => {
    isGivenUp = true;
    kept.length = 0;
    say('failed');
  };

  /** One step towards the core; false when there is nothing left to do. */
  const step = async (): Promise<boolean> => {
    if (recordingId === null) {
      ({ recordingId } = await bridge.call('recordings.begin', { callId: await callId }));
      return true;
    }
    const piece = isHeaderSent ? kept[0] : buildWavHeader();
    if (piece === undefined) {
      if (!isFinished) return false;
      await bridge.call('recordings.finish', { recordingId });
      isGivenUp = true;
      return false;
    }
    await bridge.call('recordings.append', { recordingId, offset, bytes: toBase64(piece) });
    offset += piece.length;
    if (isHeaderSent) {
      kept.shift();
      keptBytes -= piece.length;
    }
    isHeaderSent = true;
    return true;
  };

  const pump = async (): Promise<void> => {
    if (isSending || isGivenUp) return;
    isSending = true;
    try {
      while (await step()) acknowledged();
    } catch (error) {
      failed(error);
    }
    isSending = false;
    // A piece may have come while the last step found nothing.
    if (cancelRetry === null && !isGivenUp && (kept.length > 0 || isFinished)) void pump();
  };
  let cancelRetry: (() => void) | null = null;

  const acknowledged = (): void => {
    attempt = 0;
    cancelAlarm?.();
    cancelAlarm = null;
    say('on');
  };
  const failed = (error: unknown): void => {
    const isAnew = error instanceof AppError && startsAnew.has(error.code);
    if (!isAnew && !isPassing(error)) return giveUp();
    if (isAnew) {
      recordingId = null;
      isHeaderSent = false;
      offset = 0;
    }
    cancelAlarm ??= timers.after(sayFailedAfterMs, () => say('failed'));
    cancelRetry = timers.after(backoffMs(attempt, timers.random(), { firstMs: 200, mostMs: 3_000 }), () => {
      cancelRetry = null;
      void pump();
    });
    attempt += 1;
  };

  void pump();
  return {
    push(piece) {
      if (isGivenUp || isFinished || piece.length === 0) return;
      if (keptBytes + piece.length > mostKeptBytes) return giveUp();
      kept.push(piece);
      keptBytes += piece.length;
      if (cancelRetry === null) void pump();
    },
    finish() {
      isFinished = true;
      if (cancelRetry === null) void pump();
    },
  };
}
