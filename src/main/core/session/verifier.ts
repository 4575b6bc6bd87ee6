import { argon2 as argon2Callback, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const argon2 = promisify(argon2Callback);

/** RFC 9106 §4, second recommended option: 64 MiB, three passes. */
const COST = { memory: 65_536, passes: 3, parallelism: 4, tagLength: 32 } as const;

/** A password as this workstation remembers it: good for checking, useless for signing in elsewhere. */
export async function makeVerifier(password: string, salt: Buffer): Promise<string> {
  const tag = await argon2('argon2id', { message: password, nonce: salt, ...COST });
  return `argon2id$${salt.toString('base64')}$${tag.toString('base64')}`;
}

/** Whether the password is the one remembered; takes the same time either way. */
export async function checkVerifier(verifier: string, password: string): Promise<boolean> {
  const [kind, salt = '', tag = ''] = verifier.split('$');
  if (kind !== 'argon2id') return false;
  const expected = Buffer.from(tag, 'base64');
  const actual = await argon2('argon2id', { message: password, nonce: Buffer.from(salt, 'base64'), ...COST });
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
