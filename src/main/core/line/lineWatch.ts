import type { LineStatus } from '../../../shared/contracts/bridge.ts';
import type { Desk } from '../desk.ts';

const BEAT_MS = 1_000;
/** Beats without a word of the window: it tells every fifth, so this many are no accident. */
const SILENT_BEATS = 15;

export interface LineWatch {
  /** A window told what it sees. */
  heard(status: LineStatus): void;
  stop(): void;
}

/**
 * Watches over the window that holds the line. The clock beats here, because a hidden window's timers come once a minute
 * and a crashed one's never; and a window that tells nothing for 15 s has no line, whatever it said last. Beats are
 * counted, not measured: through the sleep of a machine none pass.
 */
export function createLineWatch(desk: Desk, lineIs: (status: LineStatus) => void): LineWatch {
  let cancel: (() => void) | null = null;
  let silentBeats = 0;

  const stop = (): void => {
    cancel?.();
    cancel = null;
  };
  const beat = (): void => {
    cancel = null;
    silentBeats += 1;
    if (silentBeats > SILENT_BEATS) {
      // Nobody is there to hear more beats; the next report starts them again.
      desk.ports.log.warn('line.window_silent', {});
      return lineIs('unreachable');
    }
    arm();
    desk.events.emit('line.beat', {});
  };
  const arm = (): void => {
    cancel = desk.ports.clock.after(BEAT_MS, beat);
  };

  return {
    heard(status) {
      silentBeats = 0;
      if (status === 'off') stop();
      else if (cancel === null) arm();
    },
    stop,
  };
}
