import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebhookPayload } from '../../src/shared/contracts/integration.ts';

/** How the receiver behaves to the next notice. */
export type Mood = 'takes' | 'fails' | 'hangs' | 'hangsUp' | 'redirects';

export interface Received {
  payload: WebhookPayload;
  body: string;
  signature: string;
  deliveryId: string;
}

export interface NoticeReceiver {
  url: string;
  /** Every notice that came, also what was not answered well. */
  received: Received[];
  /** Consumed one by one; afterwards everything is taken. */
  moods: Mood[];
  stop(): Promise<void>;
}

/** Another program on this machine, which is not always well. */
export async function startNoticeReceiver(): Promise<NoticeReceiver> {
  const received: Received[] = [];
  const moods: Mood[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces).toString('utf8');
    received.push({
      payload: JSON.parse(body) as WebhookPayload,
      body,
      signature: String(request.headers['x-otklik-signature']),
      deliveryId: String(request.headers['x-otklik-delivery']),
    });
    switch (moods.shift() ?? 'takes') {
      case 'takes':
        response.writeHead(204).end();
        break;
      case 'fails':
        response.writeHead(500).end();
        break;
      case 'redirects':
        response.writeHead(302, { location: '/elsewhere' }).end();
        break;
      case 'hangsUp':
        request.socket.destroy();
        break;
      case 'hangs':
        break;
    }
  };
  const server = createServer((request, response) => {
    // A question that is cut off is none.
    void take(request, response).catch(() => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    moods,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
