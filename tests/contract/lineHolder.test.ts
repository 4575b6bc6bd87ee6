import { expect, test } from 'vitest';
import {
  events,
  passOnWire,
  peer,
  port,
  registered,
  registrations,
  seen,
  statuses,
  timers,
  account,
  useLine,
} from '../support/telephony/lineUnderTest.ts';

useLine();

const other = '<sip:d9999@elsewhere.invalid;transport=ws>';

test('a line registered at another workstation is asked about; the answer takes it, our own ghost never asks', async () => {
  peer.binding = other;
  port.register(account());
  await seen({ kind: 'lineChanged', status: 'heldElsewhere' });
  expect(registrations()).toEqual([]);
  port.takeOver();
  await seen({ kind: 'lineChanged', status: 'registered' });
  expect(peer.binding).toContain('sip:d0123@');
});

test('what this workstation left behind is no stranger', async () => {
  peer.binding = '<sip:d0123@before-the-crash.invalid;transport=ws>';
  await registered();
  expect(statuses()).toEqual(['connecting', 'registered']);
});

test('a line that was taken away is said to be within 40 s, and an exchange that forgot us is registered with again', async () => {
  await registered();
  peer.binding = null;
  const before = registrations().length;
  await passOnWire(40_000);
  expect(peer.binding).toContain('sip:d0123@');
  expect(registrations().length).toBeGreaterThan(before);
  expect(statuses().at(-1)).toBe('registered');
  peer.binding = other;
  await passOnWire(40_000);
  expect(statuses().at(-1)).toBe('heldElsewhere');
  expect(peer.binding).toBe(other);
  expect(events.some(({ kind }) => kind === 'ended')).toBe(false);
  expect(timers.nowMs()).toBeLessThan(100_000);
});
