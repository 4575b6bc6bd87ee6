import type { LineSettings } from '../../../shared/contracts/bridge.ts';
import type { Desk } from '../desk.ts';

/** Feature codes of the exchange's dialplan (deploy/asterisk), the same on the practice line. */
const CODES = { join: '*45', leave: '*46', pause: '*47', unpause: '*48', echo: '*43' } as const;

/** How the present user's telephone registers; null when they have no line or no exchange is set. */
export function lineSettingsOf(desk: Desk): LineSettings | null {
  const current = desk.session.current;
  const { pbxWsUrl } = desk.ports.settings;
  if (!current?.sipLine || !pbxWsUrl) return null;
  return { wsUrl: pbxWsUrl, line: current.sipLine, displayName: current.user.name, codes: CODES };
}
