/** A SIP message as text, read as far as the gap between sip.js and its socket needs it. */
export interface SipText {
  /** Null of an answer. */
  method: string | null;
  /** Null of a request. */
  status: number | null;
  requestUri: string | null;
  /** The first header of that name, unfolded; compact names (RFC 3261 §7.3.3) are found by their long ones. */
  header(name: string): string | undefined;
  body: string;
}

/** RFC 3261 §20, RFC 4028 §4: names that may come as one letter. */
const compact: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  k: 'supported',
  l: 'content-length',
  c: 'content-type',
  x: 'session-expires',
};

/** Reads a message that may be anything; null when it has no start line of SIP. Never throws. */
export function readSip(text: string): SipText | null {
  const headEnd = text.indexOf('\r\n\r\n');
  const head = (headEnd === -1 ? text : text.slice(0, headEnd)).replaceAll(/\r\n[ \t]+/g, ' ');
  const [start = '', ...lines] = head.split('\r\n');
  const asked = /^(\S+) (.+) SIP\/\d+\.\d+$/i.exec(start);
  const answered = /^SIP\/\d+\.\d+ (\d{3})(?: |$)/i.exec(start);
  if (asked === null && answered === null) return null;
  const found = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const long = compact[name] ?? name;
    if (!found.has(long)) found.set(long, line.slice(colon + 1).trim());
  }
  return {
    method: answered === null ? (asked?.[1] ?? null) : null,
    status: answered === null ? null : Number(answered[1]),
    requestUri: answered === null ? (asked?.[2] ?? null) : null,
    header: (name) => found.get(name.toLowerCase()),
    body: headEnd === -1 ? '' : text.slice(headEnd + 4),
  };
}

/** The message with more headers at the end of its head. */
export function withHeaders(text: string, extra: readonly string[]): string {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1 || extra.length === 0) return text;
  return `${text.slice(0, headEnd)}\r\n${extra.join('\r\n')}${text.slice(headEnd)}`;
}

/** The message with `token` in its list header `name`, which is made when there is none and `isMade` says so. */
export function withListed(text: string, name: string, token: string, isMade: boolean): string {
  const line = new RegExp(`^(${name}:[^\\r\\n]*)`, 'im');
  const headEnd = text.indexOf('\r\n\r\n');
  const found = line.exec(headEnd === -1 ? text : text.slice(0, headEnd));
  if (found === null) return isMade ? withHeaders(text, [`${name}: ${token}`]) : text;
  const [, listed = ''] = found;
  if (new RegExp(`[:,\\s]${token}(?:[,\\s]|$)`, 'i').test(listed)) return text;
  return `${text.slice(0, found.index)}${listed}, ${token}${text.slice(found.index + listed.length)}`;
}

/**
 * An answer to a request by its own headers (RFC 3261 §8.2.6); null when the request lacks what every answer repeats.
 * @param toTag given to a To that has none yet
 */
export function answerTo(
  request: SipText,
  status: string,
  toTag: string,
  extra: readonly string[] = [],
): string | null {
  const [via, from, to, callId, cseq] = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => request.header(name));
  if (!via || !from || !to || !callId || !cseq) return null;
  return [
    `SIP/2.0 ${status}`,
    `Via: ${via}`,
    `From: ${from}`,
    `To: ${/;\s*tag\s*=/i.test(to) ? to : `${to};tag=${toTag}`}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    ...extra,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

/** The branch of the topmost Via: the name of a transaction (RFC 3261 §17.2.3). */
export function branchOf(message: SipText): string {
  return /;\s*branch\s*=\s*([^;,\s]+)/i.exec(message.header('Via') ?? '')?.[1] ?? '';
}

export function cseqOf(message: SipText): { number: number; method: string } {
  const found = /^(\d+)\s+(\S+)$/.exec(message.header('CSeq') ?? '');
  return { number: Number(found?.[1] ?? 0), method: found?.[2] ?? '' };
}

export function tagOf(header: string | undefined): string {
  return /;\s*tag\s*=\s*([^;\s]+)/i.exec(header ?? '')?.[1] ?? '';
}
