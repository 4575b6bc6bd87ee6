import { expect, test } from 'vitest';
import { createFakeTimers } from '../../../tests/support/telephony/fakeTimers.ts';
import { createDrivenTimers } from './timers.ts';

/** A clock that goes on while its timers never come: a hidden window. */
function hidden() {
  const clock = createFakeTimers();
  let nowMs = 0;
  const timers = createDrivenTimers({ ...clock, nowMs: () => nowMs, after: () => () => {} });
  return { timers, goTo: (ms: number) => (nowMs = ms) };
}

test('what is due runs at a beat from outside, in order, once, and nothing that was called off', () => {
  const { timers, goTo } = hidden();
  const ran: string[] = [];
  timers.after(300, () => ran.push('second'));
  timers.after(200, () => ran.push('first'));
  timers.after(100, () => ran.push('called off'))();
  timers.after(5_000, () => ran.push('later'));
  goTo(1_000);
  timers.wake();
  timers.wake();
  expect(ran).toEqual(['first', 'second']);
});

test('without a beat they are the timers they always were', async () => {
  const own = createFakeTimers();
  const timers = createDrivenTimers(own);
  const ran: string[] = [];
  timers.after(200, () => ran.push('done'));
  await own.pass(200);
  timers.wake();
  expect(ran).toEqual(['done']);
});
