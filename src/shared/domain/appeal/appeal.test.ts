import fc from 'fast-check';
import { expect, test } from 'vitest';
import { role } from '../user/user.ts';
import { appeal as appealSchema, appealChannel, appealKind, appealOutcome, emptyCard, type Appeal } from './appeal.ts';
import { appealCommand, type AppealCommand } from './appealCommand.ts';
import { appealEvent, type AppealEvent } from './appealEvent.ts';
import { checkClosing, mayCloseAtOnce, outcomesOf, type AppealReference } from './controls.ts';
import { decide, type AppealContext } from './decide.ts';
import { evolve, replay } from './evolve.ts';

const ids = [1, 2, 3].map((n) => `018f0000-0000-7000-8000-00000000000${n}`);
const [appealId = '', callId = '', clinicId = ''] = ids;
const reference: AppealReference = {
  version: 'zpz-2023/1',
  classifierVersion: 'zpz-2023',
  themes: new Map([
    ['4.2', 'consultation'],
    ['3.1.2', 'complaint'],
    ['6', 'gratitude'],
  ]),
  clinics: new Set([clinicId]),
};
const anyId = fc.constantFrom(...ids);
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(fc.constant(''), fc.constant('Слова'), fc.string({ maxLength, unit: 'binary' }));
const at = fc
  .integer({ min: 0, max: 1_000_000 })
  .map((sec) => new Date(Date.UTC(2026, 0, 1) + sec * 1000).toISOString());
const cardFields = {
  kind: fc.constantFrom(...appealKind.options),
  channel: fc.constantFrom(...appealChannel.options),
  themeCode: maybe(fc.constantFrom('4.2', '3.1.2', '6', '99')),
  clinicId: maybe(anyId),
  essence: text(40),
  answer: text(40),
  applicant: fc.record({ name: text(20), phone: maybe(text(12)), birthDate: maybe(fc.constant('1961-03-14')) }),
  personId: maybe(anyId),
  insurerId: maybe(anyId),
};
const outcome = fc.constantFrom(...appealOutcome.options);
const common = { v: fc.constant(1 as const), appealId: fc.constant(appealId) };
const command: fc.Arbitrary<AppealCommand> = fc.oneof(
  fc.record({
    kind: fc.constant('appeal.register' as const),
    ...common,
    number: text(10),
    classifierVersion: fc.constantFrom('zpz-2023', 'zpz-2030'),
    card: fc.record(cardFields),
    callIds: fc.array(anyId, { maxLength: 4 }),
    closeWith: maybe(outcome),
  }),
  fc.record({
    kind: fc.constant('appeal.amend' as const),
    v: fc.constant(2 as const),
    appealId: fc.constant(appealId),
    changes: fc.record(cardFields, { requiredKeys: [] }),
    was: maybe(fc.record(cardFields, { requiredKeys: [] })),
    settles: maybe(anyId),
  }),
  fc.record({ kind: fc.constant('appeal.close' as const), ...common, outcome }),
  fc.record({ kind: fc.constant('appeal.linkCall' as const), ...common, callId: anyId }),
  fc.record({ kind: fc.constant('appeal.assign' as const), ...common, assigneeId: anyId }),
);
const context: fc.Arbitrary<AppealContext> = fc.record({
  actId: anyId,
  actor: fc.record({ userId: anyId, role: fc.constantFrom(...role.options), organisationId: anyId }),
  occurredAt: at,
  receivedAt: maybe(at),
  reference: fc.constant(reference),
});
const acts = fc.array(fc.tuple(command, context), { maxLength: 12 });

/** The states a list of acts leads through, with the stream it leaves. */
function live(of: readonly (readonly [AppealCommand, AppealContext])[]) {
  let state: Appeal | null = null;
  const stream: AppealEvent[] = [];
  const refusals: string[] = [];
  for (const [step, given] of of) {
    const decision = decide(step, state, given);
    if (decision.refusal !== null) refusals.push(decision.refusal.code);
    else stream.push(...decision.events);
    state = (decision.events ?? []).reduce<Appeal | null>(evolve, state);
  }
  return { state, stream, refusals };
}

test('the generators make only what the border lets through', () => {
  fc.assert(fc.property(command, (step) => appealCommand.safeParse(step).success));
});

