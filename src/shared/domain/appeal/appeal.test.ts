import fc from 'fast-check';
import { expect, test } from 'vitest';
import { role } from '../user/user.ts';
import { appeal as appealSchema, deskOf, holderOf, type Appeal } from './appeal.ts';
import {
  appealChannel,
  appealKind,
  appealOutcome,
  appealSource,
  complaintFinding,
  documentType,
  expertiseKind,
  redirectionTarget,
} from './codeBooks.ts';
import { emptyCard, type AppealCard } from './appealCard.ts';
import { appealCommand, type AppealCommand } from './appealCommand.ts';
import { appealEvent, type AppealEvent } from './appealEvent.ts';
import { checkDone, mayCloseAtOnce, outcomesOf } from './controls.ts';
import { addDays } from '../term/workCalendar.ts';
import { dueOn, firstDueOn } from '../term/appealTerm.ts';
import { placeOf } from './placeOf.ts';
import { testApplicant, testReference } from '../../../../tests/support/appeals.ts';
import { decide } from './decide.ts';
import type { AppealContext } from './decision.ts';
import { evolve, replay } from './evolve.ts';

const ids = [1, 2, 3].map((n) => `018f0000-0000-7000-8000-00000000000${n}`);
const [appealId = '', callId = '', clinicId = ''] = ids;
const [fund = '', insurer = ''] = [7, 8].map((n) => `018f0000-0000-7000-8000-00000000000${n}`);
const reference = testReference({
  themes: [
    ['4.2', 'consultation'],
    ['3.1.2', 'complaint'],
    ['3.1.16', 'complaint', true],
    ['6', 'gratitude'],
  ],
  clinics: new Set([clinicId]),
  organisations: new Map([
    [fund, 'fund'],
    [insurer, 'insurer'],
    [clinicId, 'clinic'],
  ]),
  staff: new Map([
    [appealId, { organisationId: fund, level: 1 }],
    [callId, { organisationId: fund, level: 2 }],
    [clinicId, { organisationId: insurer, level: 3 }],
  ]),
});
const anyId = fc.constantFrom(...ids);
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(fc.constant(''), fc.constant('Слова'), fc.string({ maxLength, unit: 'binary' }));
const at = fc
  .integer({ min: 0, max: 1_000_000 })
  .map((sec) => new Date(Date.UTC(2026, 0, 1) + sec * 1000).toISOString());
