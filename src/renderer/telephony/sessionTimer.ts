import type { SipText } from './sipText.ts';

/** Who keeps a session alive, and how long it lasts unrefreshed (RFC 4028). */
export interface SessionTimer {
  expiresSec: number;
  isOurs: boolean;
}

/** RFC 4028 §4: half an hour is what is recommended; §5: nobody may ask for less than 90 s. */
export const usualExpiresSec = 1800;
export const leastExpiresSec = 90;

interface Asked {
  expiresSec: number;
  refresher: 'uac' | 'uas' | null;
}

/** What a message says of Session-Expires; null when it says nothing readable. */
export function readSessionExpires(message: SipText): Asked | null {
  const header = message.header('Session-Expires');
  const found = /^\s*(\d{1,9})\s*(;.*)?$/.exec(header ?? '');
  if (found === null) return null;
  const refresher = /;\s*refresher\s*=\s*(uac|uas)\b/i.exec(found[2] ?? '')?.[1]?.toLowerCase();
  return { expiresSec: Number(found[1]), refresher: refresher === 'uac' || refresher === 'uas' ? refresher : null };
}

/** What our answer to a request says and what it makes of the session (RFC 4028 §9, table 2). */
export function agreeToTimer(request: SipText): { headers: string[]; timer: SessionTimer | null } {
  const asked = readSessionExpires(request);
  if (asked === null) return { headers: [], timer: null };
  const supports = /(^|[,\s])timer([,\s]|$)/i.test(request.header('Supported') ?? '');
  // One that knows no timers cannot refresh: then we do. Otherwise whoever asked, as exchanges are used to it.
  const refresher = supports ? (asked.refresher ?? 'uac') : 'uas';
  return {
    headers: [
      `Session-Expires: ${asked.expiresSec};refresher=${refresher}`,
      ...(refresher === 'uac' ? ['Require: timer'] : []),
    ],
    timer: { expiresSec: asked.expiresSec, isOurs: refresher === 'uas' },
  };
}

/** What a 2xx to a request of ours makes of the session (RFC 4028 §7.2). */
export function readAgreedTimer(answer: SipText): SessionTimer | null {
  const said = readSessionExpires(answer);
  return said === null ? null : { expiresSec: said.expiresSec, isOurs: said.refresher !== 'uas' };
}

/** When the one who refreshes does so, and when the other gives the session up (RFC 4028 §10), ms from the last refresh. */
export function refreshAfterMs({ expiresSec }: SessionTimer): number {
  return expiresSec * 500;
}

export function deadAfterMs({ expiresSec }: SessionTimer): number {
  return (expiresSec - Math.min(32, expiresSec / 3)) * 1000;
}
