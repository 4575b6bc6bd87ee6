import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** A free TCP port of the loopback at the moment of asking. */
export function freeTcpPort(address = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, address, () => {
      const bound = server.address();
      server.close(() =>
        bound !== null && typeof bound === 'object' ? resolve(bound.port) : reject(new Error('no port')),
      );
    });
  });
}

/** A free UDP port of `address` at the moment of asking. */
export async function freeUdpPort(address = '127.0.0.1'): Promise<number> {
  const { port, release } = await holdUdpPort(address, 0);
  await release();
  return port;
}

/** The first port of `count` neighbouring UDP ports of `address` that are all free; even, as RTP wants it. */
export async function freeUdpRange(count: number, address = '127.0.0.1'): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    // Below the ephemeral ports of Linux, which the system hands out by itself.
    const first = 10_000 + 2 * Math.floor((Math.random() * 20_000) / 2);
    const held = await Promise.allSettled(Array.from({ length: count }, (_, n) => holdUdpPort(address, first + n)));
    await Promise.all(held.flatMap((one) => (one.status === 'fulfilled' ? [one.value.release()] : [])));
    if (held.every((one) => one.status === 'fulfilled')) return first;
  }
  throw new Error(`free-ports: no ${count} neighbouring UDP ports on ${address}`);
}

function holdUdpPort(address: string, wanted: number): Promise<{ port: number; release: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.on('error', reject);
    socket.bind(wanted, address, () => {
      const release = (): Promise<void> => new Promise((done) => socket.close(() => done()));
      resolve({ port: socket.address().port, release });
    });
  });
}
