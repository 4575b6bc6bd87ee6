import { afterEach, beforeEach } from 'vitest';
import type { SipMedia } from '../../../src/renderer/telephony/sipJsMedia.ts';
import { createSipJsAdapter } from '../../../src/renderer/telephony/sipJsAdapter.ts';
import type { SipEvent, SipPort } from '../../../src/renderer/telephony/sipPort.ts';
import { createFakeTimers, type FakeTimers } from './fakeTimers.ts';
import { startSipPeer, type SipMessage, type SipPeer } from './sipPeer.ts';

export const silence = {} as MediaStream;
export const sdp = (direction = 'sendrecv') =>
  `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\na=${direction}\r\n`;

/** Media that is only words: what a browser would negotiate, as text. */
export const described: { hold: boolean; iceRestart: boolean }[] = [];
/** What the browser's media waits for; nothing unless a test puts something here. */
let mediaReady = Promise.resolve();
export function waitForMedia(ready: Promise<void>): void {
  mediaReady = ready;
}
/** Offers for which an answer was made ready while it rang. */
export const prepared: string[] = [];
const fakeMedia: SipMedia = {
  factory: () => ({
    close: () => {},
    async getDescription(options) {
      await mediaReady;
      const { hold = false, offerOptions } = (options ?? {}) as {
        hold?: boolean;
        offerOptions?: { iceRestart?: boolean };
      };
      described.push({ hold, iceRestart: offerOptions?.iceRestart ?? false });
      return { body: sdp(hold ? 'sendonly' : 'sendrecv'), contentType: 'application/sdp' };
    },
    hasDescription: (contentType) => contentType === 'application/sdp',
    setDescription: () => Promise.resolve(),
    rollbackDescription: () => Promise.resolve(),
    sendDtmf: () => true,
  }),
  prepare: (_handler, offer) => void prepared.push(offer),
  watch: () => {},
  sendTone: () => true,
};

export let peer: SipPeer;
export let port: SipPort;
export let timers: FakeTimers;
export let events: SipEvent[];
const waiting = new Set<{ fits: (event: SipEvent) => boolean; resolve: () => void }>();

/** The line over a scripted peer and a clock of its own, anew for every test of the file. */
export function useLine(): void {
  beforeEach(async () => {
    peer = await startSipPeer({ password: 'secret' });
    timers = createFakeTimers();
    port = createSipJsAdapter({ media: fakeMedia, timers });
    events = [];
    described.length = 0;
    prepared.length = 0;
    mediaReady = Promise.resolve();
    port.subscribe((event) => {
      events.push(event);
      for (const waiter of [...waiting]) {
        if (!waiter.fits(event)) continue;
        waiting.delete(waiter);
        waiter.resolve();
      }
    });
  });

  afterEach(async () => {
    // The goodbye's patience is ours and would wait for the fake clock.
    const stopped = port.stop();
    await timers.pass(3_000);
    await stopped;
    await peer.close();
  });
}

export const account = (password = 'secret') => ({
  wsUrl: peer.wsUrl,
  user: 'op1',
  password,
  domain: 'peer',
  displayName: 'Первая',
  station: 'd0123',
});
/** Resolves at once when it has happened already. */
export const seen = (wanted: Partial<SipEvent> & { kind: SipEvent['kind'] }): Promise<void> => {
  const fits = (event: SipEvent): boolean =>
    Object.entries(wanted).every(([name, value]) => (event as unknown as Record<string, unknown>)[name] === value);
  return events.some(fits) ? Promise.resolve() : new Promise((resolve) => void waiting.add({ fits, resolve }));
};
export const forget = (): void => void (events.length = 0);
export const statuses = () => events.flatMap((event) => (event.kind === 'lineChanged' ? [event.status] : []));
export const request = (method: string) => (message: SipMessage) => message.method === method;
export const status = (code: number, method: string) => (message: SipMessage) =>
  message.status === code && message.header('CSeq').endsWith(method);

export async function registered(): Promise<void> {
  port.register(account());
  await seen({ kind: 'lineChanged', status: 'registered' });
}

/** Registrations, not the questions about who is registered, which have no Contact. */
export const registrations = (): SipMessage[] =>
  peer.received.filter((message) => message.method === 'REGISTER' && message.header('Contact') !== '');
/** Where the line says it can be reached. */
export const ownContact = (): string => /^<?([^>;]+)/.exec(registrations()[0]?.header('Contact') ?? '')?.[1] ?? '';

export function inDialog(
  method: string,
  callId: string,
  extra: readonly string[] = [],
  own = 1,
  body = method === 'INVITE' ? sdp() : '',
): string {
  const contact = ownContact();
  const tag =
    peer.received
      .find((message) => message.header('Call-ID') === callId && /tag=/.test(message.header('To')))
      ?.header('To') ?? '<sip:op1@peer>';
  const to = method === 'INVITE' || method === 'CANCEL' ? '<sip:op1@peer>' : tag;
  return [
    `${method} ${contact} SIP/2.0`,
    // A CANCEL has the branch of what it takes back (RFC 3261 §9.1).
    `Via: SIP/2.0/WS peer.invalid;branch=z9hG4bK${callId}${method === 'CANCEL' ? 'INVITE' : method}${own}`,
    'Max-Forwards: 70',
    `From: "Иванова" <sip:+79161234567@peer>;tag=them`,
    `To: ${to}`,
    `Call-ID: ${callId}`,
    `CSeq: ${own} ${method}`,
    'Contact: <sip:peer@peer.invalid;transport=ws>',
    ...extra,
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\n');
}

export async function answeredCall(callId = 'call-1', extra: readonly string[] = []): Promise<void> {
  await registered();
  peer.send(inDialog('INVITE', callId, extra));
  await seen({ kind: 'incoming' });
  port.accept(callId, silence);
  await peer.next(status(200, 'INVITE'));
  peer.send(inDialog('ACK', callId));
  await seen({ kind: 'established', legId: callId });
  // sip.js answers 500 to what comes in one breath with an ACK.
  await peer.quiet();
}

/** Every socket of the line, so that time can wait for one that is being opened. */
const sockets: WebSocket[] = [];
globalThis.WebSocket = class extends WebSocket {
  constructor(...args: ConstructorParameters<typeof WebSocket>) {
    super(...args);
    sockets.push(this);
  }
};

/** Passes virtual time while the wire is real: whatever a timer sent or opened is answered before the next one runs. */
export function passOnWire(ms: number): Promise<void> {
  return timers.pass(ms, async () => {
    const newest = sockets.at(-1);
    if (newest?.readyState === WebSocket.CONNECTING) {
      await new Promise<void>((resolve) => {
        newest.addEventListener('open', () => resolve());
        newest.addEventListener('close', () => resolve());
      });
    }
    await peer.quiet();
  });
}
