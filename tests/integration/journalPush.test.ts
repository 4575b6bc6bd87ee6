import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import type { ActAnswer, pullResponse } from '../../src/shared/contracts/journal.ts';
import { callFact, numberOf, offered, registerCommand, soundCard } from '../support/appealCommands.ts';
import {
  ask,
  newId,
  openWorkstation,
  startTestJournal,
  type TestJournal,
  type TestWorkstation,
} from '../support/journal.ts';

let journal: TestJournal;
let desk: TestWorkstation;
beforeAll(async () => {
  journal = await startTestJournal();
  desk = await openWorkstation(journal, 'operator1');
});
afterAll(() => journal.stop());

function pushRaw(at: TestWorkstation, acts: unknown[]) {
  return ask<{ answers: ActAnswer[]; lastSeq: number; error: { code: string; params: Record<string, unknown> } }>(
    journal,
    'POST',
    '/v1/push',
    {
      authorization: at.device,
      body: { epoch: at.epoch, acts },
    },
  );
}

function actOf(at: TestWorkstation, seq: number, command: unknown, changes: Record<string, unknown> = {}) {
  const { user, sessionId } = at.session;
  const occurredAt = new Date(journal.clock.nowMs()).toISOString();
  return { id: newId(), seq, authorId: user.id, sessionId, occurredAt, command, ...changes };
}

test('a registration is answered with the appeal under the number that was said to the caller', async () => {
  const block = await desk.takeNumbers();
  const appealId = newId();
  const [answer] = await desk.push(registerCommand(appealId, numberOf(block)));
  expect(answer).toMatchObject({ outcome: 'accepted', refusal: null });
  expect(answer?.appeal).toMatchObject({
    id: appealId,
    number: numberOf(block),
    status: 'closed',
    flags: [],
    registeredBy: desk.session.user.id,
  });
  expect(answer?.appeal?.receivedAt).not.toBeNull();
  const events = await journal.db
    .selectFrom('appeal_event')
    .where('appeal_id', '=', appealId)
    .select('kind')
    .orderBy('version')
    .execute();
  expect(events.map(({ kind }) => kind)).toEqual(['appeal.registered', 'appeal.closed']);
});

test('the same acts sent again get their first answers and change nothing', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const appealId = newId();
  const acts = [
    actOf(at, 1, registerCommand(appealId, 'П-0001-1', { closeWith: null })),
    actOf(at, 2, { kind: 'appeal.close', v: 1, appealId, outcome: 'consulted' }),
  ];
  const first = await pushRaw(at, acts);
  const again = await pushRaw(at, acts);
  expect(again.body).toEqual(first.body);
  expect(first.body.answers.map(({ appeal }) => appeal?.status)).toEqual(['registered', 'closed']);
  const { version } = await journal.db
    .selectFrom('appeal')
    .where('id', '=', appealId)
    .select('version')
    .executeTakeFirstOrThrow();
  expect(version).toBe(first.body.answers[1]?.appeal?.version);
});

test('an act beyond the next number is not taken, and the answer says which one is expected', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const answer = await pushRaw(at, [actOf(at, 3, registerCommand(newId(), 'П-0001-3'))]);
  expect(answer.status).toBe(409);
  expect(answer.body.error).toMatchObject({ code: 'sync.gap', params: { expected: 1 } });
});

test('a batch with a hole is taken up to the hole', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const move = { kind: 'operator.moved', v: 1, status: 'ready', reason: null, callId: null };
  const answer = await pushRaw(at, [actOf(at, 1, move), actOf(at, 3, move)]);
  expect(answer.body).toMatchObject({ lastSeq: 1, answers: [{ seq: 1, outcome: 'accepted' }] });
});

test('an act nobody can read is parked as it came, and the queue goes on', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const answer = await pushRaw(at, [
    actOf(at, 1, { kind: 'appeal.teleport', v: 9, note: 'a\0b' }),
    actOf(at, 2, registerCommand(newId(), 'П-0002-2'), { occurredAt: 'yesterday' }),
    { id: newId(), seq: 3 },
    actOf(at, 4, registerCommand(newId(), 'П-0002-4')),
  ]);
  expect(answer.body.answers.map(({ outcome }) => outcome)).toEqual(['parked', 'parked', 'parked', 'accepted']);
  const row = await journal.db
    .selectFrom('act_log')
    .where('device_id', '=', at.deviceId)
    .where('seq', '=', 1)
    .select(['body', 'fault'])
    .executeTakeFirstOrThrow();
  expect(JSON.parse(row.body ?? '')).toMatchObject({ command: { kind: 'appeal.teleport', note: 'a\0b' } });
  expect(row.fault).toBe('act.unreadable');
});

