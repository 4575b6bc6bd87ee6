import { beforeEach, expect, test } from 'vitest';
import { bareDesk, knowUser, memoryCache, someUser } from '../../../../tests/support/bareDesk.ts';
import { filledCard } from '../../../../tests/support/askCore.ts';
import type { RawChange } from '../../../shared/contracts/journal.ts';
import { appeal, type Appeal } from '../../../shared/domain/appeal/appeal.ts';
import { amendAppeal } from '../appeals/amendAppeal.ts';
import { registerAppeal } from '../appeals/registerAppeal.ts';
import type { Cache } from '../cache/openCache.ts';
import { addFact } from '../calls/addFact.ts';
import type { Desk } from '../desk.ts';
import { replayRaw } from './applyChange.ts';
import { applyPage } from './pull.ts';
import { settleAnswers } from './settle.ts';

const anna = someUser(1);
const idOf = (n: number): string => `018f0000-0000-7000-8000-0000000000d${n}`;
let cache: Cache;
let desk: Desk;
let number = 0;

beforeEach(() => {
  cache = memoryCache();
  desk = bareDesk(cache, anna);
  number = 0;
});

function stateOf(n: number, changes: Partial<Appeal> = {}): Appeal {
  return appeal.parse({
    id: idOf(n),
    number: `98-00000${n}`,
    status: 'registered',
    classifierVersion: 'zpz-2023',
    card: filledCard,
    callIds: [],
    outcome: null,
    flags: [],
    registeredBy: anna.id,
    organisationId: anna.organisationId,
    occurredAt: '2026-11-22T05:00:00.000Z',
    receivedAt: '2026-11-22T05:00:01.000Z',
    closedAt: null,
    assigneeId: null,
    conflicts: [],
    version: 1,
    ...changes,
  });
}

function change(entity: string, id: string, body: unknown): RawChange {
  number += 1;
  return { number, entity, id, body };
}

const tell = (changes: RawChange[], more = false): void =>
  applyPage(desk, anna, { changes, cursor: `${number}.m`, more });
const seen = (): string[] => desk.appeals.list(anna.id, 10).map(({ id }) => id);
const amend = (n: number, answer: string): string => {
  const actId = desk.ports.ids.next();
  const was = { answer: desk.appeals.get(anna.id, idOf(n))?.card.answer ?? '' };
  amendAppeal(desk, { actId, appealId: idOf(n), changes: { answer }, was, settles: null });
  return actId;
};
const answerAll = (outcome: 'accepted' | 'parked', state: Appeal | null): void => {
  const batch = desk.outbox.owed(0, { acts: 100, bytes: 1e6 });
  settleAnswers(
    desk,
    batch,
    batch.map(({ act }) => ({ seq: act.seq, actId: act.id, outcome, refusal: null, appeal: state })),
  );
};

test('a page that cannot be written leaves its cursor where it was', () => {
  tell([change('appeal', idOf(1), stateOf(1))]);
  const before = desk.feed.state(anna.id).cursor;
  const broken = { ...change('appeal', idOf(2), stateOf(2)), id: Symbol('no id') as unknown as string };
  expect(() => tell([change('appeal', idOf(3), stateOf(3)), broken])).toThrow();
  expect(desk.feed.state(anna.id).cursor).toBe(before);
  expect(seen()).toEqual([idOf(1)]);
});

test('an appeal that leaves the scope goes; one with own acts waiting goes when they are answered', () => {
  tell([change('appeal', idOf(1), stateOf(1)), change('appeal', idOf(2), stateOf(2))]);
  amend(2, 'Дописано');
  tell([change('appeal', idOf(1), null), change('appeal', idOf(2), null)]);
  expect(seen()).toEqual([idOf(2)]);
  answerAll('accepted', stateOf(2, { version: 3, assigneeId: someUser(2).id }));
  expect(seen()).toEqual([]);
});

test('an appeal that left and came back stays', () => {
  tell([change('appeal', idOf(1), stateOf(1))]);
  amend(1, 'Дописано');
  tell([change('appeal', idOf(1), null)]);
  tell([change('appeal', idOf(1), stateOf(1, { version: 4 }))]);
  answerAll('accepted', null);
  expect(seen()).toEqual([idOf(1)]);
});

test('the answer to an act on an appeal that is not on this desk does not bring it here', () => {
  const actId = desk.ports.ids.next();
  expect(amendAppeal(desk, { actId, appealId: idOf(1), changes: { answer: 'x' }, was: {}, settles: null })).toBeNull();
  answerAll('accepted', stateOf(1, { registeredBy: someUser(2).id }));
  expect(seen()).toEqual([]);
});

test('an old answer given again does not put back what the feed has told since', () => {
  tell([change('appeal', idOf(1), stateOf(1))]);
  amend(1, 'Дописано');
  const newest = stateOf(1, { version: 7, card: { ...filledCard, essence: 'Уже иначе', answer: 'Дописано' } });
  tell([change('appeal', idOf(1), newest)]);
  answerAll('accepted', stateOf(1, { version: 3, card: { ...filledCard, answer: 'Дописано' } }));
  expect(desk.appeals.get(anna.id, idOf(1))).toEqual(newest);
});

