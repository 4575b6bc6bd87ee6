import { expect, test } from 'vitest';
import { isOurs } from './origin.ts';
import { mayDownload, mayHave } from './permissions.ts';

const ours = { from: 'otklik://app/index.html', isMainFrame: true, media: [] as string[] };

test('our page may have the microphone and nothing that sees', () => {
  expect(mayHave('media', { ...ours, media: ['audio'] })).toBe(true);
  for (const media of [['video'], ['audio', 'video'], ['unknown'], []]) {
    expect(mayHave('media', { ...ours, media })).toBe(false);
  }
});

test('the microphone is not for a frame inside the page, nor for another page', () => {
  expect(mayHave('media', { ...ours, isMainFrame: false, media: ['audio'] })).toBe(false);
  expect(mayHave('media', { ...ours, from: 'https://app/', media: ['audio'] })).toBe(false);
  expect(mayHave('media', { ...ours, from: '', media: ['audio'] })).toBe(false);
});

test('our page may reach an exchange on this machine or in the office', () => {
  for (const permission of ['local-network-access', 'local-network', 'loopback-network']) {
    expect(mayHave(permission, ours)).toBe(true);
    expect(mayHave(permission, { ...ours, from: 'https://example.org' })).toBe(false);
  }
});

test.each([
  'display-capture',
  'geolocation',
  'notifications',
  'hid',
  'usb',
  'serial',
  'clipboard-read',
  'openExternal',
])('%s is denied', (permission) => expect(mayHave(permission, { ...ours, media: ['audio'] })).toBe(false));

test.each([
  ['otklik://app', true],
  ['otklik://app/', true],
  ['otklik://app/index.html#token', true],
  ['otklik://other/', false],
  ['otklik://app.evil/', false],
  ['otklik://app:1/', false],
  ['otklik://user@app/', false],
  ['otklik:app', false],
  ['https://app/', false],
  ['file:///app', false],
  ['null', false],
  ['', false],
])('«%s» is our own: %s', (address, expected) => expect(isOurs(address)).toBe(expected));

test.each([
  ['blob:otklik://app/0c1f7b0e', true],
  ['otklik://app/index.html', false],
  ['blob:https://app/0c1f7b0e', false],
  ['https://example.org/file.pdf', false],
])('«%s» may be saved to this machine: %s', (address, expected) => expect(mayDownload(address)).toBe(expected));
