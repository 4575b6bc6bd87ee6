import { expect, test } from 'vitest';
import { digestMatches, type DigestAnswer } from './digest.ts';

// RFC 2617 §3.5.
const example: DigestAnswer = {
  username: 'Mufasa',
  realm: 'testrealm@host.com',
  nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
  uri: '/dir/index.html',
  response: '6629fae49393a05397450978507c4ef1',
  qop: 'auth',
  cnonce: '0a4f113b',
  nc: '00000001',
};

test('the example of the RFC is accepted, and nothing near it', () => {
  expect(digestMatches(example, 'GET', 'Circle Of Life')).toBe(true);
  expect(digestMatches(example, 'PUT', 'Circle Of Life')).toBe(false);
  expect(digestMatches(example, 'GET', 'circle of life')).toBe(false);
  expect(digestMatches({ ...example, response: '6629' }, 'GET', 'Circle Of Life')).toBe(false);
});
