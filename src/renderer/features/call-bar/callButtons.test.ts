import { expect, test } from 'vitest';
import type { LineCall } from '../../telephony/softphone.ts';
import { callButtons, pressHangUp } from './callButtons.ts';

const call = (part: Partial<LineCall>): LineCall => ({
  callId: 'c',
  direction: 'incoming',
  phase: 'talking',
  hold: 'off',
  microphone: 'on',
  phone: null,
  displayName: null,
  queue: null,
  offeredAtMs: 0,
  answeredAtMs: 0,
  endCause: null,
  recording: 'off',
  ...part,
});

test('without a call nothing can be pressed', () => {
  expect(Object.values(callButtons(null))).toEqual([false, false, false, false, false, false]);
  expect(Object.values(callButtons(call({ phase: 'ended' })))).toEqual([false, false, false, false, false, false]);
});

test('a ringing call can be answered or rejected, an outgoing one only cancelled', () => {
  expect(callButtons(call({ phase: 'ringing' }))).toMatchObject({ answer: true, hangUp: true, hold: false });
  expect(callButtons(call({ phase: 'ringing', direction: 'outgoing' }))).toMatchObject({ answer: false, hangUp: true });
});

test('hold waits for the other side to confirm it', () => {
  expect(callButtons(call({ hold: 'holding' })).hold).toBe(false);
  expect(callButtons(call({ hold: 'held' })).hold).toBe(true);
  expect(callButtons(call({ hold: 'failed' })).hold).toBe(true);
});

test('a talk ends by two presses within a second', () => {
  expect(pressHangUp(call({}), null, 1000)).toEqual({ hangUp: false, armedAtMs: 1000 });
  expect(pressHangUp(call({}), 1000, 2000)).toEqual({ hangUp: true });
  expect(pressHangUp(call({}), 1000, 2001)).toEqual({ hangUp: false, armedAtMs: 2001 });
});

test('a ringing call is rejected by one press', () => {
  expect(pressHangUp(call({ phase: 'ringing' }), null, 0)).toEqual({ hangUp: true });
});
