import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { runPackage } from '../../scripts/lib/run.ts';
import { startFakeShell, type FakeShell } from '../support/electron/startFakeShell.ts';

/** The built shell with its real core and cache on plain Node; only Electron is played. */
let folder: string;
beforeAll(async () => {
  expect(await runPackage('electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'error'])).toBe(0);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'otklik-shell-'));
  mkdirSync(join(folder, 'renderer'));
  writeFileSync(join(folder, 'renderer', 'index.html'), '<html>');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Nobody listens on the discard port: the journal is unplugged. */
const start = (): Promise<FakeShell> =>
  startFakeShell([
    '--no-sandbox',
    '--data-dir',
    join(folder, 'desk'),
    '--renderer-dir',
    join(folder, 'renderer'),
    '--journal-url',
    'http://127.0.0.1:9',
    '--pbx-ws-url',
    'ws://127.0.0.1:8088/ws',
    '--log-file',
    join(folder, 'desk.log'),
  ]);

test('the shell opens its window over a live core, and stops cleanly', async () => {
  const shell = await start();
  expect(shell.first).toMatchObject({
    loaded: 'otklik://app/index.html',
    options: {
      webPreferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        backgroundThrottling: false,
        autoplayPolicy: 'no-user-gesture-required',
      },
    },
  });
  const { first } = shell;
  if (!('loaded' in first)) throw new Error('no window');
  expect(existsSync(String(first.options.webPreferences['preload']))).toBe(true);
  expect(first.switches).toEqual([
    'disable-features',
    'allow-loopback-in-peer-connection',
    'disable-background-timer-throttling',
    'disable-renderer-backgrounding',
  ]);

  expect(await shell.ask({ ask: 'fetch', args: ['otklik://app/'] })).toMatchObject({ status: 200, body: '<html>' });
  expect(await shell.ask({ ask: 'fetch', args: ['otklik://app/..%2fdesk.log'] })).toMatchObject({ status: 404 });
  expect(await shell.ask({ ask: 'call', args: ['session.get', {}] })).toMatchObject({ output: { signedIn: 'no' } });
  expect(await shell.ask({ ask: 'call', args: ['operator.ready', {}] })).toEqual({
    error: { code: 'auth.signed_out', params: {} },
  });
  expect(await shell.ask({ ask: 'call', args: ['session.get', {}], origin: 'https://example.org' })).toEqual({
    error: { code: 'bridge.refused' },
  });
  await shell.ask({ ask: 'wake', args: [] });
  expect(await shell.ask({ ask: 'sent', args: [] })).toContainEqual(['otklik:event', 'line.check', {}]);

  expect(await shell.stop()).toBe(0);
  // A cache that was closed has no log beside it.
  expect(existsSync(join(folder, 'desk', 'cache.db-wal'))).toBe(false);
});

test('a lost key leaves the core locked behind the same window, and starting afresh puts the cache aside', async () => {
  expect(await (await start()).stop()).toBe(0);
  rmSync(join(folder, 'desk', 'cache.key'));
  const shell = await start();
  expect(shell.first).toMatchObject({ loaded: 'otklik://app/index.html' });
  expect(await shell.ask({ ask: 'call', args: ['recovery.get', {}] })).toEqual({
    output: { needed: true, reason: 'missing', recoverable: false },
  });
  expect(await shell.ask({ ask: 'call', args: ['drafts.list', {}] })).toEqual({
    error: { code: 'cache.key_lost', params: { reason: 'missing' } },
  });
  expect(existsSync(join(folder, 'desk', 'cache.key'))).toBe(false);
  expect(await shell.ask({ ask: 'call', args: ['recovery.startAfresh', {}] })).toMatchObject({
    output: { needed: false },
  });
  const sent = (await shell.ask({ ask: 'sent', args: [] })) as [string, string][];
  expect(sent.map(([, name]) => name)).toContain('recovery.changed');
  const kept = readdirSync(join(folder, 'desk')).filter((name) => /^key-lost-.*cache\.db$/.test(name));
  expect(kept).toHaveLength(1);
  expect(await shell.stop()).toBe(0);
});
