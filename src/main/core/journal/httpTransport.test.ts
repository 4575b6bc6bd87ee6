import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { JournalDown, type JournalRequest } from '../ports.ts';
import { createHttpTransport } from './httpTransport.ts';

const servers: Server[] = [];
afterEach(() =>
  servers.splice(0).forEach((server) => {
    server.close();
    server.closeAllConnections();
  }),
);

async function transportTo(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return createHttpTransport(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

/** What a request fails with: how the journal is away, or the code of its answer. */
async function failureOf(listener: RequestListener, more: Partial<JournalRequest> = {}): Promise<string> {
  const transport = await transportTo(listener);
  try {
    await transport.request({ method: 'POST', path: '/v1/push', body: {}, ...more });
    return 'none';
  } catch (thrown) {
    if (thrown instanceof JournalDown) return thrown.how;
    return thrown instanceof AppError ? thrown.code : String(thrown);
  }
}

const answer =
  (status: number, body: string): RequestListener =>
  (_request, response) =>
    response.writeHead(status).end(body);

test('a refusal of the journal is its code; what a proxy says in between is silence, but for a request too large', async () => {
  expect(await failureOf(answer(409, '{"error":{"code":"sync.gap","params":{"expected":3}}}'))).toBe('sync.gap');
  expect(await failureOf(answer(403, '<html>Forbidden</html>'))).toBe('unreachable');
  expect(await failureOf(answer(413, '<html>Request Entity Too Large</html>'))).toBe('input.too_large');
});

test('a refusal is understood in the form of RFC 9457 and in that of the first journals', async () => {
  const thrownFor = async (told: unknown): Promise<unknown> => {
    const transport = await transportTo(answer(409, JSON.stringify(told)));
    return transport.request({ method: 'GET', path: '/v1/pull' }).catch((thrown: unknown) => thrown);
  };
  const first = { code: 'sync.gap', params: { expected: 3 }, text: 'Пропущены действия' };
  const problem = { type: '/v1/docs#problem-sync.gap', title: first.text, status: 409, instance: 'urn:uuid:0' };
  const told = [{ error: first }, { ...problem, code: first.code, params: first.params }, { ...problem, error: first }];
  for (const one of told) expect(await thrownFor(one)).toMatchObject({ ...first, name: 'AppError' });
});

test('a journal that is unwell, one that is slow, and one that is not there are told apart', async () => {
  expect(await failureOf(answer(500, '{"error":{"code":"internal"}}'))).toBe('failing');
  expect(await failureOf(() => undefined, { timeoutMs: 20 })).toBe('timeout');
  const halfway: RequestListener = (_request, response) => response.writeHead(200).write('{"answers":');
  expect(await failureOf(halfway, { timeoutMs: 50 })).toBe('timeout');
  expect(await failureOf((request) => request.socket.destroy())).toBe('unreachable');
});

test('a wait that is ended early is silence', async () => {
  const ending = new AbortController();
  const listener: RequestListener = () => ending.abort();
  expect(await failureOf(listener, { signal: ending.signal })).toBe('unreachable');
});

test('an answer reads the same however it was packed; one that was cut off is silence', async () => {
  const body = JSON.stringify({ text: 'Заявитель спрашивает. '.repeat(500) });
  const packings = { identity: Buffer.from(body), gzip: gzipSync(body), zstd: zstdCompressSync(body) };
  for (const [encoding, bytes] of Object.entries(packings)) {
    const transport = await transportTo((_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(bytes),
    );
    expect(await transport.request({ method: 'GET', path: '/v1/pull' })).toEqual(JSON.parse(body));
    const cut: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding, 'content-length': bytes.length });
      response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
    };
    expect(await failureOf(cut)).toBe('unreachable');
    const damaged: RequestListener = (_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(bytes.subarray(0, bytes.length >> 1));
    expect(await failureOf(damaged)).toBe('unreachable');
  }
});

test('the headers of an answer are heard before its body has come', async () => {
  const heard = Promise.withResolvers<string | null>();
  const transport = await transportTo((_request, response) => {
    response.writeHead(200, { 'x-otklik-next': '7.mark' }).flushHeaders();
    void heard.promise.then(() => response.end('{}'));
  });
  const onHeaders: JournalRequest['onHeaders'] = (header) => heard.resolve(header('x-otklik-next'));
  await transport.request({ method: 'GET', path: '/v1/pull', onHeaders });
  expect(await heard.promise).toBe('7.mark');
});

test('connections are kept, whatever the answer was', async () => {
  const connections = new Set<unknown>();
  const transport = await transportTo((request, response) => {
    connections.add(request.socket);
    response.writeHead(request.url === '/v1/push' ? 409 : 200).end('{"error":{"code":"sync.gap"}}');
  });
  for (const path of ['/v1/pull', '/v1/push', '/v1/pull']) {
    await transport.request({ method: 'GET', path }).catch(() => undefined);
  }
  expect(connections.size).toBe(1);
});
