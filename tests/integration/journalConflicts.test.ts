import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerCommand } from '../support/appealCommands.ts';
import {
  newId,
  openWorkstation,
  startTestJournal,
  type TestJournal,
  type TestWorkstation,
} from '../support/journal.ts';

let journal: TestJournal;
let operator: TestWorkstation;
let watch: TestWorkstation;
beforeAll(async () => {
  journal = await startTestJournal();
  [operator, watch] = await Promise.all([
    openWorkstation(journal, 'operator1'),
    openWorkstation(journal, 'supervisor1'),
  ]);
});
afterAll(() => journal.stop());

function amend(appealId: string, answer: string, was: string, settles: string | null = null) {
  return { kind: 'appeal.amend', v: 2, appealId, changes: { answer }, was: { answer: was }, settles };
}

test('of two changes to one field the earlier stands, the later is kept beside it, and neither is lost for ever', async () => {
  const appealId = newId();
  await operator.push(registerCommand(appealId, 'П-5001-1', { closeWith: null }));
  await watch.push(amend(appealId, 'Ответ старшего', 'Разъяснено'));
  // The operator wrote without having seen it.
  const [met] = await operator.push(amend(appealId, 'Ответ оператора', 'Разъяснено'));
  expect(met).toMatchObject({
    outcome: 'accepted',
    appeal: {
      card: { answer: 'Ответ старшего' },
      conflicts: [{ actId: met?.actId, field: 'answer', mine: 'Ответ оператора', theirs: 'Ответ старшего' }],
    },
  });
  const close = { kind: 'appeal.close', v: 1, appealId, outcome: 'consulted' };
  expect((await operator.push(close))[0]?.refusal?.code).toBe('appeal.conflict_open');
  const [chosen, closed] = await operator.push(amend(appealId, 'Ответ обоих', 'Ответ старшего', met?.actId), close);
  expect(chosen?.appeal).toMatchObject({ card: { answer: 'Ответ обоих' }, conflicts: [] });
  expect(closed?.appeal?.status).toBe('closed');
  const events = await journal.db.selectFrom('appeal_event').where('appeal_id', '=', appealId).select('body').execute();
  const history = JSON.stringify(events.map(({ body }) => body));
  for (const words of ['Ответ старшего', 'Ответ оператора', 'Ответ обоих']) expect(history).toContain(words);
});

test('two people who change different fields unseen of each other both get their way', async () => {
  const appealId = newId();
  await operator.push(registerCommand(appealId, 'П-5002-1', { closeWith: null }));
  await watch.push(amend(appealId, 'Ответ старшего', 'Разъяснено'));
  const essence = { essence: 'Уточнённая суть' };
  const was = { essence: 'Как получить полис' };
  const [second] = await operator.push({ kind: 'appeal.amend', v: 2, appealId, changes: essence, was, settles: null });
  expect(second?.appeal).toMatchObject({
    card: { answer: 'Ответ старшего', essence: 'Уточнённая суть' },
    conflicts: [],
  });
});

test('an appeal is passed on by who holds it or watches over it, and only to somebody who works with appeals', async () => {
  const other = await openWorkstation(journal, 'operator2');
  const analyst = await openWorkstation(journal, 'analyst1');
  const appealId = newId();
  await operator.push(registerCommand(appealId, 'П-5003-1', { closeWith: null }));
  const assign = (assigneeId: string) => ({ kind: 'appeal.assign', v: 1, appealId, assigneeId });
  const { id: otherId } = other.session.user;
  expect((await other.push(assign(otherId)))[0]?.refusal?.code).toBe('auth.forbidden');
  const [unknown, counts] = await operator.push(assign(newId()), assign(analyst.session.user.id));
  expect([unknown?.refusal?.code, counts?.refusal?.code]).toEqual(Array(2).fill('appeal.assignee_unknown'));
  expect((await operator.push(assign(otherId)))[0]?.appeal?.assigneeId).toBe(otherId);
  expect((await operator.push(assign(operator.session.user.id)))[0]?.refusal?.code).toBe('auth.forbidden');
  const { id: operatorId } = operator.session.user;
  expect((await watch.push(assign(operatorId)))[0]?.appeal?.assigneeId).toBe(operatorId);
});
