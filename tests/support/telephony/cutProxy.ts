import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

/** A network between a page and an exchange that can be taken away: signalling, media, or both. */
export interface CutProxy {
  readonly wsUrl: string;
  /** Nothing passes any more. A frozen socket says no goodbye: it looks open for as long as one does not ask. */
  cut(what: 'socket' | 'media' | 'both', how: 'closed' | 'frozen'): void;
  /** The network is back. */
  mend(): void;
  close(): void;
}

interface Relay {
  /** Where the page sends what is for the exchange, and the other way. */
  forPage: Socket;
  forExchange: Socket;
  exchange: { address: string; port: number } | null;
  page: { address: string; port: number } | null;
}

/** `address` is one that both sides can reach and the browser offers, as `startAsterisk` makes sure of. */
export async function startCutProxy(exchangeWsUrl: string, address: string): Promise<CutProxy> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'sip' });
  await new Promise<void>((resolve) => void server.once('listening', resolve));
  const relays = new Map<string, Relay>();
  const pairs = new Set<{ page: WebSocket; exchange: WebSocket; isFrozen: boolean }>();
  let isSocketCut = false;
  let isMediaCut = false;

  const relayOf = async (callId: string): Promise<Relay> => {
    const known = relays.get(callId);
    if (known) return known;
    const made: Relay = {
      forPage: createSocket('udp4'),
      forExchange: createSocket('udp4'),
      exchange: null,
      page: null,
    };
    relays.set(callId, made);
    await Promise.all([made.forPage, made.forExchange].map((one) => new Promise<void>((r) => one.bind(0, address, r))));
    made.forPage.on('message', (packet, from) => {
      // A browser asks from each of its addresses; one relay can speak for one of them.
      if (from.address !== address) return;
      made.page = from;
      if (!isMediaCut && made.exchange) made.forExchange.send(packet, made.exchange.port, made.exchange.address);
    });
    made.forExchange.on('message', (packet, from) => {
      // An exchange that listens on one address may offer another.
      made.exchange = from;
      if (!isMediaCut && made.page) made.forPage.send(packet, made.page.port, made.page.address);
    });
    return made;
  };

  /** The message with every way to the sender's media led through the relay. */
  const through = async (text: string, from: 'page' | 'exchange'): Promise<string> => {
    const headEnd = text.indexOf('\r\n\r\n');
    const callId = /^(?:Call-ID|i)\s*:\s*(\S+)/im.exec(text)?.[1] ?? '';
    if (headEnd === -1 || !/^m=audio /m.test(text)) return text;
    const relay = await relayOf(callId);
    const body = text.slice(headEnd + 4);
    const candidates = body.matchAll(/^a=candidate:(\S+) 1 udp (\d+) (\d+\.\d+\.\d+\.\d+) (\d+) typ host.*$/gim);
    const candidate = [...candidates].find((one) => one[3] === address);
    const [, foundation = '1', priority = '2130706431', host = '', port = '0'] = candidate ?? [];
    if (from === 'exchange')
      relay.exchange = { address: /^c=IN IP4 (\S+)/m.exec(body)?.[1] ?? host, port: Number(port) };
    else relay.page ??= { address: host, port: Number(port) };
    const shown = (from === 'exchange' ? relay.forPage : relay.forExchange).address().port;
    const led = body
      .replaceAll(/^a=candidate:.*\r\n/gm, '')
      .replaceAll(/^a=(?:end-of-candidates|rtcp:.*)\r\n/gm, '')
      .replace(/^(m=audio )\d+/m, `$1${shown}`)
      .replace(/^c=IN IP4 \S+/m, `c=IN IP4 ${address}`);
    const whole = `${led}a=candidate:${foundation} 1 udp ${priority} ${address} ${shown} typ host\r\n`;
    const head = text
      .slice(0, headEnd)
      .replace(/^(Content-Length|l)\s*:.*$/im, `Content-Length: ${Buffer.byteLength(whole)}`);
    return `${head}\r\n\r\n${whole}`;
  };

  server.on('connection', (page) => {
    if (isSocketCut) return page.terminate();
    const exchange = new WebSocket(exchangeWsUrl, 'sip');
    const pair = { page, exchange, isFrozen: false };
    pairs.add(pair);
    const opened = new Promise<void>((resolve, reject) => {
      exchange.once('open', resolve);
      exchange.once('error', reject);
    });
    /** In order, although the first message of a call waits for its relay. */
    const pass = (to: WebSocket, from: 'page' | 'exchange') => {
      let last = opened;
      return (data: Buffer): void => {
        const text = data.toString('utf8');
        last = last
          .then(async () => {
            const led = await through(text, from);
            if (!pair.isFrozen && to.readyState === WebSocket.OPEN) to.send(led);
          })
          .catch(() => {});
      };
    };
    page.on('message', pass(exchange, 'page'));
    exchange.on('message', pass(page, 'exchange'));
    const end = (): void => {
      pairs.delete(pair);
      page.terminate();
      exchange.terminate();
    };
    page.on('close', end);
    exchange.on('close', end);
    exchange.on('error', end);
  });

  return {
    wsUrl: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`,
    cut(what, how) {
      isMediaCut = what !== 'socket';
      isSocketCut = what !== 'media';
      if (!isSocketCut) return;
      for (const pair of pairs) {
        if (how === 'frozen') pair.isFrozen = true;
        else pair.page.terminate();
      }
    },
    mend() {
      isMediaCut = false;
      isSocketCut = false;
    },
    close() {
      for (const { page, exchange } of pairs) {
        page.terminate();
        exchange.terminate();
      }
      server.close();
      for (const { forPage, forExchange } of relays.values()) {
        forPage.close();
        forExchange.close();
      }
    },
  };
}
