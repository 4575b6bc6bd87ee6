import { afterAll, beforeAll, expect, test } from 'vitest';
import { handOversFound, type HandOver } from '../../src/shared/contracts/journal.ts';
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

function handOver(appealId: string | null, handOverId = newId()) {
  return {
    kind: 'act.handOver' as const,
    v: 1 as const,
    handOverId,
    refusedActId: newId(),
    refusal: { code: 'appeal.closed', text: 'Обращение закрыто, изменить его нельзя' },
    appealId,
    meant: { changes: { answer: 'Полис готов с пятницы' } },
    note: 'Заявитель просил дописать',
  };
}

async function listFor(at: TestWorkstation): Promise<HandOver[]> {
  const answer = await ask(journal, 'GET', '/v1/hand-overs', { authorization: at.bearer });
  expect(answer.status).toBe(200);
  return handOversFound.parse(answer.body).handOvers;
}

function settle(at: TestWorkstation, id: string) {
  return ask(journal, 'POST', `/v1/hand-overs/${id}/settle`, { authorization: at.bearer, body: {} });
}

test('what an operator hands over lies before who watches, with what was meant and why it was refused', async () => {
  const [operator, watch] = await Promise.all(
    ['operator1', 'supervisor1'].map((login) => openWorkstation(journal, login)),
  );
  if (operator === undefined || watch === undefined) throw new Error('no desk');
  const appealId = newId();
  const command = handOver(appealId);
  const [registered, handed] = await operator.push(registerCommand(appealId, 'П-3001-1'), command);
  expect(handed).toMatchObject({ outcome: 'accepted', appeal: null });
  const { user } = operator.session;
  expect(await listFor(watch)).toMatchObject([
    {
      id: command.handOverId,
      authorId: user.id,
      authorName: user.name,
      appealId,
      appealNumber: registered?.appeal?.number,
      refusal: command.refusal,
      meant: command.meant,
      note: command.note,
      settledAt: null,
      settledBy: null,
    },
  ]);
});

test('handed over twice it lies there once, and settled it goes below what is open', async () => {
  const [operator, watch] = await Promise.all(
    ['operator2', 'supervisor1'].map((login) => openWorkstation(journal, login)),
  );
  if (operator === undefined || watch === undefined) throw new Error('no desk');
  const [early, late] = [handOver(null), handOver(null)];
  const answers = await operator.push(early, early, late);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted']);
  expect((await listFor(watch)).filter(({ id }) => id === early.handOverId)).toHaveLength(1);
  expect((await settle(watch, late.handOverId)).status).toBe(200);
  expect((await settle(watch, late.handOverId)).status).toBe(200);
  const listed = await listFor(watch);
  expect(listed.at(-1)).toMatchObject({ id: late.handOverId, settledBy: watch.session.user.name });
  expect(listed.slice(0, -1).map(({ settledAt }) => settledAt)).not.toContain(late.handOverId);
  expect((await settle(watch, newId())).body.error.code).toBe('hand_over.not_found');
});

test('an operator sees no hand-overs, an insurer’s supervisor none of the fund’s, and looking is in the access log', async () => {
  const [operator, watch, insurer] = await Promise.all(
    ['operator1', 'supervisor1', 'insurer1'].map((login) => openWorkstation(journal, login)),
  );
  if (operator === undefined || watch === undefined || insurer === undefined) throw new Error('no desk');
  const command = handOver(null);
  await operator.push(command);
  const refused = await ask(journal, 'GET', '/v1/hand-overs', { authorization: operator.bearer });
  expect([refused.status, refused.body.error.code]).toEqual([403, 'auth.forbidden']);
  // The insurer's person watches over the insurer's people only.
  const { user } = insurer.session;
  const since = new Date(journal.clock.nowMs() - 1000).toISOString();
  await journal.db
    .insertInto('user_role')
    .values({ territory: '98', user_id: user.id, since, role: 'supervisor', organisation_id: user.organisationId })
    .execute();
  expect(await listFor(insurer)).toEqual([]);
  expect((await settle(insurer, command.handOverId)).body.error.code).toBe('hand_over.not_found');
  await listFor(watch);
  await settle(watch, command.handOverId);
  const noted = await journal.db
    .selectFrom('access_log')
    .where('user_id', '=', watch.session.user.id)
    .where('what', 'in', ['handOvers.listed', 'handOver.settled'])
    .select(['what', 'entity_id', 'detail'])
    .orderBy('id', 'desc')
    .limit(2)
    .execute();
  expect(noted).toMatchObject([
    { what: 'handOver.settled', entity_id: command.handOverId },
    { what: 'handOvers.listed', detail: { handOverIds: expect.arrayContaining([command.handOverId]) } },
  ]);
});
