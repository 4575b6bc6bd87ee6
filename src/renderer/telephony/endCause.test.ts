import { expect, test } from 'vitest';
import { causeOfCancel, causeOfEnd } from './endCause.ts';

test('a call nobody took in time is missed; one the caller gave up is not', () => {
  const ring = (rangForMs: number, ringSec: number | null = null) =>
    causeOfCancel({ reason: 'cancelled', rangForMs, ringSec });
  expect(ring(14_980)).toBe('ringTimeout');
  expect(ring(15_200)).toBe('ringTimeout');
  expect(ring(9_000)).toBe('cancelled');
  expect(ring(15_000, 25)).toBe('cancelled');
  expect(ring(24_900, 25)).toBe('ringTimeout');
  expect(causeOfCancel({ reason: 'answeredElsewhere', rangForMs: 5_000, ringSec: null })).toBe('answeredElsewhere');
  expect(causeOfCancel({ reason: 'answeredElsewhere', rangForMs: 15_000, ringSec: null })).toBe('ringTimeout');
});

test('each end of a leg has one cause', () => {
  const cause = (
    by: 'local' | 'remote' | 'lost' | 'failed',
    direction: 'incoming' | 'outgoing',
    wasAnswered: boolean,
    statusCode: number | null = null,
  ) => causeOfEnd({ end: { by, statusCode }, direction, wasAnswered });
  expect(cause('remote', 'incoming', true)).toBe('caller');
  expect(cause('local', 'incoming', true)).toBe('operator');
  expect(cause('local', 'incoming', false)).toBe('rejected');
  expect(cause('local', 'outgoing', false)).toBe('operator');
  expect(cause('lost', 'incoming', true)).toBe('lost');
  expect(cause('failed', 'incoming', true)).toBe('lost');
  expect(cause('failed', 'incoming', false)).toBe('failed');
  expect([486, 603, 480, 404, null].map((code) => cause('failed', 'outgoing', false, code))).toEqual([
    'rejected',
    'rejected',
    'cancelled',
    'failed',
    'failed',
  ]);
});
