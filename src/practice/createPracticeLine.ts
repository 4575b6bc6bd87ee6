import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { createControl } from './control.ts';
import { createExchange, type RingInput, type RingResult } from './exchange.ts';
import { defaultTimings, type MonotonicClock, type PracticeLog, type PracticeTimings } from './ports.ts';
import type { PracticeCallInfo } from './practiceCall.ts';

/** Nobody beyond this machine may ring a trainee or listen in. */
const loopback = '127.0.0.1';
const closingMs = 500;
const longestMessageBytes = 64 * 1024;

export interface PracticeLineOptions {
  /** 0 takes a free one. */
  port?: number;
  /** The password of an operator's line; null when there is no such line. */
  accounts: (user: string) => string | null;
  /** Folder of the callers' speech. */
  assetsDir: string;
  log: PracticeLog;
  /** Guards the HTTP control; without one it stays shut. */
  secret?: string;
  timings?: Partial<PracticeTimings>;
  clock?: MonotonicClock;
}

export interface PracticeLine {
  readonly wsUrl: string;
  readonly controlUrl: string;
  readonly port: number;
  /** Rings the operator's desk. Rejects with an AppError `practice.…` when there is nobody to ring. */
  ring(input: RingInput): Promise<RingResult>;
  hangUp(sipCallId: string): Promise<void>;
  hold(sipCallId: string, isHolding: boolean): Promise<void>;
  /** The calls of this moment, with what each side has heard. */
  calls(): PracticeCallInfo[];
  stop(): Promise<void>;
}

/** Starts the training exchange on the loopback: SIP over WebSocket at `/ws`, the trainer's control beside it. */
export async function createPracticeLine(options: PracticeLineOptions): Promise<PracticeLine> {
  const { accounts, assetsDir, log, secret, port = 0 } = options;
  const clock = options.clock ?? { nowMs: () => performance.now() };
  const timings = { ...defaultTimings, ...options.timings };
  const exchange = createExchange({ accounts, assetsDir, log, clock, timings });

  const http = createServer(createControl(exchange, secret));
  const sockets = new WebSocketServer({
    server: http,
    path: '/ws',
    maxPayload: longestMessageBytes,
    // RFC 7118 §4.1: a browser drops the connection unless the subprotocol comes back.
    handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false),
  });
  sockets.on('connection', (socket) => {
    if (socket.protocol === 'sip') exchange.accept(socket);
    else socket.close(1002, 'sip expected');
  });
  http.listen(port, loopback);
  await once(http, 'listening');

  const address = http.address() as AddressInfo;
  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    await exchange.stop();
    sockets.close();
    http.close();
    const closed = once(http, 'close');
    // The desks get a moment to take the goodbyes in; a frozen one is not waited for.
    const impatience = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
    }, closingMs);
    await closed;
    clearTimeout(impatience);
  };

  return {
    wsUrl: `ws://${loopback}:${address.port}/ws`,
    controlUrl: `http://${loopback}:${address.port}`,
    port: address.port,
    ring: (input) => exchange.ring(input),
    hangUp: (sipCallId) => exchange.hangUp(sipCallId),
    hold: (sipCallId, isHolding) => exchange.hold(sipCallId, isHolding),
    calls: () => exchange.calls(),
    stop: () => (stopping ??= stop()),
  };
}