test('from any state any command gives events or a refusal with a text, never an exception', () => {
  fc.assert(
    fc.property(acts, command, context, (past, step, given) => {
      const decision = decide(step, live(past).state, given);
      if (decision.refusal === null) return decision.events.every((event) => appealEvent.safeParse(event).success);
      return decision.events === null && decision.refusal.code !== '' && decision.refusal.text !== '';
    }),
  );
});

test('the stream replayed, also through JSON, is the state that was lived through', () => {
  fc.assert(
    fc.property(acts, (past) => {
      const { state, stream } = live(past);
      expect(replay(stream)).toEqual(state);
      expect(replay(appealEvent.array().parse(JSON.parse(JSON.stringify(stream))))).toEqual(state);
      expect(state?.version ?? 0).toBe(stream.length);
      if (state !== null) expect(appealSchema.parse(state)).toEqual(state);
    }),
  );
});

test('a desk that does not know when the journal will receive its acts comes to the same appeal', () => {
  fc.assert(
    fc.property(acts, (past) => {
      const onDesk = live(past.map(([step, given]) => [step, { ...given, receivedAt: null }] as const));
      // The same acts, received in time: nothing is from the future.
      const inJournal = live(past.map(([step, given]) => [step, { ...given, receivedAt: given.occurredAt }] as const));
      expect(onDesk.refusals).toEqual(inJournal.refusals);
      expect(onDesk.state).toEqual(inJournal.state === null ? null : { ...inJournal.state, receivedAt: null });
    }),
  );
});

test('neither side changes what it was given', () => {
  const frozen = <T>(value: T): T => {
    if (typeof value === 'object' && value !== null && !(value instanceof Map) && !(value instanceof Set)) {
      Object.values(value).forEach(frozen);
      Object.freeze(value);
    }
    return value;
  };
  fc.assert(
    fc.property(acts, (past) => {
      let state: Appeal | null = null;
      for (const [step, given] of past) {
        const decision = decide(frozen(step), frozen(state), frozen(given));
        state = (decision.events ?? []).reduce<Appeal | null>(
          (known, event) => evolve(frozen(known), frozen(event)),
          state,
        );
      }
    }),
  );
});

test('the first registration is never refused, and no second one is accepted', () => {
  fc.assert(
    fc.property(command, context, acts, (step, given, later) => {
      fc.pre(step.kind === 'appeal.register');
      const first = decide(step, null, given);
      expect(first.refusal).toBeNull();
      const { state } = live([[step, given], ...later]);
      expect(decide(step, state, given).refusal?.code).toBe('appeal.already_registered');
    }),
  );
});

test('a closed appeal stays as it is, but for its calls', () => {
  const card = { ...emptyCard('hotline'), themeCode: '4.2', essence: 'Вопрос', answer: 'Ответ' };
  const closing: AppealCommand = {
    kind: 'appeal.register',
    v: 1,
    appealId,
    number: '98-000001',
    classifierVersion: 'zpz-2023',
    card,
    callIds: [],
    closeWith: 'consulted',
  };
  fc.assert(
    fc.property(context, acts, (given, later) => {
      const { state } = live([[closing, given], ...later]);
      expect(state).toMatchObject({ status: 'closed', card, outcome: 'consulted', closedAt: given.occurredAt });
    }),
  );
});

test('whatever is closed had nothing in the way of closing it', () => {
  fc.assert(
    fc.property(acts, (past) => {
      const { state } = live(past);
      if (state?.status !== 'closed' || state.outcome === null) return;
      expect(checkClosing(state.card, state.outcome, reference)).toEqual([]);
      expect(mayCloseAtOnce(state.card.kind)).toBe(true);
      expect(outcomesOf(state.card.kind)).toContain(state.outcome);
    }),
  );
});

test('an act from the future is accepted and flagged', () => {
  const given: AppealContext = {
    actId: callId,
    actor: { userId: callId, role: 'op1', organisationId: callId },
    occurredAt: '2026-01-01T10:06:00.000Z',
    receivedAt: '2026-01-01T10:00:00.000Z',
    reference,
  };
  const card = { ...emptyCard('hotline'), themeCode: '4.2', essence: 'Вопрос', answer: 'Ответ' };
  const step: AppealCommand = {
    kind: 'appeal.register',
    v: 1,
    appealId,
    number: '98-000001',
    classifierVersion: 'zpz-2023',
    card,
    callIds: [],
    closeWith: 'consulted',
  };
  expect(live([[step, given]]).state).toMatchObject({ flags: ['control.from_the_future'], status: 'closed' });
});
