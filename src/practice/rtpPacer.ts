import { frameMs } from './speech.ts';

/** After a stall longer than this the lost time is skipped: a burst would only be thrown away by the jitter buffer. */
const longestCatchUpFrames = 10;

export interface RtpPacer {
  /** How many frames are due now; the caller is expected to send as many. */
  takeDue(nowMs: number): number;
}

/**
 * Counts frames against a monotonic clock. Timers drift and bunch on a busy machine, so a bare interval would send too few
 * packets and the operator would hear gaps.
 */
export function createRtpPacer(startMs: number): RtpPacer {
  let originMs = startMs;
  let taken = 0;
  return {
    takeDue(nowMs) {
      const due = Math.floor((nowMs - originMs) / frameMs) - taken;
      if (due <= 0) return 0;
      if (due > longestCatchUpFrames) {
        originMs = nowMs;
        taken = 0;
        return 1;
      }
      taken += due;
      return due;
    },
  };
}
