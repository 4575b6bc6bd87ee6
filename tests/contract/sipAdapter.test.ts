import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SipMedia } from '../../src/renderer/telephony/sipJsMedia.ts';
import { createSipJsAdapter } from '../../src/renderer/telephony/sipJsAdapter.ts';
import type { SipEvent, SipPort } from '../../src/renderer/telephony/sipPort.ts';
import { createFakeTimers, type FakeTimers } from '../support/telephony/fakeTimers.ts';
import { startSipPeer, type SipMessage, type SipPeer } from '../support/telephony/sipPeer.ts';

const silence = {} as MediaStream;
const sdp = (direction = 'sendrecv') =>
  `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\na=${direction}\r\n`;

/** Media that is only words: what a browser would negotiate, as text. */
const described: { hold: boolean; iceRestart: boolean }[] = [];
/** What the browser's media waits for; nothing unless a test puts something here. */
let mediaReady = Promise.resolve();
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
  watch: () => {},
  sendTone: () => true,
};

let peer: SipPeer;
let port: SipPort;
let timers: FakeTimers;
let events: SipEvent[];
const waiting = new Set<{ fits: (event: SipEvent) => boolean; resolve: () => void }>();

beforeEach(async () => {
  peer = await startSipPeer({ password: 'secret' });
  timers = createFakeTimers();
  port = createSipJsAdapter({ media: fakeMedia, timers });
  events = [];
  described.length = 0;
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

const account = (password = 'secret') => ({
  wsUrl: peer.wsUrl,
  user: 'op1',
  password,
  domain: 'peer',
  displayName: 'Первая',
});
/** Resolves at once when it has happened already. */
const seen = (wanted: Partial<SipEvent> & { kind: SipEvent['kind'] }): Promise<void> => {
  const fits = (event: SipEvent): boolean =>
    Object.entries(wanted).every(([name, value]) => (event as unknown as Record<string, unknown>)[name] === value);
  return events.some(fits) ? Promise.resolve() : new Promise((resolve) => void waiting.add({ fits, resolve }));
};
const forget = (): void => void (events.length = 0);
const statuses = () => events.flatMap((event) => (event.kind === 'lineChanged' ? [event.status] : []));
const request = (method: string) => (message: SipMessage) => message.method === method;
const status = (code: number, method: string) => (message: SipMessage) =>
  message.status === code && message.header('CSeq').endsWith(method);

async function registered(): Promise<void> {
  port.register(account());
  await seen({ kind: 'lineChanged', status: 'registered' });
}

function inDialog(method: string, callId: string, extra: readonly string[] = [], own = 1): string {
  const contact = /^Contact: <?([^>;]+)/im.exec(peer.received.find(request('REGISTER'))?.text ?? '')?.[1] ?? '';
  const tag =
    peer.received
      .find((message) => message.header('Call-ID') === callId && /tag=/.test(message.header('To')))
      ?.header('To') ?? '<sip:op1@peer>';
  const to = method === 'INVITE' || method === 'CANCEL' ? '<sip:op1@peer>' : tag;
  const body = method === 'INVITE' ? sdp() : '';
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

async function answeredCall(callId = 'call-1'): Promise<void> {
  await registered();
  peer.send(inDialog('INVITE', callId));
  await seen({ kind: 'incoming' });
  port.accept(callId, silence);
  await peer.next(status(200, 'INVITE'));
  peer.send(inDialog('ACK', callId));
  await seen({ kind: 'established', legId: callId });
}

test('registers with digest, answers the challenge once, and calls itself registered only then', async () => {
  await registered();
  expect(statuses()).toEqual(['connecting', 'registered']);
  const registers = peer.received.filter(request('REGISTER'));
  expect(registers).toHaveLength(2);
  expect(registers[0]?.header('Contact')).toContain('expires=120');
  expect(registers[1]?.header('Authorization')).toContain('username="op1"');
});

test('a wrong password is told apart from a line that is away, and is not hammered', async () => {
  port.register(account('wrong'));
  await seen({ kind: 'lineChanged', status: 'wrongPassword' });
  await timers.pass(25_000);
  expect(peer.received.filter(request('REGISTER'))).toHaveLength(2);
});

test('refreshes the registration before it ends', async () => {
  await registered();
  for (let second = 0; second < 75; second++) await timers.pass(1_000);
  await expect.poll(() => peer.received.filter(request('REGISTER')).length).toBeGreaterThanOrEqual(3);
  expect(statuses().at(-1)).toBe('registered');
});

test('a peer that keeps the socket open and says nothing is found within 15 s, and left for a new socket', async () => {
  await registered();
  peer.isSilent = true;
  for (let second = 0; second < 15; second++) await timers.pass(1_000);
  expect(statuses().at(-1)).toBe('unreachable');
  peer.isSilent = false;
  forget();
  await timers.pass(1_000);
  await seen({ kind: 'lineChanged', status: 'registered' });
  expect(peer.sockets).toBe(2);
});

test('reads the INVITE, and says who took it back and why', async () => {
  await registered();
  peer.send(inDialog('INVITE', 'a', ['X-Linkedid: 17.4', 'X-Queue: hotline', 'X-Queue-Wait: 9'], 10));
  await seen({ kind: 'incoming' });
  expect(events.find((event) => event.kind === 'incoming')).toMatchObject({
    call: {
      legId: 'a',
      from: '+79161234567',
      displayName: 'Иванова',
      linkedId: '17.4',
      queue: 'hotline',
      queueWaitSec: 9,
    },
  });
  peer.send(inDialog('CANCEL', 'a', ['Reason: SIP;cause=200;text="Call completed elsewhere"'], 10));
  await seen({ kind: 'cancelled', legId: 'a', reason: 'answeredElsewhere' });
  await peer.next(status(487, 'INVITE'));

  forget();
  peer.send(inDialog('INVITE', 'b', [], 11));
  await seen({ kind: 'incoming' });
  peer.send(inDialog('CANCEL', 'b', ['Reason: Q.850;cause=0'], 11));
  await seen({ kind: 'cancelled', legId: 'b', reason: 'cancelled' });
  expect(events.filter(({ kind }) => kind === 'ended')).toEqual([]);
});

test('a CANCEL that overtakes the answer is one quiet end', async () => {
  await registered();
  peer.send(inDialog('INVITE', 'race', [], 20));
  await peer.next(status(180, 'INVITE'));
  let ready = (): void => {};
  mediaReady = new Promise((resolve) => (ready = resolve));
  port.accept('race', silence);
  peer.send(inDialog('CANCEL', 'race', [], 20));
  await seen({ kind: 'cancelled', legId: 'race' });
  ready();
  await peer.next(status(487, 'INVITE'));
  expect(events.filter((event) => 'legId' in event && event.legId === 'race').map(({ kind }) => kind)).toEqual([
    'cancelled',
  ]);
});

test('a BYE ends the call once, whatever its Reason claims', async () => {
  await answeredCall();
  peer.send(inDialog('BYE', 'call-1', ['Reason: SIP;cause=200;text="Call completed elsewhere"'], 2));
  await seen({ kind: 'ended', legId: 'call-1' });
  await peer.next(status(200, 'BYE'));
  expect(events.filter(({ kind }) => kind === 'ended')).toEqual([
    { kind: 'ended', legId: 'call-1', end: { by: 'remote', statusCode: null } },
  ]);
});

test('an INVITE and its CANCEL in one breath leave nothing ringing', async () => {
  await registered();
  peer.send(inDialog('INVITE', 'breath', [], 40));
  peer.send(inDialog('CANCEL', 'breath', [], 40));
  await seen({ kind: 'cancelled', legId: 'breath' });
});

test('hold is confirmed by the answer, and refused by an answer that still sends', async () => {
  await answeredCall();
  port.hold('call-1');
  const offer = await peer.next(request('INVITE'));
  expect(offer.text).toContain('a=sendonly');
  expect(events.some(({ kind }) => kind === 'heldChanged')).toBe(false);
  peer.answer(offer, '200 OK', ['Contact: <sip:peer@peer.invalid;transport=ws>'], sdp('recvonly'));
  await seen({ kind: 'heldChanged', isHeld: true });

  port.unhold('call-1');
  const back = await peer.next(request('INVITE'));
  expect(back.text).toContain('a=sendrecv');
  peer.answer(back, '200 OK', ['Contact: <sip:peer@peer.invalid;transport=ws>'], sdp());
  await seen({ kind: 'heldChanged', isHeld: false });

  port.hold('call-1');
  peer.answer(
    await peer.next(request('INVITE')),
    '200 OK',
    ['Contact: <sip:peer@peer.invalid;transport=ws>'],
    sdp('sendrecv'),
  );
  await seen({ kind: 'holdFailed' });
});

test('491 is repeated once after a random while, and then it has failed', async () => {
  await answeredCall();
  port.hold('call-1');
  peer.answer(await peer.next(request('INVITE')), '491 Request Pending');
  await peer.next(request('ACK'));
  const again = peer.next(request('INVITE'));
  for (let step = 0; step < 21; step++) await timers.pass(100);
  peer.answer(await again, '491 Request Pending');
  await seen({ kind: 'holdFailed', legId: 'call-1' });
});

test('a socket lost in a call is opened anew, registered, and the dialog moved to it with an ICE restart', async () => {
  await answeredCall();
  forget();
  peer.cut();
  await seen({ kind: 'lineChanged', status: 'connecting' });
  await timers.pass(500);
  await seen({ kind: 'lineChanged', status: 'registered' });
  const moved = await peer.next(request('INVITE'));
  expect(moved.header('Call-ID')).toBe('call-1');
  expect(described.at(-1)).toEqual({ hold: false, iceRestart: true });
  peer.answer(moved, '200 OK', ['Contact: <sip:peer@peer.invalid;transport=ws>'], sdp());
  peer.send(inDialog('BYE', 'call-1', [], 30));
  await seen({ kind: 'ended', legId: 'call-1' });
});

test('a hold under way when the socket dies is carried over to the new one, not blocked for 32 s', async () => {
  await answeredCall();
  port.hold('call-1');
  await peer.next(request('INVITE'));
  forget();
  peer.cut();
  await seen({ kind: 'lineChanged', status: 'connecting' });
  await timers.pass(500);
  const moved = await peer.next(request('INVITE'));
  expect(described.at(-1)).toEqual({ hold: true, iceRestart: true });
  peer.answer(moved, '200 OK', ['Contact: <sip:peer@peer.invalid;transport=ws>'], sdp('recvonly'));
  await seen({ kind: 'heldChanged', legId: 'call-1', isHeld: true });
});

test('a dialog that the exchange has forgotten ends as lost', async () => {
  await answeredCall();
  forget();
  peer.cut();
  await seen({ kind: 'lineChanged', status: 'connecting' });
  await timers.pass(500);
  peer.answer(await peer.next(request('INVITE')), '481 Call/Transaction Does Not Exist');
  await seen({ kind: 'ended', legId: 'call-1' });
  expect(events.find(({ kind }) => kind === 'ended')).toMatchObject({ end: { by: 'lost' } });
});

test('a goodbye said while the socket is away is delivered when it is back', async () => {
  await answeredCall();
  forget();
  peer.cut();
  await seen({ kind: 'lineChanged', status: 'connecting' });
  port.bye('call-1');
  expect(events.at(-1)).toMatchObject({ kind: 'ended', end: { by: 'local' } });
  await timers.pass(500);
  const bye = await peer.next(request('BYE'));
  expect(bye.header('Call-ID')).toBe('call-1');
  peer.answer(bye, '200 OK');
});

test('an outgoing call tells how it was refused', async () => {
  await registered();
  const legId = port.invite('*48', silence, { isService: true });
  const invite = await peer.next(request('INVITE'));
  expect(invite.text).toMatch(/^INVITE sip:\*48@peer SIP/);
  peer.answer(invite, '403 Forbidden');
  await seen({ kind: 'ended', legId });
  expect(events.at(-1)).toEqual({ kind: 'ended', legId, end: { by: 'failed', statusCode: 403 } });
});

test('only numbers can be dialled, and only over a line that is up', async () => {
  expect(() => port.invite('+79161112233', silence)).toThrow('line.down');
  await registered();
  for (const number of ['', 'op2', '101@evil', '1;transport=udp', '+7 916'])
    expect(() => port.invite(number, silence)).toThrow('line.number');
});

test('sign-off takes the registration back', async () => {
  await registered();
  await port.unregister();
  expect(peer.received.filter(request('REGISTER')).at(-1)?.header('Contact')).toContain('expires=0');
  expect(statuses().at(-1)).toBe('off');
});
