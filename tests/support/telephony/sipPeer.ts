import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** One SIP message as text, with the little that a script needs. */
export interface SipMessage {
  readonly text: string;
  /** Of a request, else empty. */
  readonly method: string;
  /** Of an answer, else 0. */
  readonly status: number;
  header(name: string): string;
}

export interface SipPeer {
  readonly wsUrl: string;
  readonly received: SipMessage[];
  /** How many sockets were ever opened. */
  readonly sockets: number;
  /** Resolves with the first message from now on, or already waiting, that fits. */
  next(fits: (message: SipMessage) => boolean): Promise<SipMessage>;
  send(text: string): void;
  /** Sends exactly this, whatever it is. */
  sendRaw(text: string): void;
  /** Forgets what was received and read by nobody. */
  forget(): void;
  /** Answers a request by its own headers. */
  answer(request: SipMessage, status: string, extra?: readonly string[], body?: string): void;
  /** Hears everything and says nothing, with the connection open. */
  isSilent: boolean;
  /** The Contact that is registered now; a script may put another workstation's here. */
  binding: string | null;
  /** Resolves when all that the client has sent was heard and answered, and it has heard the answers. */
  quiet(): Promise<void>;
  /** The network is gone and neither side is told: what is sent from now on arrives nowhere, and no goodbye is heard. */
  freeze(): void;
  /** Cuts the connection. */
  cut(): void;
  close(): Promise<void>;
}

const realm = 'peer';
const nonce = 'n1';
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export interface SipPeerOptions {
  password: string;
  expiresSec?: number;
}

/** A registrar of a few lines over one WebSocket at a time: REGISTER with digest and OPTIONS by itself, the rest by script. */
export async function startSipPeer({ password, expiresSec = 120 }: SipPeerOptions): Promise<SipPeer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'sip' });
  await new Promise<void>((resolve) => void server.once('listening', resolve));
  const received: SipMessage[] = [];
  let unread: SipMessage[] = [];
  const waiting = new Set<{ fits: (message: SipMessage) => boolean; resolve: (message: SipMessage) => void }>();
  let socket: WebSocket | null = null;
  let sockets = 0;
  let heard = 0;

  const isKnown = (request: SipMessage): boolean => {
    const parts = new Map(
      [...request.header('Authorization').matchAll(/(\w+)="?([^",]+)"?/g)].map((m) => [m[1], m[2]] as const),
    );
    const a1 = md5(`${parts.get('username')}:${realm}:${password}`);
    const a2 = md5(`REGISTER:${parts.get('uri')}`);
    const qop = parts.has('qop') ? `:${parts.get('nc')}:${parts.get('cnonce')}:${parts.get('qop')}` : '';
    return parts.get('response') === md5(`${a1}:${nonce}${qop}:${a2}`);
  };

  const peer: SipPeer = {
    wsUrl: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`,
    received,
    get sockets() {
      return sockets;
    },
    isSilent: false,
    binding: null,
    next: (fits) =>
      new Promise((resolve) => {
        const found = unread.find(fits);
        if (found === undefined) return void waiting.add({ fits, resolve });
        unread = unread.filter((message) => message !== found);
        resolve(found);
      }),
    send: (text) => socket?.send(text.replaceAll(/\r?\n/g, '\r\n')),
    sendRaw: (text) => socket?.send(text),
    forget() {
      // Our Contact stands in the first REGISTER; scripts go on needing it.
      received.splice(0, received.length, ...received.filter(isRegistration).slice(0, 1));
      unread = [];
    },
    answer(request, status, extra = [], body = '') {
      const to = request.header('To');
      const lines = [
        `SIP/2.0 ${status}`,
        `Via: ${request.header('Via')}`,
        `From: ${request.header('From')}`,
        `To: ${to.includes('tag=') ? to : `${to};tag=peer`}`,
        `Call-ID: ${request.header('Call-ID')}`,
        `CSeq: ${request.header('CSeq')}`,
        ...extra,
        ...(body === '' ? [] : ['Content-Type: application/sdp']),
        `Content-Length: ${body.length}`,
      ];
      peer.send(`${lines.join('\n')}\n\n${body}`);
    },
    async quiet() {
      // A frame's pong comes after all frames before it; two rounds without a word say that nobody has anything to say.
      let heardBefore = -1;
      for (let quietRounds = 0; quietRounds < 2;) {
        quietRounds = heard === heardBefore ? quietRounds + 1 : 0;
        heardBefore = heard;
        const asked = socket;
        if (asked?.readyState !== 1) return;
        await new Promise<void>((resolve) => {
          const done = (): void => {
            asked.off('pong', done);
            asked.off('close', done);
            resolve();
          };
          asked.on('pong', done);
          asked.on('close', done);
          asked.ping();
        });
      }
    },
    freeze() {
      socket?.pause();
      socket = null;
    },
    cut: () => socket?.terminate(),
    close: () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close(() => resolve());
      }),
  };

  const isRegistration = ({ method, header }: SipMessage): boolean => method === 'REGISTER' && header('Contact') !== '';
  const registrar = (request: SipMessage): void => {
    if (!request.header('Authorization')) {
      return peer.answer(request, '401 Unauthorized', [
        `WWW-Authenticate: Digest realm="${realm}", nonce="${nonce}", algorithm=MD5`,
      ]);
    }
    if (!isKnown(request)) return peer.answer(request, '403 Forbidden');
    const contact = request.header('Contact');
    // Without a Contact it asks who is registered (RFC 3261 §10.2.3); with one the newest wins.
    if (contact !== '') peer.binding = contact.endsWith(';expires=0') ? null : contact.replace(/;expires=\d+/, '');
    peer.answer(request, '200 OK', peer.binding === null ? [] : [`Contact: ${peer.binding};expires=${expiresSec}`]);
  };

  server.on('connection', (opened) => {
    socket = opened;
    sockets += 1;
    opened.on('message', (data: Buffer) => {
      const message = parse(data.toString('utf8'));
      if (message === null) return;
      received.push(message);
      heard += 1;
      if (peer.isSilent) return;
      if (message.method === 'REGISTER') return registrar(message);
      if (message.method === 'OPTIONS') return peer.answer(message, '200 OK');
      const waiter = [...waiting].find(({ fits }) => fits(message));
      if (waiter === undefined) return void unread.push(message);
      waiting.delete(waiter);
      waiter.resolve(message);
    });
  });
  return peer;
}

function parse(text: string): SipMessage | null {
  const [first = ''] = text.split('\r\n', 1);
  if (first === '') return null;
  return {
    text,
    method: /^([A-Z]+) \S+ SIP\/2\.0$/.exec(first)?.[1] ?? '',
    status: Number(/^SIP\/2\.0 (\d{3})/.exec(first)?.[1] ?? 0),
    header: (name) => new RegExp(`^${name}:\\s*(.*?)\\r?$`, 'im').exec(text)?.[1] ?? '',
  };
}
