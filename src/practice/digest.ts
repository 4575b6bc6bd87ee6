import { createHash, timingSafeEqual } from 'node:crypto';

export interface DigestAnswer {
  username: string;
  realm: string;
  nonce: string;
  uri: string;
  response: string;
  qop?: string | undefined;
  cnonce?: string | undefined;
  nc?: string | undefined;
}

export function makeChallenge(realm: string, nonce: string, isStale: boolean): string {
  const stale = isStale ? ', stale=true' : '';
  return `Digest realm="${realm}", nonce="${nonce}", algorithm=MD5, qop="auth"${stale}`;
}

/** Reads an Authorization header; sip.js's grammar knows the challenge only, since it never plays the registrar. */
export function parseDigest(header: string | undefined): DigestAnswer | null {
  const text = header?.trim() ?? '';
  if (!/^digest\s/i.test(text)) return null;
  const fields = new Map<string, string>();
  for (const [, name, quoted, bare] of text.slice(7).matchAll(/([a-z]+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/gi)) {
    if (name) fields.set(name.toLowerCase(), quoted ?? bare ?? '');
  }
  const [username, realm, nonce] = [fields.get('username'), fields.get('realm'), fields.get('nonce')];
  const [uri, response] = [fields.get('uri'), fields.get('response')];
  if (!username || realm === undefined || !nonce || !uri || !response) return null;
  return {
    username,
    realm,
    nonce,
    uri,
    response,
    qop: fields.get('qop'),
    cnonce: fields.get('cnonce'),
    nc: fields.get('nc'),
  };
}

/** RFC 2617 §3.2.2. MD5 is what SIP digest is made of and all that sip.js speaks. */
export function digestMatches(answer: DigestAnswer, method: string, password: string): boolean {
  const ha1 = md5(`${answer.username}:${answer.realm}:${password}`);
  const ha2 = md5(`${method}:${answer.uri}`);
  const middle = answer.qop ? `${answer.nonce}:${answer.nc}:${answer.cnonce}:${answer.qop}` : answer.nonce;
  const expected = Buffer.from(md5(`${ha1}:${middle}:${ha2}`));
  const got = Buffer.from(answer.response.toLowerCase());
  return expected.length === got.length && timingSafeEqual(expected, got);
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
