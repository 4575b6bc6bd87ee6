import { argon2Sync } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkVerifier, makeVerifier } from './verifier.ts';

test('a verifier knows its password and no other', async () => {
  const verifier = await makeVerifier('Верный1!', Buffer.alloc(16, 3));
  expect(await checkVerifier(verifier, 'Верный1!')).toBe(true);
  expect(await checkVerifier(verifier, 'верный1!')).toBe(false);
  expect(await checkVerifier('md5$a$b', 'Верный1!')).toBe(false);
});

test('it is the argon2id of the standard, as another implementation computes it', async () => {
  const salt = Buffer.alloc(16, 3);
  const cost = { memory: 65_536, passes: 3, parallelism: 1, tagLength: 32 };
  const tag = argon2Sync('argon2id', { message: 'Верный1!', nonce: salt, ...cost });
  expect(await makeVerifier('Верный1!', salt)).toBe(`argon2id$${salt.toString('base64')}$${tag.toString('base64')}`);
});
