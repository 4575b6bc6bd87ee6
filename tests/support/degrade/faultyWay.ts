import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** What becomes of a request on its way to the journal. */
export type Fault = { kind: 'none' } | { kind: 'failing' } | { kind: 'slow'; answerAfterMs: number };

/** The way to a journal, which can be made bad. The doorbell goes through as well, while nothing is wrong. */
export interface FaultyWay {
  url: string;
  become(fault: Fault): void;
  /** Resolves when so many requests have come since now. */
  asked(times: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startFaultyWay(journalUrl: string): Promise<FaultyWay> {
  const target = new URL(journalUrl);
  let fault: Fault = { kind: 'none' };
  const open = new Set<Socket>();
  let waiting: { left: number; done: () => void }[] = [];

  function count(): void {
    for (const one of waiting) {
      one.left -= 1;
      if (one.left === 0) one.done();
    }
    waiting = waiting.filter(({ left }) => left > 0);
  }

  function pass(incoming: IncomingMessage, outgoing: ServerResponse, answerAfterMs: number): void {
    const { method, url, headers } = incoming;
    const onward = ask({ host: target.hostname, port: target.port, method, path: url, headers }, (answer) => {
      // The journal has done it by now: late is only the news of it.
      setTimeout(() => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      }, answerAfterMs);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  }

  const server = createServer((incoming, outgoing) => {
    count();
    if (fault.kind === 'failing') {
      incoming.resume();
      outgoing.writeHead(500, { 'content-type': 'application/json' });
      outgoing.end('{"error":{"code":"internal"}}');
      return;
    }
    pass(incoming, outgoing, fault.kind === 'slow' ? fault.answerAfterMs : 0);
  });
  server.on('upgrade', (request: IncomingMessage, near: Socket, head: Buffer) => {
    if (fault.kind !== 'none') return void near.destroy();
    const far = connect(Number(target.port), target.hostname, () => {
      const words = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`);
      far.write(`${String(request.method)} ${String(request.url)} HTTP/1.1\r\n${words.join('\r\n')}\r\n\r\n`);
      far.write(head);
      near.pipe(far);
      far.pipe(near);
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    become(next) {
      fault = next;
      // A journal that is unwell drops its doorbells too.
      if (fault.kind !== 'none') for (const socket of open) socket.destroy();
    },
    asked: (times) => new Promise((resolve) => waiting.push({ left: times, done: resolve })),
    stop() {
      for (const socket of open) socket.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
