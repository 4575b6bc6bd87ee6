import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActAnswer } from '../../src/shared/contracts/journal.ts';
import { numberOf, registerCommand } from '../support/appealCommands.ts';
import {
  ask,
  attach,
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

type Failed = { error: { code: string; params: Record<string, unknown> } };

function tryAttach(at: TestWorkstation, epoch: number, nonce: string = randomUUID()) {
  const body = { epoch, nonce, blocks: [] };
  return ask<{ epoch: number } & Failed>(journal, 'POST', '/v1/devices/attach', { authorization: at.device, body });
}

function tryPush(at: TestWorkstation, epoch: number, acts: unknown[]) {
  const body = { epoch, acts };
  return ask<{ answers: ActAnswer[] } & Failed>(journal, 'POST', '/v1/push', { authorization: at.device, body });
}

function actOf(at: TestWorkstation, seq: number, number: string, id = newId()) {
  const { user, sessionId } = at.session;
  const occurredAt = new Date(journal.clock.nowMs()).toISOString();
  return { id, seq, authorId: user.id, sessionId, occurredAt, command: registerCommand(newId(), number) };
}

test('each start gives the next epoch, and what an earlier start holds is worth nothing any more', async () => {
  const at = await openWorkstation(journal, 'operator1');
  expect(at.epoch).toBe(1);
  expect((await attach(journal, at.device, 1)).epoch).toBe(2);
  const push = await tryPush(at, 1, [actOf(at, 1, 'П-2001-1')]);
  expect([push.status, push.body.error.code]).toEqual([409, 'device.cloned']);
  const block = await ask(journal, 'POST', '/v1/number-blocks', {
    authorization: at.device,
    body: { epoch: 1, size: 1 },
  });
  expect(block.body.error.code).toBe('device.cloned');
  expect((await tryPush(at, 2, [actOf(at, 1, 'П-2001-2')])).status).toBe(200);
});

test('of two copies of one profile only the one that starts first goes on', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const [first, second] = [await tryAttach(at, at.epoch), await tryAttach(at, at.epoch)];
  expect([first.body.epoch, second.status, second.body.error?.code]).toEqual([2, 409, 'device.cloned']);
});

test('a desk whose answer was lost asks again with the same nonce and is not taken for a copy', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const nonce = randomUUID();
  const first = await tryAttach(at, at.epoch, nonce);
  const again = await tryAttach(at, at.epoch, nonce);
  expect(again.body).toEqual(first.body);
  expect((await tryAttach(at, at.epoch, randomUUID())).body.error.code).toBe('device.cloned');
});

test('a known number under which another act comes betrays a copy, and nothing of its batch is taken', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const mine = actOf(at, 1, 'П-2002-1');
  await tryPush(at, 1, [mine]);
  const [theirs, next] = [actOf(at, 1, 'П-2002-2'), actOf(at, 2, 'П-2002-3')];
  const cloned = await tryPush(at, 1, [theirs, next]);
  expect([cloned.status, cloned.body.error.code]).toEqual([409, 'device.cloned']);
  const row = await journal.db
    .selectFrom('device')
    .where('id', '=', at.deviceId)
    .select('last_seq')
    .executeTakeFirstOrThrow();
  expect(row.last_seq).toBe(1);
});

test('a copy that comes back under a name of its own brings only what the other has not sent yet', async () => {
  const original = await openWorkstation(journal, 'operator1');
  const both = [actOf(original, 1, 'П-2003-1'), actOf(original, 2, 'П-2003-2')];
  const sent = await tryPush(original, 1, both);
  const copy = await openWorkstation(journal, 'operator1');
  const own = actOf(copy, 3, 'П-2003-3');
  const brought = await tryPush(copy, 1, [...both, own]);
  expect(brought.body.answers.slice(0, 2)).toEqual(sent.body.answers);
  expect(brought.body.answers[2]?.outcome).toBe('accepted');
  const counted = await journal.db
    .selectFrom('appeal_number')
    .where('number', 'in', ['П-2003-1', 'П-2003-2', 'П-2003-3'])
    .select('number')
    .execute();
  expect(counted).toHaveLength(3);
});

