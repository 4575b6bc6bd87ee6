import { z } from 'zod';
import type { SettingRepository } from '../cache/settingRepository.ts';
import type { Ids } from '../ports.ts';

const deviceIdentity = z.object({
  deviceId: z.uuid(),
  secret: z.string(),
  enrolled: z.boolean(),
  /** What the journal gave at the last start; null until it gave anything. */
  epoch: z.int().nonnegative().nullable().default(null),
  /** Of an exchange that was begun and whose answer is not known. */
  nonce: z.string().nullable().default(null),
});
export type DeviceIdentity = z.infer<typeof deviceIdentity>;

const NAME = 'device';

/** This workstation's own name and credential; made once, at the first start, and anew when it turns out to be a copy. */
export function deviceOf(settings: SettingRepository, ids: Ids): DeviceIdentity {
  return settings.get(NAME, deviceIdentity) ?? makeDevice(settings, ids);
}

export function saveDevice(settings: SettingRepository, device: DeviceIdentity): void {
  settings.set(NAME, device);
}

/** A new identity, unknown to the journal yet. */
export function makeDevice(settings: SettingRepository, ids: Ids): DeviceIdentity {
  const made = {
    deviceId: ids.next(),
    secret: ids.random(32).toString('base64url'),
    enrolled: false,
    epoch: null,
    nonce: null,
  };
  settings.set(NAME, made);
  return made;
}
