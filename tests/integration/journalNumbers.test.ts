import { afterAll, beforeAll, expect, test } from 'vitest';
import { numberOf, registerCommand } from '../support/appealCommands.ts';
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

test('a provisional number gets a final one and finds the appeal for ever', async () => {
  const appealId = newId();
  const [answer] = await desk.push(registerCommand(appealId, 'П-ABCD-77'));
  expect(answer?.appeal?.number).toMatch(/^98-\d{6}$/);
  expect(answer?.appeal?.flags).toEqual([]);
  const watch = await openWorkstation(journal, 'supervisor1');
  for (const q of ['П-ABCD-77', 'п-abcd-77', answer?.appeal?.number ?? '']) {
    const found = await ask<{ appeals: { id: string }[] }>(journal, 'GET', `/v1/appeals?q=${encodeURIComponent(q)}`, {
      authorization: watch.bearer,
    });
    expect(found.body.appeals.map(({ id }) => id)).toEqual([appealId]);
  }
});

test('a number that is taken is replaced with a flag; one of another desk is kept with a flag', async () => {
  const block = await desk.takeNumbers();
  const other = await openWorkstation(journal, 'operator2');
  const [first] = await desk.push(registerCommand(newId(), numberOf(block)));
  const [taken, ofOther] = await other.push(
    registerCommand(newId(), numberOf(block)),
    registerCommand(newId(), numberOf(block, 1)),
  );
  expect(first?.appeal).toMatchObject({ number: numberOf(block), flags: [] });
  expect(taken?.appeal?.flags).toEqual(['control.number_taken']);
  expect(taken?.appeal?.number).not.toBe(numberOf(block));
  expect(ofOther?.appeal).toMatchObject({ number: numberOf(block, 1), flags: ['control.number_of_other_desk'] });
});

test('blocks of numbers never meet, whoever asks at the same time', async () => {
  const desks = await Promise.all(
    ['operator1', 'operator2', 'operator3'].map((login) => openWorkstation(journal, login)),
  );
  const blocks = await Promise.all(desks.flatMap((at) => [at.takeNumbers(7), at.takeNumbers(3)]));
  const numbers = blocks.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
  expect(new Set(numbers).size).toBe(30);
});
