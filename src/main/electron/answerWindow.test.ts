import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerWindow } from './answerWindow.ts';

let outside: string;
let folder: string;
beforeAll(() => {
  outside = mkdtempSync(join(tmpdir(), 'otklik-window-'));
  folder = join(outside, 'renderer');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  mkdirSync(join(outside, 'renderer-secrets'));
  writeFileSync(join(folder, 'index.html'), '<html>');
  writeFileSync(join(folder, 'assets', 'a.js'), 'run()');
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  writeFileSync(join(outside, 'renderer-secrets', 'key'), 'secret');
});
afterAll(() => rmSync(outside, { recursive: true, force: true }));

const ask = (url: string, method = 'GET'): Promise<Response> =>
  answerWindow(new Request(url, { method }), { folder, pbxWsUrl: 'wss://pbx.example:8089/ws' });

test('the page comes with its type and its policy, which names the exchange', async () => {
  for (const url of ['otklik://app/', 'otklik://app/index.html']) {
    const page = await ask(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toBe('<html>');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain(`default-src 'none'`);
    expect(page.headers.get('content-security-policy')).toContain('wss://pbx.example:8089');
  }
  expect((await ask('otklik://app/assets/a.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
});

test.each([
  '..%2fsecret.txt',
  '%2e%2e/secret.txt',
  'assets/..%2f..%2fsecret.txt',
  '..%5csecret.txt',
  '..%2frenderer-secrets%2fkey',
  '%2fetc%2fpasswd',
  'index.html%00.js',
  '%zz',
  'assets',
  'none.js',
])('«%s» is not handed out', async (path) => {
  const refusal = await ask(`otklik://app/${path}`);
  expect(refusal.status).toBe(404);
  expect(await refusal.text()).toBe('');
});

test('another host of the scheme has nothing, and nothing can be sent to ours', async () => {
  expect((await ask('otklik://other/index.html')).status).toBe(404);
  expect((await ask('otklik://app/index.html', 'POST')).status).toBe(405);
});
