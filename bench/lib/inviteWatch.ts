import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

/** A wire tap between the exchange and the window: tells when each new INVITE left the exchange. */
export interface InviteWatch {
  wsUrl: string;
  /** Wall-clock milliseconds at which the INVITE with this Call-ID came out of the exchange; null when none did. */
  leftAt(sipCallId: string): number | null;
  /** Call-ID of the newest INVITE. */
  newest(): string | null;
  stop(): void;
}

/** Passes every frame on unchanged; the tap's own delay counts against the desktop. */
export async function watchInvites(exchangeWsUrl: string): Promise<InviteWatch> {
  const seen = new Map<string, number>();
  let newest: string | null = null;
  const http = createServer();
  const windows = new WebSocketServer({ server: http, handleProtocols: () => 'sip' });
  windows.on('connection', (window) => {
    const exchange = new WebSocket(exchangeWsUrl, 'sip');
    const early: string[] = [];
    exchange.on('open', () => early.forEach((frame) => exchange.send(frame)));
    exchange.on('message', (data) => {
      const text = (data as Buffer).toString();
      const callId = /^call-id:\s*(\S+)/im.exec(text)?.[1];
      if (text.startsWith('INVITE ') && callId && !seen.has(callId)) {
        seen.set(callId, Date.now());
        newest = callId;
      }
      if (window.readyState === WebSocket.OPEN) window.send(text);
    });
    window.on('message', (data) => {
      const text = (data as Buffer).toString();
      if (exchange.readyState === WebSocket.OPEN) exchange.send(text);
      else early.push(text);
    });
    window.on('close', () => exchange.close());
    exchange.on('close', () => window.close());
    exchange.on('error', () => window.close());
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    wsUrl: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/ws`,
    leftAt: (sipCallId) => seen.get(sipCallId) ?? null,
    newest: () => newest,
    stop() {
      for (const window of windows.clients) window.terminate();
      http.close();
    },
  };
}
