import type { IncomingCall } from './sipPort.ts';

/** The little of an INVITE that is read here; sip.js finds a header whatever its case. */
export interface InviteHeaders {
  callId: string;
  getHeader(name: string): string | undefined;
  from: { displayName: string; uri: { user?: string | undefined } };
}

/** RFC 3323 §4.1.1.3 and what exchanges really send for a number that is hidden. */
const hiddenUsers = new Set(['', 'anonymous', 'unknown', 'unavailable', 'restricted', 'private']);

const visible = (user: string | undefined): string | null =>
  user === undefined || hiddenUsers.has(user.toLowerCase()) ? null : user.slice(0, 128);

/** User and name of `"Name" <sip:user@host>;params`, as P-Asserted-Identity has it (RFC 3325 §9.1). */
export function readNameAddress(header: string | undefined): { user: string | null; name: string | null } {
  const found = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^<"]*?))\s*<(?:sips?:([^@>;]+)@|tel:([^>;]+))/i.exec(header ?? '');
  const user = found?.[3] ?? found?.[4];
  const name = (found?.[1]?.replaceAll(/\\(.)/g, '$1') ?? found?.[2] ?? '').trim();
  return {
    user: visible(user === undefined ? undefined : safeDecode(user)),
    name: name === '' ? null : name.slice(0, 200),
  };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : null;
}

function cut(text: string | undefined, length: number): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed.slice(0, length);
}

/** Who calls and by which way. The identity the exchange vouches for comes before what the caller wrote into From. */
export function readInvite(request: InviteHeaders): IncomingCall {
  const asserted = readNameAddress(request.getHeader('P-Asserted-Identity'));
  const from = asserted.user ?? visible(request.from.uri.user);
  const name = asserted.name ?? cut(request.from.displayName, 200);
  // «Anonymous» is what exchanges call whoever hides; the same digits twice tell nothing.
  const isEmptyName = name === null || name === from || hiddenUsers.has(name.toLowerCase());
  return {
    legId: request.callId,
    from,
    displayName: isEmptyName ? null : name,
    linkedId: cut(request.getHeader('X-Linkedid'), 128),
    queue: cut(request.getHeader('X-Queue'), 64),
    queueWaitSec: wholeNumber(request.getHeader('X-Queue-Wait')),
    ringSec: wholeNumber(request.getHeader('X-Ring-Sec')),
    cameBack: cut(request.getHeader('X-Transfer-Failed'), 32),
  };
}

/** What the exchange tells by MESSAGE of a transferred conversation (deploy/asterisk): `transfer answered <linkedid>`. */
export function readTransferNews(body: string): { linkedId: string; outcome: 'answered' } | null {
  const linkedId = /^transfer answered ([0-9a-zA-Z.-]{1,128})\s*$/.exec(body)?.[1];
  return linkedId === undefined ? null : { linkedId, outcome: 'answered' };
}

/** Why a ringing call was taken back (RFC 3326). Asterisk's option `C` says when a colleague was faster. */
export function readCancelReason(reason: string | undefined): 'answeredElsewhere' | 'cancelled' {
  const isElsewhere = /SIP\s*;[^,]*cause\s*=\s*200\b/i.test(reason ?? '') || /completed elsewhere/i.test(reason ?? '');
  return isElsewhere || /Q\.850\s*;[^,]*cause\s*=\s*26\b/i.test(reason ?? '') ? 'answeredElsewhere' : 'cancelled';
}

/**
 * Whether an answer to our hold agrees to it (RFC 3264 §8.4): a stream offered `sendonly` must come back as `recvonly`
 * or `inactive`; anything else means that the other side still hears us.
 */
export function agreesToHold(sdp: string | undefined): boolean {
  return /^a=(recvonly|inactive)\s*$/m.test(sdp ?? '');
}
