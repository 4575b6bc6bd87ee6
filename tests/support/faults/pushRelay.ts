import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * Stands between a desk and the journal and passes bytes on unchanged; all it looks at is whether a push has left the
 * desk and no answer has begun yet.
 */
export interface PushRelay {
  url: string;
  isPushing(): boolean;
  stop(): Promise<void>;
}

const PUSH = Buffer.from('POST /v1/push ');

export async function startPushRelay(journalUrl: string): Promise<PushRelay> {
  const target = new URL(journalUrl);
  const open = new Set<Socket>();
  const pushing = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ port: Number(target.port), host: target.hostname, noDelay: true });
    near.setNoDelay(true);
    // A request begins a segment of its own: the desk asks the next only after the answer.
    near.on('data', (bytes: Buffer) => {
      if (bytes.subarray(0, PUSH.length).equals(PUSH)) pushing.add(near);
    });
    far.on('data', () => pushing.delete(near));
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        pushing.delete(near);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isPushing: () => pushing.size > 0,
    stop() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
