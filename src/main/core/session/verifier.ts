import { timingSafeEqual } from 'node:crypto';
// Not node:crypto's argon2: Electron's cryptographic library has none, and a verifier made under one host must be
// checked under the other.
import { argon2id } from 'hash-wasm';
import type { PasswordKeeper } from '../ports.ts';

/** RFC 9106 §4, second recommended option, on one lane: 64 MiB, three passes. */
const COST = { memorySize: 65_536, iterations: 3, parallelism: 1, hashLength: 32 } as const;

/** A password as this workstation remembers it: good for checking, useless for signing in elsewhere. */
export async function makeVerifier(password: string, salt: Buffer): Promise<string> {
  const tag = await argon2id({ password: password.normalize('NFC'), salt, ...COST, outputType: 'binary' });
  return `argon2id$${salt.toString('base64')}$${Buffer.from(tag).toString('base64')}`;
}

/** Whether the password is the one remembered; takes the same time either way. */
export async function checkVerifier(verifier: string, password: string): Promise<boolean> {
  const [kind, salt = '', tag = ''] = verifier.split('$');
  if (kind !== 'argon2id') return false;
  const expected = Buffer.from(tag, 'base64');
  const actual = await argon2id({
    password: password.normalize('NFC'),
    salt: Buffer.from(salt, 'base64'),
    ...COST,
    outputType: 'binary',
  });
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** Passwords as a real desk remembers them. */
export const argonPasswords: PasswordKeeper = { remember: makeVerifier, check: checkVerifier };
