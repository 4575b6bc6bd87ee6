import { createSecretKey } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../ports.ts';

const ISSUER = 'otklik-journal';
const ACCESS_MS = 15 * 60_000;
/** Whoever is signed in asks every few seconds with the same token: its signature is checked once. */
const MOST_KNOWN = 5_000;

/** Whom an access token speaks for. */
export interface TokenClaims {
  userId: string;
  sessionId: string;
}

export interface Tokens {
  issue(claims: TokenClaims): Promise<string>;
  /** @throws AppError `auth.expired` for a stale token, `auth.required` for anything else than a token of ours */
  read(token: string): Promise<TokenClaims>;
}

export function createTokens(signingKey: Uint8Array, territory: string, clock: Clock): Tokens {
  // Bytes would be made a key of anew for every request.
  const key = createSecretKey(signingKey);
  const known = new Map<string, TokenClaims & { expiresAtMs: number }>();
  const keep = (token: string, claims: TokenClaims, expiresAtMs: number): TokenClaims => {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(token, { ...claims, expiresAtMs });
    return claims;
  };
  return {
    issue: ({ userId, sessionId }) => {
      const nowMs = clock.nowMs();
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(userId)
        .setIssuer(ISSUER)
        .setAudience(territory)
        .setIssuedAt(Math.floor(nowMs / 1000))
        .setExpirationTime(Math.floor((nowMs + ACCESS_MS) / 1000))
        .sign(key);
    },
    read: async (token) => {
      const before = known.get(token);
      // A stale one is read anew, for the reader's own words about it.
      if (before !== undefined && clock.nowMs() < before.expiresAtMs) {
        return { userId: before.userId, sessionId: before.sessionId };
      }
      known.delete(token);
      const options = {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: territory,
        currentDate: new Date(clock.nowMs()),
      };
      try {
        const { payload } = await jwtVerify(token, key, options);
        const { sub, sid, exp } = payload;
        if (typeof sub !== 'string' || typeof sid !== 'string') throw new AppError('auth.required');
        return keep(token, { userId: sub, sessionId: sid }, (exp ?? 0) * 1000);
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw new AppError('auth.expired');
        throw new AppError('auth.required', {}, { cause: error });
      }
    },
  };
}
