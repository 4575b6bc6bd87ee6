import { expect, test } from 'vitest';
import { isPublicAddress, mayBeSentTo } from './publicAddress.ts';

test('addresses of this machine, of its networks and of nobody are not public', () => {
  const inside = ['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'];
  const strange = [
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
  ];
  const elsewhere = ['2002:7f00:1::', '2001::1', '2001:db8::1', 'localhost', ''];
  for (const address of [...inside, ...strange, ...elsewhere]) expect(isPublicAddress(address), address).toBe(false);
  for (const address of ['8.8.8.8', '172.32.0.1', '2a02:6b8::1']) expect(isPublicAddress(address), address).toBe(true);
});

test('only a URL of HTTPS without a password in it, and not of an inner address in any spelling, is sent to', () => {
  const refused = [
    'http://example.org/',
    'https://u:p@example.org/',
    'https://127.1/',
    'https://0x7f000001/',
    'https://[::1]/',
  ];
  for (const url of refused) expect(mayBeSentTo(new URL(url), false), url).toBe(false);
  expect(mayBeSentTo(new URL('https://example.org/hook'), false)).toBe(true);
  expect(mayBeSentTo(new URL('http://127.0.0.1:8080/'), true)).toBe(true);
  expect(mayBeSentTo(new URL('ftp://example.org/'), true)).toBe(false);
});