const identity = {
  name: text(20),
  birthDate: maybe(fc.constant('1961-03-14')),
  enp: maybe(fc.constantFrom('1234567890123452', '1234567890123456', '12')),
  insurerId: maybe(anyId),
  document: maybe(fc.record({ type: fc.constantFrom(...documentType.options), series: text(4), number: text(6) })),
};
const cardFields = {
  kind: fc.constantFrom(...appealKind.options),
  channel: fc.constantFrom(...appealChannel.options),
  themeCode: maybe(fc.constantFrom('4.2', '3.1.2', '3.1.16', '6', '99')),
  clinicId: maybe(anyId),
  essence: text(40),
  answer: text(40),
  applicant: fc.record({
    ...identity,
    phone: maybe(text(12)),
    address: text(20),
    email: text(20),
  }),
  insured: maybe(fc.record({ ...identity, placeCode: fc.constantFrom('', '98000000000') })),
  source: fc.constantFrom(...appealSource.options),
  sourceOrganisation: text(20),
  arrivedOn: maybe(fc.constantFrom('2025-12-20', '2026-01-02', '2031-01-01')),
  themeComment: text(20),
  measures: text(20),
  finding: maybe(fc.constantFrom(...complaintFinding.options)),
  compensation: maybe(fc.nat(1_000_000)),
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
  fc.record({ kind: fc.constant('appeal.assign' as const), ...common, assigneeId: anyId, reason: text(10) }),
  fc.record({ kind: fc.constant('appeal.accept' as const), ...common }),
  fc.record({ kind: fc.constant('appeal.decline' as const), ...common, reason: text(10) }),
  fc.record({
    kind: fc.constant('appeal.forward' as const),
    ...common,
    to: fc.record({ organisationId: fc.constantFrom(fund, insurer, clinicId), level: fc.integer({ min: 1, max: 3 }) }),
    userId: maybe(anyId),
    reason: text(10),
  }),
  fc.record({
    kind: fc.constant('appeal.redirect' as const),
    ...common,
    to: fc.constantFrom(...redirectionTarget.options),
    organisation: text(10),
  }),
  fc.record({ kind: fc.constant('appeal.answer' as const), ...common, text: text(10) }),
  fc.record({ kind: fc.constant('appeal.submit' as const), ...common, outcome }),
  fc.record({ kind: fc.constant('appeal.return' as const), ...common, reason: text(10) }),
  fc.record({ kind: fc.constant('appeal.reopen' as const), ...common, reason: text(10) }),
  fc.record({
    kind: fc.constant('appeal.extend' as const),
    ...common,
    until: fc.constantFrom('2026-01-20', '2026-02-20', '2026-03-01', '2027-01-01'),
    reason: text(10),
  }),
  fc.record({ kind: fc.constant('appeal.involve' as const), ...common, userId: anyId, isInvolved: fc.boolean() }),
  fc.record({ kind: fc.constant('appeal.comment' as const), ...common, text: text(10) }),
  fc.record({ kind: fc.constant('appeal.linkAppeal' as const), ...common, earlierId: anyId }),
  fc.record({
    kind: fc.constant('appeal.markExpertise' as const),
    ...common,
    expertise: fc.constantFrom(...expertiseKind.options),
    isSelected: fc.boolean(),
    note: text(10),
  }),
  fc.record({
    kind: fc.constant('appeal.attach' as const),
    ...common,
    attachment: fc.record({
      id: anyId,
      name: fc.constant('справка.pdf'),
      bytes: fc.nat(60 * 1024 * 1024),
      mime: fc.constant('application/pdf'),
      sha256: fc.constant('0'.repeat(64)),
      to: fc.constantFrom('appeal', 'answer'),
    }),
  }),
);
/** A card with nothing in the way of closing it. */
const soundCards: readonly AppealCard[] = [
  { ...emptyCard('hotline'), themeCode: '4.2', essence: 'Вопрос', answer: 'Ответ' },
  {
    ...emptyCard('letter'),
    kind: 'complaint',
    themeCode: '3.1.2',
    clinicId,
    essence: 'Жалоба',
    answer: 'Ответ',
    finding: 'unfounded',
    applicant: testApplicant({ name: 'Иванова Анна Петровна' }),
  },
];
const sound: fc.Arbitrary<AppealCommand> = fc.record({
  kind: fc.constant('appeal.register' as const),
  ...common,
  number: fc.constant('98-000001'),
  classifierVersion: fc.constant('zpz-2023'),
  card: fc.constantFrom(...soundCards),
  callIds: fc.constant([]),
  closeWith: fc.constant(null),
});
const context: fc.Arbitrary<AppealContext> = fc.record({
  actId: anyId,
  actor: fc.record({ userId: anyId, role: fc.constantFrom(...role.options), organisationId: anyId }),
  occurredAt: at,
  receivedAt: maybe(at),
  reference: fc.constant(reference),
});
/** Most streams begin as all do; without that few would ever come to a review. */
const acts = fc
  .tuple(
    fc.option(fc.tuple(sound, context), { freq: 4, nil: null }),
    fc.array(fc.tuple(command, context), { maxLength: 14 }),
  )
  .map(([first, rest]) => (first === null ? rest : [first, ...rest]));

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

test('a closed appeal stays as it is, but for its calls, comments and links, until it is reopened', () => {
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
      const untilReopened = later.filter(([step]) => step.kind !== 'appeal.reopen');
      const { state } = live([[closing, given], ...untilReopened]);
      expect(state).toMatchObject({ status: 'closed', card, outcome: 'consulted', closedAt: given.occurredAt });
    }),
  );
});

test('whatever is closed had nothing in the way of it, and what needs a review has had one', () => {
  fc.assert(
    fc.property(acts, (past) => {
      const { state, stream } = live(past);
      if (state?.status !== 'closed' || state.outcome === null) return;
      expect(checkDone(state.card, state.outcome, reference, state.occurredAt)).toEqual([]);
      expect(outcomesOf(state.card.kind)).toContain(state.outcome);
      const last = stream.findLastIndex((event) => event.kind === 'appeal.closed');
      const ways = stream.slice(0, last).findLast((event) => /submitted|returned|reopened/.test(event.kind));
      if (!mayCloseAtOnce(state.card.kind)) expect(ways?.kind).toBe('appeal.submitted');
    }),
    { numRuns: 400 },
  );
});

test('an appeal lies before one team, or somebody leads it, and nothing is ever nobody’s', () => {
  fc.assert(
    fc.property(acts, (past) => {
      const { state } = live(past);
      if (state === null) return;
      expect(holderOf(state) === null).toBe(state.isWaiting);
      if (state.isWaiting) expect(state.desk).not.toBeNull();
      expect(placeOf(state).parties).toContain(deskOf(state).organisationId);
    }),
    { numRuns: 400 },
  );
});

test('the term is only ever moved on, and never beyond what the rules allow', () => {
  fc.assert(
    fc.property(acts, (past) => {
      const { state } = live(past);
      if (state === null) return;
      const first = firstDueOn(state, reference.terms);
      const dates = [first, ...state.extensions.map(({ until }) => until)];
      expect(dates).toEqual([...dates].sort());
      expect(dueOn(state, reference.terms) <= addDays(first, reference.terms.longestExtensionDays)).toBe(true);
    }),
    { numRuns: 400 },
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
