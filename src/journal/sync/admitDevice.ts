import { AppError } from '../../shared/errors.ts';
import type { DeviceRow } from '../store/journalStore.ts';

/**
 * The device, if it is still the one that was given this epoch. A higher epoch than the journal remembers was given
 * before the journal was restored from a backup, and is believed.
 * @throws AppError `device.unknown`, `device.cloned`
 */
export function admitDevice(device: DeviceRow | null, epoch: number): DeviceRow {
  if (device === null || device.disabledAt !== null) throw new AppError('device.unknown');
  if (epoch < device.epoch) throw new AppError('device.cloned');
  return { ...device, epoch };
}
