import { toInstant, toMs, type Instant } from '../../../shared/lib/primitives.ts';
import type { Clock } from '../ports.ts';

/** The clock of a workstation may be off by as much as this and still be corrected; further off it is left alone and flagged by the journal. */
const CORRECTABLE_MS = 48 * 3600_000;
/** Less than this between the clock and the time the machine has run is slewing, not a step. */
const STEP_MS = 5_000;
/** Going back by less than this is waited out. */
const HOLD_MS = 5 * 60_000;
/** Nobody at a hotline notices less. */
const NOTICEABLE_MS = 60_000;

/** A reading of both clocks at once. */
export interface ClockBase {
  wallMs: number;
  /** Null where the machine does not tell. */
  uptimeMs: number | null;
  /** Journal's clock minus this machine's. */
  offsetMs: number;
}

export interface DeskClock {
  /** The desk's time, corrected to the journal's clock within limits; never before what it gave last, within reason. */
  now(): Instant;
  /** The journal's clock as it was read somewhere between two instants of this machine's. */
  heard(journalAt: Instant, askedMs: number, heardMs: number): void;
  /** How far this machine's clock is ahead of the journal's, ms (behind: negative); 0 while nobody would notice. */
  offMs(): number;
  base(): ClockBase;
}

/**
 * @param lastGiven the latest instant this desk has put on an act, before it was started
 * @param kept what an earlier run of this core knew, believed while the machine has run on with an untouched clock
 */
export function createDeskClock(clock: Clock, lastGiven: Instant | null, kept: ClockBase | null): DeskClock {
  const read = (offsetMs: number): ClockBase => ({
    wallMs: clock.nowMs(),
    uptimeMs: clock.uptimeMs?.() ?? null,
    offsetMs,
  });
  let base = read(0);
  let measured = false;
  if (kept && kept.uptimeMs !== null && base.uptimeMs !== null && base.uptimeMs >= kept.uptimeMs) {
    if (Math.abs(stepSince(kept)) <= STEP_MS) base = { ...base, offsetMs: kept.offsetMs };
  }
  let lastMs = lastGiven === null ? 0 : toMs(lastGiven);
  /** What a step back of the clock took away, put on again until the journal tells the time. */
  let slipMs = 0;

  /** What was done to the wall clock since a reading; unknown, and taken for nothing, where the machine does not tell. */
  function stepSince(reading: ClockBase): number {
    if (reading.uptimeMs === null || !clock.uptimeMs) return 0;
    return clock.nowMs() - reading.wallMs - (clock.uptimeMs() - reading.uptimeMs);
  }

  /** What has to be added to the wall clock now to have the journal's. */
  function offset(): number {
    const step = stepSince(base);
    return base.offsetMs - (Math.abs(step) > STEP_MS ? step : 0);
  }

  function corrected(): number {
    const offsetMs = offset();
    return clock.nowMs() + (Math.abs(offsetMs) <= CORRECTABLE_MS ? offsetMs : 0) + slipMs;
  }

  return {
    now() {
      const nowMs = corrected();
      const backMs = lastMs - nowMs;
      // Time that goes back would put an act before the one it follows.
      if (backMs > HOLD_MS && backMs <= CORRECTABLE_MS) slipMs += backMs;
      lastMs = backMs > CORRECTABLE_MS ? nowMs : Math.max(lastMs, nowMs);
      return toInstant(lastMs);
    },
    heard(journalAt, askedMs, heardMs) {
      const fresh = toMs(journalAt) - (askedMs + heardMs) / 2;
      const doubt = Math.abs(heardMs - askedMs) / 2;
      // A slow answer says less of the time than the quick one before it.
      const says = !measured || doubt <= 1_000 || Math.abs(fresh - offset()) > doubt;
      base = read(says ? fresh : offset());
      measured = true;
      slipMs = 0;
      if (lastMs - corrected() > HOLD_MS) lastMs = corrected();
    },
    offMs() {
      const offsetMs = Math.round(offset());
      return Math.abs(offsetMs) > NOTICEABLE_MS ? -offsetMs : 0;
    },
    base: () => base,
  };
}
