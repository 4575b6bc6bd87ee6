import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attachWsHost } from '../../src/main/bridge/wsHost.ts';
import { createWindowServer } from '../../src/main/headless/serveWindow.ts';
import { silentLogger, startTestDesk, type TestDesk } from '../support/testDesk.ts';

const TOKEN = 'the-printed-token';
let desk: TestDesk;
let http: Server;
let bridge: { close: () => void };
const address = () => `127.0.0.1:${(http.address() as AddressInfo).port}`;
const ours = () => ({ origin: `http://${address()}` });

beforeAll(async () => {
  desk = await startTestDesk();
  const folder = mkdtempSync(join(tmpdir(), 'otklik-window-'));
  writeFileSync(join(folder, 'index.html'), '<title>окно</title>');
  http = createWindowServer({ folder, pbxWsUrl: 'ws://127.0.0.1:8088/ws', host: address });
  bridge = attachWsHost(http, {
    core: desk.core,
    log: silentLogger,
    token: TOKEN,
    host: address,
    origin: () => `http://${address()}`,
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  bridge.close();
  http.close();
  await desk.remove();
});

/** How a knock at the bridge's door ends: the first frame answered, or why it was shut. */
function knock(headers: Record<string, string>, frames: unknown[], path = '/bridge'): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://${address()}${path}`, { headers });
    socket.on('open', () => frames.forEach((frame) => socket.send(JSON.stringify(frame))));
    socket.on('message', (data) => {
      resolve((data as Buffer).toString());
      socket.close();
    });
    socket.on('unexpected-response', (_, response) => resolve(`refused ${response.statusCode}`));
    socket.on('close', (code) => resolve(`closed ${code}`));
    socket.on('error', () => undefined);
  });
}

const hello = { t: 'hello', token: TOKEN };
const call = { t: 'call', n: 1, name: 'session.get', input: {} };

test('our own window with the printed token is let in', async () => {
  expect(await knock(ours(), [hello])).toBe('{"t":"welcome"}');
});

test('a page of a foreign origin is refused before it can speak', async () => {
  expect(await knock({ origin: 'http://evil.example' }, [hello])).toBe('refused 403');
  expect(await knock({ origin: `http://localhost:${(http.address() as AddressInfo).port}` }, [hello])).toBe(
    'refused 403',
  );
});

test('a program that names no origin is refused', async () => {
  expect(await knock({}, [hello])).toBe('refused 403');
});

test('a host name rebound to this machine is refused, for the socket and for the page', async () => {
  const port = (http.address() as AddressInfo).port;
  expect(await knock({ ...ours(), host: `evil.example:${port}` }, [hello])).toBe('refused 403');
  const status = await new Promise<number | undefined>((resolve) => {
    request({ host: '127.0.0.1', port, path: '/', headers: { host: `evil.example:${port}` } }, (response) =>
      resolve(response.resume().statusCode),
    ).end();
  });
  expect(status).toBe(421);
});

test('without the token, or with a wrong one, nothing is answered', async () => {
  expect(await knock(ours(), [call])).toBe('closed 4401');
  expect(await knock(ours(), [{ t: 'hello', token: 'guess' }, call])).toBe('closed 4401');
  expect(await knock(ours(), [{ t: 'hello', token: '' }])).toBe('closed 4401');
});

test('a frame that is no frame closes the socket', async () => {
  expect(await knock(ours(), ['nonsense'])).toBe('closed 4400');
});

test('no other path is a bridge', async () => {
  expect(await knock(ours(), [hello], '/other')).toBe('refused 403');
});

test('the page carries its policy, and nothing outside its folder is handed out', async () => {
  const page = await fetch(`http://${address()}/`);
  expect(page.headers.get('content-security-policy')).toContain(`default-src 'none'`);
  expect(page.headers.get('content-security-policy')).toContain('connect-src');
  expect(page.headers.get('content-security-policy')).toContain('ws://127.0.0.1:8088');
  for (const path of ['/..%2f..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/nothing.js']) {
    expect((await fetch(`http://${address()}${path}`)).status).toBe(404);
  }
});
