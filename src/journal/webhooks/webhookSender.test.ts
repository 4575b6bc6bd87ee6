import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { createHttpSender } from './httpSender.ts';
import { createSecretSeal } from './sealSecret.ts';
import { signatureOf, waitMs } from './webhookSender.ts';

test('the wait doubles from five seconds to an hour, less up to a half by chance', () => {
  expect([1, 2, 3, 10, 11, 12, 500].map((attempts) => waitMs(attempts, 0) / 1000)).toEqual([
    5, 10, 20, 2560, 3600, 3600, 3600,
  ]);
  expect(waitMs(1, 1)).toBe(2500);
});

test('a signature is over the time and the body', () => {
  const v1 = createHmac('sha256', 'тайна').update('1700000000.{"a":"б"}').digest('hex');
  expect(signatureOf('тайна', 1_700_000_000_999, '{"a":"б"}')).toBe(`t=1700000000,v1=${v1}`);
});

test('a secret is opened where it was sealed, for whom it was sealed, and nowhere else', () => {
  const seal = createSecretSeal(Buffer.alloc(32, 1));
  const sealed = seal.seal('тайна', 'program');
  expect(seal.open(sealed, 'program')).toBe('тайна');
  expect(() => seal.open(sealed, 'other')).toThrow();
  expect(() => createSecretSeal(Buffer.alloc(32, 2)).open(sealed, 'program')).toThrow();
});

test('a name that means this machine is not sent to, whatever the URL looked like', async () => {
  const send = createHttpSender({ allowPrivate: false, timeoutMs: 1000 });
  const never = new AbortController().signal;
  for (const url of ['https://localhost:9/', 'https://127.0.0.1:9/', 'http://example.org/'])
    await expect(send({ url, headers: {}, body: '' }, never)).rejects.toThrow(/not a(n| public) address/);
});
