import { randomBytes } from 'node:crypto';
import { digestMatches, makeChallenge, parseDigest } from './digest.ts';
import type { MonotonicClock } from './ports.ts';

const realm = 'otklik-practice';
const nonceLifeMs = 60_000;
const longestBindingSec = 3600;
const shortestBindingSec = 30;

/** The parts of a REGISTER that matter, already taken out of SIP, so that the rules below can be tested bare. */
export interface RegisterRequest {
  user: string;
  authorization: string | undefined;
  /** Absent in a query; "*" removes whatever is there. */
  contact: { uri: string; expiresSec: number } | '*' | null;
}

export type RegisterAnswer =
  | { status: 200; headers: string[] }
  | { status: 401; headers: string[] }
  | { status: 403; reason: string };

interface Binding<Line> {
  line: Line;
  contactUri: string;
  expiresAtMs: number;
}

export interface Registrar<Line> {
  register(line: Line, request: RegisterRequest): RegisterAnswer;
  /** Where the user can be rung now; null when nowhere. */
  find(user: string): { line: Line; contactUri: string } | null;
  /** The user who registered over this line, while the registration holds. */
  userOf(line: Line): string | null;
  /** The line is gone and takes its registration with it. */
  drop(line: Line): void;
}

export interface RegistrarDeps {
  accounts: (user: string) => string | null;
  clock: MonotonicClock;
  newNonce?: () => string;
}

/**
 * Keeps who is reachable over which line. One contact for a user, the newest wins (as `max_contacts=1,
 * remove_existing=yes` of the real exchange): a reloaded window must not be kept out by its own ghost.
 */
export function createRegistrar<Line>({ accounts, clock, newNonce = randomNonce }: RegistrarDeps): Registrar<Line> {
  const bindings = new Map<string, Binding<Line>>();
  const nonces = new Map<string, number>();

  const issueNonce = (): string => {
    for (const [nonce, expiresAtMs] of nonces) if (expiresAtMs <= clock.nowMs()) nonces.delete(nonce);
    const nonce = newNonce();
    nonces.set(nonce, clock.nowMs() + nonceLifeMs);
    return nonce;
  };

  const live = (user: string): Binding<Line> | null => {
    const binding = bindings.get(user);
    if (!binding) return null;
    if (binding.expiresAtMs > clock.nowMs()) return binding;
    bindings.delete(user);
    return null;
  };

  return {
    register(line, { user, authorization, contact }) {
      const answer = parseDigest(authorization);
      if (!answer) {
        return { status: 401, headers: [`WWW-Authenticate: ${makeChallenge(realm, issueNonce(), false)}`] };
      }
      const nonceExpiresAtMs = nonces.get(answer.nonce);
      nonces.delete(answer.nonce);
      if (nonceExpiresAtMs === undefined || nonceExpiresAtMs <= clock.nowMs()) {
        return { status: 401, headers: [`WWW-Authenticate: ${makeChallenge(realm, issueNonce(), true)}`] };
      }
      const password = accounts(user);
      const isRight = password !== null && answer.username === user && digestMatches(answer, 'REGISTER', password);
      // An unknown user and a wrong password look alike, so that the line tells nobody which accounts exist.
      if (!isRight) return { status: 403, reason: 'Wrong user or password' };

      if (contact === '*') bindings.delete(user);
      else if (contact?.expiresSec === 0) {
        // The farewell of a replaced window must not sign out the window that replaced it.
        if (bindings.get(user)?.contactUri === contact.uri) bindings.delete(user);
      } else if (contact) {
        const expiresSec = Math.min(Math.max(contact.expiresSec, shortestBindingSec), longestBindingSec);
        bindings.set(user, { line, contactUri: contact.uri, expiresAtMs: clock.nowMs() + expiresSec * 1000 });
      }
      const binding = live(user);
      if (!binding) return { status: 200, headers: [] };
      const leftSec = Math.ceil((binding.expiresAtMs - clock.nowMs()) / 1000);
      return { status: 200, headers: [`Contact: <${binding.contactUri}>;expires=${leftSec}`] };
    },
    find: live,
    userOf(line) {
      for (const [user, binding] of bindings) if (binding.line === line && live(user)) return user;
      return null;
    },
    drop(line) {
      for (const [user, binding] of bindings) if (binding.line === line) bindings.delete(user);
    },
  };
}

function randomNonce(): string {
  return randomBytes(16).toString('hex');
}