test('the stub of an act that could not pass the door keeps its place, nested beyond measure or not', async () => {
  const at = await openWorkstation(journal, 'operator1');
  // Deeper than any stack of this process; parsed without one.
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const acts = [
    actOf(at, 1, { kind: 'act.withheld', v: 1 }),
    actOf(at, 2, { kind: 'act.handOver', v: 1, meant: 'DEEP' }),
    actOf(at, 3, registerCommand(newId(), 'П-0012-3')),
  ];
  const response = await fetch(`${journal.url}/v1/push`, {
    method: 'POST',
    headers: { authorization: at.device, 'content-type': 'application/json' },
    body: JSON.stringify({ epoch: at.epoch, acts }).replace('"DEEP"', `{"a":${deep}}`),
  });
  const { answers } = (await response.json()) as { answers: ActAnswer[] };
  expect(answers.map(({ outcome }) => outcome)).toEqual(['parked', 'parked', 'accepted']);
  const faults = await journal.db
    .selectFrom('act_log')
    .where('device_id', '=', at.deviceId)
    .where('outcome', '=', 'parked')
    .select('fault')
    .orderBy('seq')
    .execute();
  expect(faults.map(({ fault }) => fault)).toEqual(['act.withheld', 'act.unreadable']);
});

test('a bug while applying an act parks it without a trace of half-done work', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const appealId = newId();
  const move = { kind: 'operator.moved', v: 1, status: 'ready', reason: null, callId: null };
  const id = newId();
  // A row that stands in the way stands for any bug that ends in an exception.
  await journal.db
    .insertInto('operator_log')
    .values({
      territory: '98',
      act_id: id,
      operator_id: at.session.user.id,
      device_id: at.deviceId,
      status: 'ready',
      occurred_at: new Date().toISOString(),
      received_at: new Date().toISOString(),
    })
    .execute();
  const answer = await pushRaw(at, [actOf(at, 1, move, { id }), actOf(at, 2, registerCommand(appealId, 'П-0003-2'))]);
  expect(answer.body.answers.map(({ outcome }) => outcome)).toEqual(['parked', 'accepted']);
  const again = await pushRaw(at, [actOf(at, 1, move, { id })]);
  expect(again.body.answers[0]?.outcome).toBe('parked');
});

test('a transition that may not be made is refused with a text, and the refusal is kept', async () => {
  const appealId = newId();
  const at = await openWorkstation(journal, 'operator1');
  const close = { kind: 'appeal.close' as const, v: 1 as const, appealId, outcome: 'consulted' as const };
  const [registered, first, second] = await at.push(registerCommand(appealId, 'П-0004-1'), close, {
    ...close,
    appealId: newId(),
  });
  expect(registered?.outcome).toBe('accepted');
  expect(first).toMatchObject({
    outcome: 'refused',
    refusal: { code: 'appeal.closed', text: 'Обращение уже закрыто' },
  });
  expect(first?.appeal?.id).toBe(appealId);
  expect(second).toMatchObject({ outcome: 'refused', refusal: { code: 'appeal.not_found' }, appeal: null });
  const kept = await pushRaw(at, [actOf(at, 2, close, { id: first?.actId })]);
  expect(kept.body.answers[0]).toEqual(first);
});

test('a registration is never refused for its content: what is wrong becomes flags', async () => {
  const card = soundCard({
    kind: 'complaint',
    themeCode: '9.9',
    clinicId: newId(),
    essence: 'Жалоба\0 без\uD800 имени',
    personId: newId(),
  });
  const [answer] = await desk.push(
    registerCommand(newId(), 'не номер', { card, classifierVersion: 'будущий', closeWith: 'consulted' }),
  );
  expect(answer?.outcome).toBe('accepted');
  expect(answer?.appeal?.status).toBe('registered');
  expect(answer?.appeal?.flags).toEqual(
    expect.arrayContaining([
      'control.theme_unknown',
      'control.clinic_unknown',
      'control.applicant_missing',
      'control.not_closed_at_once',
      'control.number_not_reserved',
    ]),
  );
  expect(answer?.appeal?.card.essence).toBe('Жалоба без\uFFFD имени');
});

