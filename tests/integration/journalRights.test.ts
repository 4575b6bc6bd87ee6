import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActAnswer } from '../../src/shared/contracts/journal.ts';
import { registerCommand } from '../support/appealCommands.ts';
import {
  ask,
  newId,
  openWorkstation,
  startTestJournal,
  type TestJournal,
  type TestWorkstation,
} from '../support/journal.ts';

let journal: TestJournal;
beforeAll(async () => {
  journal = await startTestJournal();
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

test('the author stays who they were, whoever is signed in when the act is sent', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const early = actOf(at, 1, registerCommand(newId(), 'П-0006-1'));
  await ask(journal, 'POST', '/v1/sign-in', {
    body: { login: 'operator3', password: journal.users['operator3']?.password, deviceId: at.deviceId },
  });
  const sent = await pushRaw(at, [early]);
  expect(sent.body.answers[0]?.appeal?.registeredBy).toBe(at.session.user.id);
});

test('a workstation cannot write in the name of somebody who never worked at it', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const stranger = await openWorkstation(journal, 'specialist1');
  const sent = await pushRaw(at, [
    actOf(at, 1, registerCommand(newId(), 'П-0007-1'), { authorId: stranger.session.user.id, sessionId: newId() }),
    actOf(at, 2, registerCommand(newId(), 'П-0007-2'), { authorId: newId() }),
  ]);
  expect(sent.body.answers.map(({ outcome }) => outcome)).toEqual(['parked', 'refused']);
});

test('what a user did before they were disabled counts, what they did after does not', async () => {
  const at = await openWorkstation(journal, 'operator3');
  const nowMs = journal.clock.nowMs();
  const before = actOf(at, 1, registerCommand(newId(), 'П-0008-1'), {
    occurredAt: new Date(nowMs - 60_000).toISOString(),
  });
  await journal.db
    .updateTable('user_account')
    .set({ disabled_at: new Date(nowMs).toISOString() })
    .where('login', '=', 'operator3')
    .execute();
  const after = actOf(at, 2, registerCommand(newId(), 'П-0008-2'), {
    occurredAt: new Date(nowMs + 1000).toISOString(),
  });
  const sent = await pushRaw(at, [before, after]);
  expect(sent.body.answers.map(({ outcome, refusal }) => refusal?.code ?? outcome)).toEqual([
    'accepted',
    'auth.author_disabled',
  ]);
  const pull = await ask(journal, 'GET', '/v1/pull', { authorization: at.bearer });
  expect(pull.status).toBe(401);
  await journal.db.updateTable('user_account').set({ disabled_at: null }).where('login', '=', 'operator3').execute();
});

test('a role is the one the author had then, and an analyst registers nothing', async () => {
  const at = await openWorkstation(journal, 'analyst1');
  const [refused, moved] = await at.push(registerCommand(newId(), 'П-0009-1'), {
    kind: 'operator.moved',
    v: 1,
    status: 'notReady',
    reason: 'start',
    callId: null,
  });
  expect(refused?.refusal?.code).toBe('auth.forbidden');
  expect(moved?.outcome).toBe('accepted');
  const { user } = at.session;
  const since = new Date(journal.clock.nowMs() + 1).toISOString();
  await journal.db
    .insertInto('user_role')
    .values({ territory: '98', user_id: user.id, since, role: 'op1', organisation_id: user.organisationId })
    .execute();
  const sent = await pushRaw(at, [
    actOf(at, 3, registerCommand(newId(), 'П-0009-3'), { occurredAt: since }),
    actOf(at, 4, registerCommand(newId(), 'П-0009-4'), {
      occurredAt: new Date(journal.clock.nowMs() - 60_000).toISOString(),
    }),
  ]);
  expect(sent.body.answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'refused']);
});

test('only one’s own appeals can be changed, and a supervisor can change any', async () => {
  const [mine, theirs, watch] = await Promise.all(
    ['operator1', 'operator2', 'supervisor1'].map((login) => openWorkstation(journal, login)),
  );
  const appealId = newId();
  await mine?.push(registerCommand(appealId, 'П-0010-1', { closeWith: null }));
  const amend = { kind: 'appeal.amend', v: 1, appealId, changes: { answer: 'Уточнено' } };
  expect((await theirs?.push(amend))?.[0]).toMatchObject({ refusal: { code: 'auth.forbidden' }, appeal: null });
  expect((await watch?.push(amend))?.[0]).toMatchObject({
    outcome: 'accepted',
    appeal: { card: { answer: 'Уточнено' } },
  });
});
