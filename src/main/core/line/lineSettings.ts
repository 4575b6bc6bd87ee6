import { createHash } from 'node:crypto';
import type { LineSettings } from '../../../shared/contracts/bridge.ts';
import type { Desk } from '../desk.ts';
import { deviceOf } from '../device/deviceIdentity.ts';

/** Feature codes of the exchange's dialplan (deploy/asterisk), the same on the practice line. */
const CODES = { join: '*45', leave: '*46', pause: '*47', unpause: '*48', echo: '*43' } as const;

/** How the present user's telephone registers; null when they have no line or no exchange is set. */
export function lineSettingsOf(desk: Desk): LineSettings | null {
  const current = desk.session.current;
  const { pbxWsUrl } = desk.ports.settings;
  if (!current?.sipLine || !pbxWsUrl) return null;
  // The device's id stays with the journal; its exchange sees a digest.
  const { deviceId } = deviceOf(desk.settings, desk.ports.ids);
  const station = `d${createHash('sha256').update(deviceId).digest('hex').slice(0, 15)}`;
  return { wsUrl: pbxWsUrl, line: current.sipLine, displayName: current.user.name, station, codes: CODES };
}
