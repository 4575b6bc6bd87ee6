import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './passwords.ts';

test('a password fits its own hash only, however its letters were composed', async () => {
  const hash = await hashPassword('Пароль-ё-1');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword('Пароль-ё-1'.normalize('NFD'), hash)).toBe(true);
  expect(await verifyPassword('Пароль-е-1', hash)).toBe(false);
  expect(await hashPassword('Пароль-ё-1')).not.toBe(hash);
});

test('nobody’s password is never right, nor is one against a broken hash', async () => {
  expect(await verifyPassword('', null)).toBe(false);
  expect(await verifyPassword('x', 'plain')).toBe(false);
});

test('an unknown login costs as much work as a known one', async () => {
  const hash = await hashPassword('x');
  const took = async (stored: string | null): Promise<number> => {
    let least = Infinity;
    for (let i = 0; i < 5; i++) {
      const began = performance.now();
      await verifyPassword('wrong', stored);
      least = Math.min(least, performance.now() - began);
    }
    return least;
  };
  const [known, unknown] = [await took(hash), await took(null)];
  expect(unknown).toBeGreaterThan(known / 3);
});