test('the same act from a desk installed anew is the same act', async () => {
  const old = await openWorkstation(journal, 'operator1');
  const fresh = await openWorkstation(journal, 'operator2');
  const appealId = newId();
  const act = actOf(old, 1, registerCommand(appealId, 'П-0005-1'));
  const [first, again] = await Promise.all([pushRaw(old, [act]), pushRaw(fresh, [{ ...act, seq: 1 }])]);
  expect(again.body.answers[0]).toEqual(first.body.answers[0]);
  const { version } = await journal.db
    .selectFrom('appeal')
    .where('id', '=', appealId)
    .select('version')
    .executeTakeFirstOrThrow();
  expect(version).toBe(first.body.answers[0]?.appeal?.version);
  const next = await pushRaw(fresh, [actOf(fresh, 2, registerCommand(newId(), 'П-0005-2'))]);
  expect(next.body.answers[0]?.outcome).toBe('accepted');
});

test('facts of a call end in one record in whatever order they come', async () => {
  const callId = newId();
  const at = new Date(journal.clock.nowMs()).toISOString();
  const me = desk.session.user.id;
  const answers = await desk.push(
    callFact(callId, { kind: 'call.ended', at, cause: 'caller' }),
    callFact(callId, { kind: 'call.answered', at }),
    callFact(callId, offered(me, at, '+79000000777')),
    callFact(callId, { kind: 'call.answered', at }),
    { kind: 'operator.moved', v: 1, status: 'wrapUp', reason: null, callId },
  );
  expect(answers.map(({ outcome }) => outcome)).toEqual(Array(5).fill('accepted'));
  const row = await journal.db
    .selectFrom('call')
    .where('id', '=', callId)
    .select(['record', 'phone', 'operator_id'])
    .executeTakeFirstOrThrow();
  expect(row).toMatchObject({ phone: '+79000000777', operator_id: me, record: { answeredAt: at, endedAt: at } });
  const other = await openWorkstation(journal, 'operator2');
  const [theirs, callback] = await other.push(
    callFact(callId, { kind: 'call.identified', at, personId: null }),
    callFact(callId, { kind: 'call.callbackDone', at }),
  );
  expect([theirs?.outcome, callback?.outcome]).toEqual(['refused', 'accepted']);
});

test('a strange key in one act does not turn the batch away', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const act = JSON.stringify(actOf(at, 1, { kind: 'x' })).replace('"kind":"x"', '"__proto__":{"a":1},"kind":"x"');
  const response = await fetch(`${journal.url}/v1/push`, {
    method: 'POST',
    headers: { authorization: at.device, 'content-type': 'application/json' },
    body: `{"epoch":${at.epoch},"acts":[${act}]}`,
  });
  expect(await response.json()).toMatchObject({ answers: [{ outcome: 'parked' }] });
});

test('desks that touch the same appeals in opposite orders at once all get through', async () => {
  const watch = await Promise.all(Array.from({ length: 4 }, () => openWorkstation(journal, 'supervisor1')));
  const appealIds = Array.from({ length: 12 }, () => newId());
  await desk.push(...appealIds.map((id, i) => registerCommand(id, `П-0011-${i}`, { closeWith: null })));
  const linkAll = async (at: TestWorkstation, ordered: readonly string[]): Promise<void> => {
    for (const round of [0, 1]) {
      const acts = ordered.map((appealId, place) => {
        const command = { kind: 'appeal.linkCall', v: 1, appealId, callId: newId() };
        return actOf(at, round * ordered.length + place + 1, command);
      });
      const { status, body } = await pushRaw(at, acts);
      expect(status).toBe(200);
      expect(body.answers.map(({ outcome }) => outcome)).toEqual(Array(12).fill('accepted'));
    }
  };
  await Promise.all(watch.map((at, i) => linkAll(at, i % 2 === 0 ? appealIds : appealIds.toReversed())));
  const rows = await journal.db.selectFrom('appeal').where('id', 'in', appealIds).select('state').execute();
  expect(rows.map(({ state }) => (state as { callIds: string[] }).callIds.length)).toEqual(Array(12).fill(8));
});

test('what was pushed comes back down, and nothing of it stands in the log', async () => {
  const pull = await ask<z.output<typeof pullResponse>>(journal, 'GET', '/v1/pull?limit=500', {
    authorization: desk.bearer,
  });
  expect(pull.status).toBe(200);
  const log = journal.logged.join('\n');
  for (const secret of ['полис', 'Жалоба', '+7900', desk.secret, desk.session.accessToken])
    expect(log).not.toContain(secret);
});
