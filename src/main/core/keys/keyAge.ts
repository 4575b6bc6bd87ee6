import { z } from 'zod';
import type { SettingRepository } from '../cache/settingRepository.ts';
import { instant, toInstant, toMs, type Instant } from '../../../shared/lib/primitives.ts';

const DAY_MS = 86_400_000;
const SETTING = 'cacheKey';
const kept = z.object({ madeAt: instant });

/** When the present key was made; null while nobody has noted it. */
export function keyMadeAt(settings: SettingRepository): Instant | null {
  return settings.get(SETTING, kept)?.madeAt ?? null;
}

/** Begins to count a key's age, also where the clock was ahead when it was noted: such a key would never grow old. */
export function noteKeyAge(settings: SettingRepository, nowMs: number): void {
  const madeAt = keyMadeAt(settings);
  if (madeAt === null || toMs(madeAt) > nowMs + DAY_MS) setKeyAge(settings, toInstant(nowMs));
}

export function setKeyAge(settings: SettingRepository, madeAt: Instant): void {
  settings.set(SETTING, { madeAt });
}

/** Older than any: a key that has been outside its keeper is changed at the next opening, however often that is cut short. */
export const KEY_OF_NO_TRUST: Instant = toInstant(0);
