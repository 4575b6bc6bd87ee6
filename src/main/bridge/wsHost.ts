import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { windowFrame, type CoreFrame } from '../../shared/contracts/wire.ts';
import { toErrorValue } from '../../shared/errors.ts';
import type { Core } from '../core/createCore.ts';
import type { Logger } from '../core/ports.ts';
import { dispatch } from './dispatch.ts';

const HELLO_WITHIN_MS = 5_000;
const MAX_FRAME_BYTES = 4 * 1024 * 1024;

export interface WsHostOptions {
  core: Core;
  log: Logger;
  token: string;
  /** The one origin and host a window may come from, «http://127.0.0.1:4300» and «127.0.0.1:4300». */
  origin: () => string;
  host: () => string;
}

/**
 * Carries the bridge to a window in an ordinary browser. Any page on this machine could knock here, so the door is
 * closed thrice: the Host must be ours (a rebound name is not), the Origin must be ours, and the first frame must
 * bring the start token that only the printed address has.
 */
export function attachWsHost(http: Server, options: WsHostOptions): { close: () => void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES });
  http.on('upgrade', (request, socket, head) => {
    if (!isOurs(request, options)) {
      options.log.warn('bridge.refused', { reason: 'origin' });
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (window) => serve(window, options));
  });
  return {
    close() {
      for (const window of sockets.clients) window.close(1001);
      sockets.close();
    },
  };
}

function isOurs(request: IncomingMessage, options: WsHostOptions): boolean {
  return (
    request.url === '/bridge' && request.headers.host === options.host() && request.headers.origin === options.origin()
  );
}

function serve(window: WebSocket, { core, log, token }: WsHostOptions): void {
  const send = (frame: CoreFrame): void => {
    if (window.readyState === window.OPEN) window.send(JSON.stringify(frame));
  };
  let unsubscribe: () => void = () => undefined;
  let known = false;
  const tooLate = setTimeout(() => window.close(4401), HELLO_WITHIN_MS);
  window.on('close', () => {
    clearTimeout(tooLate);
    unsubscribe();
  });
  window.on('error', () => window.terminate());
  window.on('message', (data) => {
    const frame = parse((data as Buffer).toString());
    if (!frame) return window.close(4400);
    if (frame.t === 'hello') {
      if (known || !sameToken(frame.token, token)) {
        log.warn('bridge.refused', { reason: 'token' });
        return window.close(4401);
      }
      known = true;
      clearTimeout(tooLate);
      unsubscribe = core.onEvent((name, event) => send({ t: 'event', name, event }));
      return send({ t: 'welcome' });
    }
    if (!known) return window.close(4401);
    dispatch(core, frame.name, frame.input).then(
      (output) => send({ t: 'answer', n: frame.n, output }),
      (thrown: unknown) => {
        const error = toErrorValue(thrown);
        if (error.code === 'internal') log.error('bridge.bug', { call: frame.name }, thrown);
        send({ t: 'error', n: frame.n, error });
      },
    );
  });
}

function parse(text: string): ReturnType<typeof windowFrame.parse> | null {
  try {
    const parsed = windowFrame.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function sameToken(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
