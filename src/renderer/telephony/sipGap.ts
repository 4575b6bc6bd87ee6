import { agreeToTimer, leastExpiresSec, readAgreedTimer, usualExpiresSec, type SessionTimer } from './sessionTimer.ts';
import { answerTo, branchOf, cseqOf, readSip, tagOf, withHeaders, withListed, type SipText } from './sipText.ts';

/** The two sides of the gap. */
export interface GapSides {
  deliver(text: string): void;
  send(text: string): void;
}

/** Stands between sip.js and its socket; every message goes through it, both ways. */
export interface SipGap {
  incoming(text: string, sides: GapSides): void;
  /** What is sent instead; null for nothing. */
  outgoing(text: string, sides: GapSides): string | null;
}

export interface SipGapDeps {
  /** Whether there is such a dialog, by its ids as we see them. */
  hasDialog(callId: string, localTag: string, remoteTag: string): boolean;
  /** Whether a user part of a Request-URI means this line. */
  isOurUser(user: string): boolean;
  /** What our requests name as the sender in their Via. */
  viaHost(): string;
  /** Our Contact, as a header's value. */
  contact(): string;
  /** How the call's session is kept alive from now on; null: it is not. */
  onSessionTimer(callId: string, timer: SessionTimer | null): void;
  /** Asked in an UPDATE: who speaks now. */
  onUpdate(callId: string, assertedIdentity: string | undefined): void;
  /** A message the library stumbled over; only what kind it was. */
  onStumble(what: string): void;
  /** 0 ≤ x < 1 */
  random(): number;
}