test('two copies that send the same acts at the same moment leave each of them once', async () => {
  const desks = await Promise.all([1, 2, 3].map(() => openWorkstation(journal, 'operator1')));
  const [first] = desks;
  if (first === undefined) throw new Error('no desk');
  const acts = Array.from({ length: 30 }, (_, i) => actOf(first, i + 1, `П-2004-${i}`));
  const answers = await Promise.all(desks.map((desk) => tryPush(desk, 1, acts)));
  const [one, ...others] = answers.map(({ body }) => body.answers);
  for (const other of others) expect(other).toEqual(one);
  const log = await journal.db
    .selectFrom('act_log')
    .where(
      'act_id',
      'in',
      acts.map(({ id }) => id),
    )
    .select(['act_id', 'is_repeat'])
    .execute();
  expect(log.filter((row) => !row.is_repeat)).toHaveLength(30);
  expect(log).toHaveLength(90);
});

test('a journal restored from a backup believes the higher epoch and learns the desk’s numbers', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const block = await at.takeNumbers(5);
  const lost = { first: block.last + 1001, last: block.last + 1005 };
  const other = await openWorkstation(journal, 'operator2');
  const ofOther = await other.takeNumbers(5);
  // Nine starts and a block of numbers that this journal, as it is now, has never heard of.
  const attached = await attach(journal, at.device, 10, [block, lost, { first: ofOther.first, last: ofOther.last }]);
  expect(attached).toEqual({
    epoch: 11,
    lastSeq: 0,
    blocks: [{ first: block.first, last: block.last }, lost],
    differs: false,
  });
  const answers = await tryPush(at, 11, [actOf(at, 1, numberOf({ ...block, first: lost.first }))]);
  expect(answers.body.answers[0]?.appeal).toMatchObject({
    number: numberOf({ ...block, first: lost.first }),
    flags: [],
  });
  expect((await other.takeNumbers(1)).first).toBeGreaterThan(lost.last);
});

test('a desk that heard another answer than the journal gives now is told so', async () => {
  const at = await openWorkstation(journal, 'operator1');
  await at.push(registerCommand(newId(), 'П-2006-1'), registerCommand(newId(), 'П-2006-2'));
  const differs = async (outcomes: string): Promise<unknown> => {
    at.epoch += 1;
    const body = { epoch: at.epoch - 1, nonce: newId(), blocks: [], answered: { first: 1, outcomes } };
    return (await ask<{ differs: boolean }>(journal, 'POST', '/v1/devices/attach', { authorization: at.device, body }))
      .body.differs;
  };
  // An act the journal has not is owed again whatever was heard of it, one nobody answered here comes by itself.
  expect([await differs('aa'), await differs('aap'), await differs('-a'), await differs('ar')]).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test('a desk that was running while its journal was restored is believed at its next push, and sends what was forgotten', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const gap = await tryPush(at, 7, [actOf(at, 4, 'П-2005-4')]);
  expect([gap.body.error.code, gap.body.error.params]).toEqual(['sync.gap', { expected: 1 }]);
  const again = await tryPush(
    at,
    7,
    [1, 2, 3, 4].map((seq) => actOf(at, seq, `П-2005-${seq}`)),
  );
  expect(again.body.answers.map(({ outcome }) => outcome)).toEqual(Array(4).fill('accepted'));
  expect((await tryPush(at, 6, [actOf(at, 5, 'П-2005-5')])).body.error.code).toBe('device.cloned');
});

test('a desk that claims numbers out of all measure is not believed', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const { blocks } = await attach(journal, at.device, at.epoch, [
    { first: 900_000_000_000, last: 900_000_000_004 },
    { first: 1, last: 5000 },
  ]);
  expect(blocks).toEqual([]);
  expect((await openWorkstation(journal, 'operator2').then((other) => other.takeNumbers(1))).last).toBeLessThan(1e9);
});
