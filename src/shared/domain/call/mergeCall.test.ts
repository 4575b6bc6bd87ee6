import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callEndCause, noAppealReason, type CallFact } from './call.ts';
import { callOutcome } from './call.ts';
import { emptyCall, mergeCall } from './mergeCall.ts';

const ids = ['018f0000-0000-7000-8000-000000000001', '018f0000-0000-7000-8000-000000000002'] as const;
const at = fc.integer({ min: 0, max: 3 }).map((sec) => new Date(Date.UTC(2026, 0, 1, 9, 0, sec)).toISOString());
const anyId = fc.constantFrom(...ids);
const fact: fc.Arbitrary<CallFact> = fc.oneof(
  fc.record({
    kind: fc.constant('call.offered' as const),
    at,
    direction: fc.constantFrom('incoming' as const, 'outgoing' as const),
    operatorId: anyId,
    sipCallId: fc.constantFrom('a', 'b'),
    linkedId: fc.constantFrom('1.1', null),
    queue: fc.constantFrom('hotline', null),
    queueWaitSec: fc.constantFrom(0, 7, null),
    phone: fc.constantFrom('+79000000001', null),
    displayName: fc.constant(null),
  }),
  fc.record({ kind: fc.constant('call.answered' as const), at }),
  fc.record({ kind: fc.constant('call.ended' as const), at, cause: fc.constantFrom(...callEndCause.options) }),
  fc.record({ kind: fc.constant('call.identified' as const), at, personId: fc.option(anyId, { nil: null }) }),
  fc.record({
    kind: fc.constant('call.closedWithoutAppeal' as const),
    at,
    reason: fc.constantFrom(...noAppealReason.options),
  }),
  fc.record({ kind: fc.constant('call.appealLinked' as const), at, appealId: anyId }),
  fc.record({ kind: fc.constant('call.recorded' as const), at, recordingId: anyId }),
  fc.record({ kind: fc.constant('call.callbackWanted' as const), at }),
  fc.record({ kind: fc.constant('call.callbackDone' as const), at }),
);
const merged = (facts: readonly CallFact[]) => facts.reduce(mergeCall, emptyCall(ids[0]));

test('facts in any order, with repeats, end in the same record', () => {
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (facts, order) => {
      const shuffled = [...facts, ...facts.filter((_, i) => i % 2 === 0)]
        .map((f) => ({ f, key: order.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ f }) => f);
      expect(merged(shuffled)).toEqual(merged(facts));
    }),
    { numRuns: 500 },
  );
});

test('missed, rejected, answered elsewhere, failed and dropped are told apart', () => {
  const offered: CallFact = {
    kind: 'call.offered',
    at: '2026-01-01T09:00:00.000Z',
    direction: 'incoming',
    operatorId: ids[0],
    sipCallId: 'a',
    linkedId: null,
    queue: null,
    queueWaitSec: null,
    phone: null,
    displayName: null,
  };
  const answered: CallFact = { kind: 'call.answered', at: '2026-01-01T09:00:01.000Z' };
  const ended = (cause: (typeof callEndCause.options)[number]): CallFact => ({
    kind: 'call.ended',
    at: '2026-01-01T09:00:02.000Z',
    cause,
  });
  expect(callOutcome(merged([offered]))).toBe('ringing');
  expect(callOutcome(merged([offered, answered]))).toBe('talking');
  expect(callOutcome(merged([offered, answered, ended('caller')]))).toBe('answered');
  expect(callOutcome(merged([offered, answered, ended('lost')]))).toBe('dropped');
  expect(callOutcome(merged([offered, ended('cancelled')]))).toBe('missed');
  expect(callOutcome(merged([offered, ended('ringTimeout')]))).toBe('missed');
  expect(callOutcome(merged([offered, ended('rejected')]))).toBe('rejected');
  expect(callOutcome(merged([offered, ended('answeredElsewhere')]))).toBe('answeredElsewhere');
  expect(callOutcome(merged([offered, ended('failed')]))).toBe('failed');
});
