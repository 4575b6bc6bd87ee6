import { describe, expect, test } from 'vitest';
import {
  failureOf,
  failureOfDial,
  moveTransfer,
  noTransfer,
  type TransferEvent,
  type TransferState,
} from './transferState.ts';

const play = (...events: TransferEvent[]): TransferState => events.reduce(moveTransfer, noTransfer);
const ask = { kind: 'ask', target: 'op2', mode: 'blind' } as const;
const taken = { kind: 'taken', linkedId: '17.1' } as const;

describe('a blind transfer', () => {
  test('is not done when the exchange took it, nor when NOTIFY says 200, but when the exchange says so', () => {
    const letGo = play(ask, taken, { kind: 'reported', statusCode: 200 });
    expect(letGo).toEqual({ step: 'letGo', target: 'op2', linkedId: '17.1' });
    expect(moveTransfer(letGo, { kind: 'told', linkedId: '99.9', outcome: 'answered' })).toBe(letGo);
    expect(moveTransfer(letGo, { kind: 'told', linkedId: '17.1', outcome: 'answered' })).toEqual({
      step: 'done',
      target: 'op2',
    });
  });

  test('that the target did not take comes back with its reason', () => {
    expect(play(ask, taken, { kind: 'cameBack', linkedId: '17.1', why: 'busy' })).toEqual({
      step: 'failed',
      target: 'op2',
      why: 'busy',
      isBack: true,
    });
  });

  test('to where there is nobody leaves the caller where they are', () => {
    expect(play(ask, { kind: 'reported', statusCode: 404 })).toMatchObject({
      step: 'failed',
      why: 'unavailable',
      isBack: false,
    });
    expect(play(ask, { kind: 'notTaken' })).toMatchObject({ step: 'failed', why: 'refused', isBack: false });
  });
});

describe('a consultation', () => {
  const consulting = play({ kind: 'consult', target: 'op2' }, { kind: 'callerHeld' });

  test('begins only when the caller is held for certain', () => {
    expect(play({ kind: 'consult', target: 'op2' })).toEqual({ step: 'holding', target: 'op2' });
    expect(play({ kind: 'consult', target: 'op2' }, { kind: 'callerNotHeld' })).toEqual(noTransfer);
    expect(consulting).toEqual({ step: 'consulting', target: 'op2', isTalking: false });
  });

  test('is done when the exchange takes it: its target has spoken already', () => {
    const asked = moveTransfer(moveTransfer(consulting, { kind: 'targetAnswered' }), { ...ask, mode: 'attended' });
    expect(moveTransfer(asked, taken)).toEqual({ step: 'done', target: 'op2' });
  });

  test('that the target refuses says why; one that we end says nothing', () => {
    expect(moveTransfer(consulting, { kind: 'targetGone', why: 'busy' })).toMatchObject({
      step: 'failed',
      why: 'busy',
    });
    expect(moveTransfer(consulting, { kind: 'targetGone', why: null })).toEqual(noTransfer);
  });

  test('is over for the transfer when the caller leaves', () => {
    expect(moveTransfer(consulting, { kind: 'callerGone' })).toEqual(noTransfer);
  });
});

test('the words of SIP and of the exchange mean the same failures', () => {
  expect([486, 603, 408, 487, 404, 480, null].map(failureOf)).toEqual([
    'busy',
    'busy',
    'noAnswer',
    'noAnswer',
    'unavailable',
    'unavailable',
    'unavailable',
  ]);
  expect(['BUSY', 'NOANSWER', 'CHANUNAVAIL', 'CONGESTION'].map(failureOfDial)).toEqual([
    'busy',
    'noAnswer',
    'unavailable',
    'unavailable',
  ]);
});
