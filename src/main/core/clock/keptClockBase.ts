import { z } from 'zod';
import type { SettingRepository } from '../cache/settingRepository.ts';
import type { ClockBase } from './deskClock.ts';

const NAME = 'clock';
const clockBase = z.object({ wallMs: z.number(), uptimeMs: z.number().nullable(), offsetMs: z.number() });

/** How the clocks stood when the journal was last heard, for a core that is started again without it. */
export function keptClockBase(settings: SettingRepository): ClockBase | null {
  return settings.get(NAME, clockBase);
}

export function keepClockBase(settings: SettingRepository, base: ClockBase): void {
  settings.set(NAME, base);
}
