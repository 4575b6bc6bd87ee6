import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  answeredCall,
  events,
  forget,
  inDialog,
  ownContact,
  peer,
  port,
  registered,
  seen,
  useLine,
} from '../support/telephony/lineUnderTest.ts';
import { mutated, tortureMessages } from '../support/telephony/torture.ts';

useLine();

/** Whatever escaped: a window would have shown nothing, and gone on with half of its telephone. */
const escaped: unknown[] = [];
const onEscape = (thrown: unknown): void => void escaped.push(thrown);

beforeEach(() => {
  escaped.length = 0;
  process.on('uncaughtException', onEscape);
  process.on('unhandledRejection', onEscape);
});

afterEach(() => {
  process.off('uncaughtException', onEscape);
  process.off('unhandledRejection', onEscape);
});

function options(callId: string, branch: string): string {
  return inDialog('OPTIONS', callId, [], 1)
    .replace(/To: .*/, 'To: <sip:op1@peer>')
    .replace(/branch=\S+/, branch);
}
/** The line answers a stranger's OPTIONS: it is alive, and not only its socket. */
async function isAlive(nth: number): Promise<void> {
  const callId = `alive-${nth}`;
  peer.send(options(callId, `branch=z9hG4bKalive${nth}`));
  await peer.next((message) => message.status === 200 && message.header('Call-ID') === callId);
}

test('there are the 49 messages of RFC 4475', () => {
  expect(tortureMessages).toHaveLength(49);
  for (const { text } of tortureMessages) expect(text).toContain('\r\n');
});

test('none of the 49 messages does any harm, to the line or to the call in hand', async () => {
  await answeredCall();
  for (const [nth, { text }] of tortureMessages.entries()) {
    peer.sendRaw(text);
    await isAlive(nth);
  }
  expect(escaped).toEqual([]);
  expect(events.some(({ kind }) => kind === 'ended')).toBe(false);
  expect(events.filter(({ kind }) => kind === 'lineChanged').at(-1)).toMatchObject({ status: 'registered' });
  peer.send(inDialog('BYE', 'call-1', [], 2));
  await seen({ kind: 'ended', legId: 'call-1' });
});

test('nor do 100,000 mutations of them', async () => {
  const seed = 4475;
  let state = seed;
  // mulberry32: the same mutations every time.
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  await registered();
  const contact = ownContact();
  // What the telephone does with a call it cannot take.
  port.subscribe((event) => {
    if (event.kind === 'incoming') port.reject(event.call.legId, 486);
  });
  for (let done = 0; done < 100_000; done++) {
    const { text } = tortureMessages[done % tortureMessages.length] ?? { text: '' };
    peer.sendRaw(mutated(text, random, contact));
    if (done % 500 !== 499) continue;
    await isAlive(done);
    peer.forget();
    forget();
    expect(escaped).toEqual([]);
    if (done % 4_000 !== 3_999) continue;
    // A line anew: sip.js looks through all transactions of the last half minute at every request, and so many of them
    // are no telephone's.
    await port.unregister();
    forget();
    await registered();
  }
}, 120_000);