test('two viewers of one desk both see the result of an act, and each keeps their own scope', () => {
  const boris = someUser(2);
  knowUser(desk, boris);
  tell([change('appeal', idOf(1), stateOf(1))]);
  applyPage(desk, boris, { changes: [change('appeal', idOf(1), stateOf(1))], cursor: '1.m', more: false });
  amend(1, 'Дописано');
  answerAll('accepted', stateOf(1, { version: 3, card: { ...filledCard, answer: 'Дописано' } }));
  expect(desk.appeals.get(boris.id, idOf(1))?.card.answer).toBe('Дописано');
  tell([change('appeal', idOf(1), null)]);
  expect(seen()).toEqual([]);
  expect(desk.appeals.get(boris.id, idOf(1))).not.toBeNull();
});

test('a change of an unknown kind or shape is kept as it came, and read by a newer desk when it starts', () => {
  tell([change('appeal', idOf(1), stateOf(1))]);
  const strange = { ...stateOf(1), status: 'underReview', version: 2 };
  tell([change('appeal', idOf(1), strange), change('inspection', idOf(2), { findings: 3 })]);
  expect(desk.appeals.get(anna.id, idOf(1))?.version).toBe(1);
  expect(desk.feed.allRaw().map(({ change: { entity, body } }) => [entity, body])).toEqual([
    ['appeal', strange],
    ['inspection', { findings: 3 }],
  ]);
  // A newer desk knows the word; here the word is one that this desk knows.
  cache.prepare(`UPDATE raw_change SET body = replace(body, 'underReview', 'closed')`).run();
  replayRaw(desk);
  expect(desk.appeals.get(anna.id, idOf(1))).toMatchObject({ status: 'closed', version: 2 });
  expect(desk.feed.allRaw()).toHaveLength(1);
});

test('what was kept raw goes when the entity is told in a shape this desk knows, or leaves', () => {
  tell([change('appeal', idOf(1), { odd: true }), change('inspection', idOf(2), { findings: 3 })]);
  expect(desk.feed.allRaw()).toHaveLength(2);
  tell([change('appeal', idOf(1), stateOf(1)), change('inspection', idOf(2), null)]);
  expect(desk.feed.allRaw()).toEqual([]);
});

test('fields of a newer journal that this desk does not know are not lost on its disk', () => {
  tell([change('appeal', idOf(1), { ...stateOf(1), urgency: 'high' })]);
  const row = cache.prepare<[], { base: string }>('SELECT base FROM appeal').get();
  expect(JSON.parse(row?.base ?? '{}')).toMatchObject({ urgency: 'high' });
});

test('a parked act that was judged after all is settled, and its appeal with it', () => {
  tell([change('appeal', idOf(1), stateOf(1))]);
  const actId = amend(1, 'Дописано');
  answerAll('parked', null);
  expect(desk.outbox.counts(anna.id)).toMatchObject({ waiting: 0, parked: 1 });
  const judged = stateOf(1, { version: 3, card: { ...filledCard, answer: 'Дописано' } });
  tell([change('act', actId, { seq: 1, actId, outcome: 'accepted', refusal: null, appeal: judged })]);
  expect(desk.outbox.counts(anna.id)).toMatchObject({ parked: 0 });
  expect(desk.appeals.get(anna.id, idOf(1))?.card.answer).toBe('Дописано');
});

test('after a restart of the feed what it does not tell again goes, except what waits to be sent', () => {
  const { appeal: waiting } = registerAppeal(desk, {
    actId: desk.ports.ids.next(),
    draftId: desk.ports.ids.next(),
    card: filledCard,
    callId: null,
    closeWith: null,
  });
  tell([1, 2, 3].map((n) => change('appeal', idOf(n), stateOf(n))));
  tell([change('inspection', idOf(9), { findings: 3 })]);
  amend(3, 'Дописано');
  desk.feed.restart();
  expect(desk.feed.state(anna.id)).toMatchObject({ cursor: '', sweeping: true });
  tell([change('appeal', idOf(1), stateOf(1))], true);
  expect(seen()).toHaveLength(4);
  tell([]);
  expect(new Set(seen())).toEqual(new Set([waiting.id, idOf(1), idOf(3)]));
  expect(desk.feed.allRaw()).toEqual([]);
  expect(desk.feed.state(anna.id).sweeping).toBe(false);
  // Its own act is answered, and the journal has not told of it again.
  answerAll('accepted', null);
  expect(new Set(seen())).toEqual(new Set([waiting.id, idOf(1)]));
});

test("facts of a call that still wait stand over the journal's record of it", () => {
  const callId = idOf(5);
  const offered = desk.transact(() =>
    addFact(desk, callId, {
      kind: 'call.offered',
      at: desk.now(),
      direction: 'incoming',
      operatorId: anna.id,
      sipCallId: 'a@x',
      linkedId: null,
      queue: null,
      queueWaitSec: null,
      phone: null,
      displayName: null,
    }),
  );
  answerAll('accepted', null);
  desk.transact(() => addFact(desk, callId, { kind: 'call.answered', at: desk.now() }));
  tell([change('call', callId, { ...offered, phone: '+79000000101', queue: 'hotline' })]);
  expect(desk.calls.get(anna.id, callId)).toMatchObject({ queue: 'hotline', answeredAt: desk.now() });
});
