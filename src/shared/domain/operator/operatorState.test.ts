import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  initialOperatorState,
  moveOperator,
  nextQueueStep,
  pickableReasons,
  wantedMembership,
  type OperatorEvent,
  type OperatorState,
  type QueueMembership,
} from './operatorState.ts';

const START = '2026-11-22T06:00:00.000Z';
const later = (sec: number): string => new Date(Date.parse(START) + sec * 1000).toISOString();
const callId = fc.constantFrom('018f0000-0000-7000-8000-000000000001', '018f0000-0000-7000-8000-000000000002');
const event: fc.Arbitrary<OperatorEvent> = fc.oneof(
  fc.record({ kind: fc.constant('goReady' as const), unsaved: fc.boolean() }),
  fc.record({ kind: fc.constant('goNotReady' as const), reason: fc.constantFrom(...pickableReasons) }),
  fc.record({ kind: fc.constant('offer' as const), callId }),
  fc.record({ kind: fc.constant('answered' as const), callId }),
  fc.record({ kind: fc.constant('offerEnded' as const), callId, how: fc.constantFrom('missed', 'rejected', 'gone') }),
  fc.record({ kind: fc.constant('callEnded' as const), callId, wrapUpMs: fc.constantFrom(0, 60_000) }),
  fc.record({ kind: fc.constant('wrapUpElapsed' as const), unsaved: fc.boolean() }),
  fc.record({ kind: fc.constant('extendWrapUp' as const), byMs: fc.constant(60_000) }),
  fc.record({ kind: fc.constant('cardDone' as const) }),
  fc.record({ kind: fc.constant('lineLost' as const) }),
  fc.record({ kind: fc.constant('lineBack' as const) }),
);

/** Runs events from the start of a shift, giving each step. */
function steps(
  events: readonly OperatorEvent[],
): { before: OperatorState; event: OperatorEvent; after: OperatorState }[] {
  let state = initialOperatorState(START);
  return events.map((one, index) => {
    const before = state;
    state = moveOperator(state, one, later(index + 1)).state;
    return { before, event: one, after: state };
  });
}

test('nothing that happens makes an operator ready over an unsaved card', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      for (const { before, event: one, after } of steps(events)) {
        if (before.status === 'wrapUp' && after.status === 'offered') expect(after.resume).toBe('notReady');
        if (before.status !== 'wrapUp' || after.status !== 'ready') continue;
        const saved = one.kind === 'cardDone' || ('unsaved' in one && !one.unsaved);
        expect(saved).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test('whatever comes in whatever order, the state stays whole', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      for (const { after } of steps(events)) {
        const inCall = after.status === 'offered' || after.status === 'talking' || after.status === 'wrapUp';
        expect(after.callId !== null).toBe(inCall);
        expect(after.wrapUpUntil !== null).toBe(after.status === 'wrapUp');
        if (after.status === 'ready') expect(after.reason).toBeNull();
        if (after.status === 'notReady') expect(after.reason).not.toBeNull();
        if (after.asking) expect(after.status).toBe('wrapUp');
      }
    }),
    { numRuns: 1000 },
  );
});

test('a rejected or missed offer takes the operator out of the queue, a caller who gave up does not', () => {
  const call = '018f0000-0000-7000-8000-000000000001';
  const ready = moveOperator(initialOperatorState(START), { kind: 'goReady', unsaved: false }, later(1)).state;
  const offered = moveOperator(ready, { kind: 'offer', callId: call }, later(2)).state;
  const ended = (how: 'missed' | 'rejected' | 'gone') =>
    moveOperator(offered, { kind: 'offerEnded', callId: call, how }, later(3)).state;
  expect(ended('rejected')).toMatchObject({ status: 'notReady', reason: 'rejectedCall' });
  expect(ended('missed')).toMatchObject({ status: 'notReady', reason: 'missedCall' });
  expect(ended('gone')).toMatchObject({ status: 'ready' });
});

test('an operator who lost the line is ready again when it is back', () => {
  const ready = moveOperator(initialOperatorState(START), { kind: 'goReady', unsaved: false }, later(1)).state;
  const lost = moveOperator(ready, { kind: 'lineLost' }, later(2)).state;
  expect(lost).toMatchObject({ status: 'notReady', reason: 'noLine' });
  expect(moveOperator(lost, { kind: 'lineBack' }, later(3)).state).toMatchObject({ status: 'ready', reason: null });
});

test('the queue agrees with any wish within two steps, and nobody is rung half-joined', () => {
  const all: readonly QueueMembership[] = ['left', 'paused', 'unpaused'];
  const after: Readonly<Record<'join' | 'leave' | 'pause' | 'unpause', QueueMembership>> = {
    join: 'paused',
    leave: 'left',
    pause: 'paused',
    unpause: 'unpaused',
  };
  for (const wanted of all) {
    for (const start of all) {
      let confirmed = start;
      let taken = 0;
      for (let step = nextQueueStep(confirmed, wanted); step; step = nextQueueStep(confirmed, wanted)) {
        if (step === 'unpause') expect(confirmed).toBe('paused');
        confirmed = after[step];
        taken += 1;
        expect(taken).toBeLessThanOrEqual(2);
      }
      expect(confirmed).toBe(wanted);
    }
  }
});

test('only a ready operator, or one being rung, is offered calls', () => {
  const state = initialOperatorState(START);
  expect(wantedMembership(null)).toBe('left');
  expect(wantedMembership(state)).toBe('paused');
  expect(wantedMembership({ ...state, status: 'ready' })).toBe('unpaused');
  expect(wantedMembership({ ...state, status: 'offered' })).toBe('unpaused');
  expect(wantedMembership({ ...state, status: 'talking' })).toBe('paused');
  expect(wantedMembership({ ...state, status: 'wrapUp' })).toBe('paused');
});
