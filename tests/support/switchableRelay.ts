import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** One address for an exchange that may be replaced by another: what a cluster's address is to a workplace. */
export interface SwitchableRelay {
  wsUrl: string;
  /** From the next connection on; what is connected stays where it is. */
  leadTo(wsUrl: string): void;
  /** Cuts what is connected and lets nobody through, as a cable pulled out; `join` puts it in again. */
  cut(): void;
  join(): void;
  stop(): Promise<void>;
}

/** Passes bytes on unchanged and unread; where nobody listens it hangs up. */
export async function startRelay(wsUrl: string): Promise<SwitchableRelay> {
  let target = new URL(wsUrl);
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    wsUrl: `ws://127.0.0.1:${(server.address() as AddressInfo).port}${target.pathname}`,
    leadTo(next) {
      target = new URL(next);
    },
    cut() {
      isCut = true;
      for (const socket of open) socket.destroy();
    },
    join() {
      isCut = false;
    },
    stop() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