/** RFC 3261 §7.4.1: a body says what it is (§20.15, with the tokens of §25.1). */
const mediaType =
  /^[\w!%*+`'~.-]+\s*\/\s*[\w!%*+`'~.-]+(?:\s*;\s*[\w!%*+`'~.-]+\s*=\s*(?:[\w!%*+`'~.-]+|"[^"\\]*"))*\s*$/;
/** RFC 3261 §20.11; an older word than ours for what a body is for is left alone. */
const disposition = /^[\w!%*+`'~.-]+(?:\s*;.*)?$/;

function hasReadableBody(message: SipText): boolean {
  if (message.body === '') return true;
  const meant = message.header('Content-Disposition');
  return mediaType.test(message.header('Content-Type') ?? '') && (meant === undefined || disposition.test(meant));
}

/** More answers than this are never outstanding on one line. */
const mostRemembered = 64;

/**
 * What sip.js 0.21.2 lacks and cannot be taught from outside is supplied on the wire: UPDATE (RFC 3311; the library says
 * 405), session timers (RFC 4028), and a reader that survives whatever comes (the library's throws at some messages of
 * RFC 4475, which in a window ends in nothing at all being answered).
 */
export function createSipGap(deps: SipGapDeps): SipGap {
  /** What an INVITE asked of its answer, by transaction. */
  const asked = new Map<string, SipText>();
  /** UPDATEs that the library sees as re-INVITEs, by transaction. */
  const disguised = new Map<string, SipText>();
  const intervals = new Map<string, SessionTimer>();

  const remember = <T>(map: Map<string, T>, key: string, value: T): void => {
    map.delete(key);
    map.set(key, value);
    const [oldest] = map.keys();
    if (map.size > mostRemembered && oldest !== undefined) map.delete(oldest);
  };
  const token = (): string => Math.floor(deps.random() * 2 ** 48).toString(36);
  const settle = (callId: string, timer: SessionTimer | null): void => {
    if (timer === null) intervals.delete(callId);
    else remember(intervals, callId, timer);
    deps.onSessionTimer(callId, timer);
  };

  const refuse = (message: SipText, sides: GapSides): void => {
    deps.onStumble(message.method ?? String(message.status));
    if (message.method === null || message.method === 'ACK') return;
    const answer = answerTo(message, '400 Bad Request', token());
    if (answer !== null) sides.send(answer);
  };
  /**
   * What is for somebody else is turned away before the library has spent a millisecond on reading it: requests for
   * another user (RFC 3261 §8.2.2.1), answers to what was never asked here (§18.1.2).
   */
  const isForUs = (message: SipText, sides: GapSides): boolean => {
    if (message.status !== null) return (message.header('Via') ?? '').includes(deps.viaHost());
    const uri = /^sip:(?:([^@;?\s]+)@)?[^@]*$/i.exec(message.requestUri ?? '');
    // Another scheme, or no address at all, is the library's to judge.
    if (uri === null || (uri[1] !== undefined && deps.isOurUser(uri[1]))) return true;
    if (message.method === 'ACK') return false;
    const answer = answerTo(message, '404 Not Found', token());
    if (answer !== null) sides.send(answer);
    return false;
  };
  const deliver = (message: SipText, text: string, sides: GapSides): void => {
    // The library throws at such a body in a promise of its own, where nobody could catch it.
    if (!hasReadableBody(message)) return refuse(message, sides);
    try {
      sides.deliver(text);
    } catch {
      refuse(message, sides);
    }
  };

  const update = (message: SipText, text: string, sides: GapSides): void => {
    const callId = message.header('Call-ID') ?? '';
    const isKnown = deps.hasDialog(callId, tagOf(message.header('To')), tagOf(message.header('From')));
    if (!isKnown) {
      const answer = answerTo(message, '481 Call/Transaction Does Not Exist', token());
      if (answer !== null) sides.send(answer);
      return;
    }
    if (message.body.trim() !== '') {
      // With an offer it is a re-INVITE in all but name (RFC 3311 §5.2): the library answers that one well.
      remember(disguised, branchOf(message), message);
      const asInvite = text.replace(/^UPDATE /, 'INVITE ').replace(/^(CSeq\s*:\s*\d+\s+)UPDATE/im, '$1INVITE');
      return deliver(message, asInvite, sides);
    }
    const { headers, timer } = agreeToTimer(message);
    const answer = answerTo(message, '200 OK', token(), [`Contact: ${deps.contact()}`, ...headers]);
    if (answer !== null) sides.send(answer);
    if (timer !== null) settle(callId, timer);
    deps.onUpdate(callId, message.header('P-Asserted-Identity'));
  };

  /** The library's answer to an UPDATE it took for a re-INVITE; it must also see the ACK that an UPDATE never has. */
  const undisguise = (answer: SipText, update_: SipText, text: string, sides: GapSides): string | null => {
    if ((answer.status ?? 0) < 200) return null;
    const isAccepted = (answer.status ?? 0) < 300;
    const ack = [
      `ACK ${update_.requestUri} SIP/2.0`,
      // Of its own for a 2xx, of the INVITE's transaction for a refusal (RFC 3261 §17.1.1.3).
      isAccepted ? `Via: SIP/2.0/WS gap.invalid;branch=z9hG4bK${token()}` : `Via: ${update_.header('Via')}`,
      'Max-Forwards: 70',
      `From: ${update_.header('From')}`,
      `To: ${update_.header('To')}`,
      `Call-ID: ${update_.header('Call-ID')}`,
      `CSeq: ${cseqOf(update_).number} ACK`,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
    queueMicrotask(() => deliver({ ...update_, method: 'ACK' }, ack, sides));
    const { headers, timer } = agreeToTimer(update_);
    if (isAccepted && timer !== null) settle(update_.header('Call-ID') ?? '', timer);
    return withHeaders(text.replace(/^(CSeq\s*:\s*\d+\s+)INVITE/im, '$1UPDATE'), isAccepted ? headers : []);
  };

  const timedInvite = (message: SipText, text: string): string => {
    const known = intervals.get(message.header('Call-ID') ?? '');
    // In a dialog the roles stay as they were agreed (RFC 4028 §7.4).
    const role = known === undefined ? '' : `;refresher=${known.isOurs ? 'uac' : 'uas'}`;
    return withHeaders(withListed(text, 'Supported', 'timer', true), [
      `Session-Expires: ${known?.expiresSec ?? usualExpiresSec}${role}`,
      `Min-SE: ${leastExpiresSec}`,
    ]);
  };

  const answered = (message: SipText): void => {
    const callId = message.header('Call-ID') ?? '';
    const status = message.status ?? 0;
    if (cseqOf(message).method !== 'INVITE') return;
    if (status >= 200 && status < 300) settle(callId, readAgreedTimer(message));
    if (status !== 422) return;
    // Too short for somebody on the way (RFC 4028 §7.3): the next try says what they can bear.
    const least = Number(/^\s*(\d{1,9})/.exec(message.header('Min-SE') ?? '')?.[1] ?? 0);
    const known = intervals.get(callId);
    if (least > 0) remember(intervals, callId, { expiresSec: least, isOurs: known?.isOurs ?? true });
  };

  return {
    incoming(text, sides) {
      const message = readSip(text);
      if (message === null) return;
      if (!isForUs(message, sides)) return;
      if (message.method === 'UPDATE') return update(message, text, sides);
      if (message.method === 'INVITE') remember(asked, branchOf(message), message);
      if (message.status !== null) answered(message);
      deliver(message, text, sides);
    },
    outgoing(text, sides) {
      const message = readSip(text);
      if (message === null) return text;
      const open = withListed(text, 'Allow', 'UPDATE', false);
      if (message.method !== null) return message.method === 'INVITE' ? timedInvite(message, open) : open;
      const { method } = cseqOf(message);
      const update_ = disguised.get(branchOf(message));
      if (update_ !== undefined && method === 'INVITE') return undisguise(message, update_, open, sides);
      const request = asked.get(branchOf(message));
      const status = message.status ?? 0;
      if (method !== 'INVITE' || status < 200 || status > 299 || request === undefined) return open;
      const { headers, timer } = agreeToTimer(request);
      settle(message.header('Call-ID') ?? '', timer);
      return withHeaders(open, headers);
    },
  };
}
