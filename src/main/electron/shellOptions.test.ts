import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { setSwitches } from './chromiumSwitches.ts';
import { readGivenOptions, readSettings } from './shellOptions.ts';
import { startFault } from './startFault.ts';

let userData: string;
beforeEach(() => {
  userData = mkdtempSync(join(tmpdir(), 'otklik-settings-'));
});
afterEach(() => rmSync(userData, { recursive: true, force: true }));

function faultOf(run: () => unknown): AppError {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
  }
  throw new Error('no AppError was thrown');
}

const given = ['--data-dir', 'd', '--renderer-dir', 'out/renderer', '--journal-url', 'http://127.0.0.1:1'];

test('options of the command line are read among the switches of Chromium', () => {
  const options = readGivenOptions(['--no-sandbox', '--inspect=0', 'out/main/index.cjs', ...given], {});
  expect(options).toMatchObject({ dataDir: resolve('d'), rendererDir: resolve('out/renderer'), pbxWsUrl: null });
});

test('the secret of the practice line comes by the environment', () => {
  const args = [...given, '--practice-url', 'http://127.0.0.1:2'];
  expect(readGivenOptions(args, { OTKLIK_PRACTICE_SECRET: 's' })?.practice).toEqual({
    url: 'http://127.0.0.1:2',
    secret: 's',
  });
  expect(faultOf(() => readGivenOptions(args, {})).code).toBe('options.invalid');
});

test('no journal on the command line: it is the installed program', () => {
  expect(readGivenOptions(['--no-sandbox'], {})).toBeNull();
  expect(faultOf(() => readGivenOptions(['--journal-url', 'ftp://x', ...given.slice(0, 4)], {})).params).toEqual({
    field: 'journalUrl',
  });
});

test('the installed program reads its settings file, with the mark Notepad puts before it', () => {
  writeFileSync(join(userData, 'settings.json'), '\uFEFF{ "journalUrl": "https://journal.example" }');
  expect(readSettings(userData, '/window')).toMatchObject({
    journalUrl: 'https://journal.example',
    pbxWsUrl: null,
    practice: null,
    rendererDir: '/window',
    dataDir: join(userData, 'desk'),
  });
});

test('a missing or broken settings file is told with its path and an example', () => {
  const missing = faultOf(() => readSettings(userData, '/window'));
  expect(missing.code).toBe('settings.missing');
  expect(startFault(missing)).toContain(join(userData, 'settings.json'));
  expect(startFault(missing)).toContain('"journalUrl"');
  for (const text of ['{', '{}', '{ "journalUrl": "https://j.example", "pbxWsUrl": "https://x" }']) {
    writeFileSync(join(userData, 'settings.json'), text);
    expect(faultOf(() => readSettings(userData, '/window')).code).toBe('settings.invalid');
  }
});

test('a fault nobody foresaw tells nothing of its inside', () => {
  expect(startFault(new Error('secret'))).not.toContain('secret');
  expect(startFault(new AppError('some.code'))).toContain('some.code');
});

test('features already switched off stay off', () => {
  const switches = new Map([['disable-features', 'Other']]);
  setSwitches({
    getSwitchValue: (name) => switches.get(name) ?? '',
    appendSwitch: (name, value) => void switches.set(name, value ?? ''),
  });
  expect(switches.get('disable-features')).toBe('Other,WebRtcHideLocalIpsWithMdns');
  expect([...switches.keys()]).toContain('allow-loopback-in-peer-connection');
});
