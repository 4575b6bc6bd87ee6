import { WebSocket } from 'ws';
import type {
  BridgeCallName,
  BridgeEvent,
  BridgeEventName,
  BridgeInput,
  BridgeOutput,
} from '../../src/shared/contracts/bridge.ts';
import { coreFrame } from '../../src/shared/contracts/wire.ts';
import { AppError } from '../../src/shared/errors.ts';

/** A window without a screen: speaks the bridge to a running core. */
export interface BridgeClient {
  call<N extends BridgeCallName>(name: N, input: BridgeInput<N>): Promise<BridgeOutput<N>>;
  on<N extends BridgeEventName>(name: N, listener: (event: BridgeEvent<N>) => void): () => void;
  /** Resolves when an event for which `holds` is true has come. */
  event<N extends BridgeEventName>(name: N, holds: (event: BridgeEvent<N>) => boolean): Promise<BridgeEvent<N>>;
  close(): void;
}

/** @param address as printed: `http://127.0.0.1:4300/#token=…` */
export function connectBridge(address: string): Promise<BridgeClient> {
  const url = new URL(address);
  const token = new URLSearchParams(url.hash.slice(1)).get('token') ?? '';
  const socket = new WebSocket(`ws://${url.host}/bridge`, { headers: { origin: url.origin } });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (reason: Error) => void }>();
  const listeners = new Set<(name: string, event: unknown) => void>();
  let last = 0;

  const on: BridgeClient['on'] = (name, listener) => {
    const heard = (told: string, event: unknown): void => {
      if (told === name) listener(event as Parameters<typeof listener>[0]);
    };
    listeners.add(heard);
    return () => listeners.delete(heard);
  };
  const client: BridgeClient = {
    call: (name, input) =>
      new Promise((resolve, reject) => {
        if (socket.readyState !== WebSocket.OPEN) return reject(new AppError('bridge.down'));
        last += 1;
        waiting.set(last, { resolve: resolve as (value: unknown) => void, reject });
        socket.send(JSON.stringify({ t: 'call', n: last, name, input }));
      }),
    on,
    event: (name, holds) =>
      new Promise((resolve) => {
        const stop = on(name, (event) => {
          if (!holds(event)) return;
          stop();
          resolve(event);
        });
      }),
    close: () => socket.close(),
  };

  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => socket.send(JSON.stringify({ t: 'hello', token })));
    socket.on('close', () => {
      reject(new AppError('bridge.down'));
      for (const { reject: lost } of waiting.values()) lost(new AppError('bridge.down'));
      waiting.clear();
    });
    socket.on('message', (data) => {
      const frame = coreFrame.parse(JSON.parse((data as Buffer).toString()));
      if (frame.t === 'welcome') return resolve(client);
      if (frame.t === 'event') return listeners.forEach((listener) => listener(frame.name, frame.event));
      const call = waiting.get(frame.n);
      waiting.delete(frame.n);
      if (frame.t === 'answer') call?.resolve(frame.output);
      else call?.reject(new AppError(frame.error.code, frame.error.params ?? {}));
    });
  });
}
