import { randomUUID } from 'node:crypto';
import { testApplicant } from '../support/appeals.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appealFile, callerInfo, personsFound, type AppealLine } from '../../src/shared/contracts/journal.ts';
import { practiceCallers } from '../../src/shared/demo/practiceCallers.ts';
import { isEnp } from '../../src/shared/domain/person/enp.ts';
import type { Person } from '../../src/shared/domain/person/person.ts';
import { callFact, offered, registerCommand, soundCard } from '../support/appealCommands.ts';
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
let watch: TestWorkstation;
beforeAll(async () => {
  journal = await startTestJournal();
  [desk, watch] = [await openWorkstation(journal, 'operator1'), await openWorkstation(journal, 'supervisor1')];
});
afterAll(() => journal.stop());

async function callerOf(phone: string, at = desk) {
  const path = `/v1/callers?phone=${encodeURIComponent(phone)}`;
  const { body } = await ask<unknown>(journal, 'GET', path, {
    authorization: at.bearer,
    headers: { 'x-otklik-device': at.deviceId },
  });
  return callerInfo.parse(body);
}

async function persons(q: string): Promise<Person[]> {
  const { body } = await ask<unknown>(journal, 'GET', `/v1/persons?q=${encodeURIComponent(q)}`, {
    authorization: desk.bearer,
  });
  return personsFound.parse(body).persons;
}

async function lines(q: string, at = watch): Promise<AppealLine[]> {
  const { body } = await ask<{ appeals: AppealLine[] }>(journal, 'GET', `/v1/appeals?q=${encodeURIComponent(q)}`, {
    authorization: at.bearer,
  });
  return body.appeals;
}

test('a caller of the practice line is known, with the whole family and what was asked before', async () => {
  const family = practiceCallers.find(({ persons: known }) => known.length > 1);
  const info = await callerOf(family?.phone ?? '');
  expect(info.persons.map(({ givenName }) => givenName).toSorted()).toEqual(
    family?.persons.map(({ givenName }) => givenName).toSorted(),
  );
  expect(info.persons.every(({ enp }) => enp !== null && isEnp(enp))).toBe(true);
  expect(info.appeals.length).toBeGreaterThan(0);
  expect(info.calls.length).toBeGreaterThan(0);
});

test('a number nobody knows is an empty answer, not a failure', async () => {
  expect(await callerOf('+79999999999')).toEqual({ persons: [], appeals: [], calls: [] });
  expect(await callerOf('')).toEqual({ persons: [], appeals: [], calls: [] });
});

test('every look at a caller and every search is noted with who and from where', async () => {
  const info = await callerOf('+79000000101');
  await persons('Лаврова');
  const rows = await journal.db
    .selectFrom('access_log')
    .where('user_id', '=', desk.session.user.id)
    .selectAll()
    .orderBy('id', 'desc')
    .limit(2)
    .execute();
  expect(rows).toMatchObject([
    { what: 'persons.searched', device_id: desk.deviceId, detail: { q: 'Лаврова' } },
    {
      what: 'caller.viewed',
      device_id: desk.deviceId,
      session_id: desk.session.sessionId,
      detail: { phone: '+79000000101', personIds: info.persons.map(({ id }) => id) },
    },
  ]);
});

test('a person is found by surname, names and birth date, by policy and by number', async () => {
  const [known] = await persons('Лаврова Мария 14.03.1958');
  expect(known).toMatchObject({ familyName: 'Лаврова', birthDate: '1958-03-14' });
  const same = [known?.id];
  for (const q of [
    'лавр',
    'ЛАВРОВА М С',
    'Лаврова 1958-03-14',
    '14.3.1958 лаврова',
    known?.enp ?? '',
    '8 900 000-01-01',
    '+79000000101',
  ]) {
    expect(
      (await persons(q)).map(({ id }) => id),
      q,
    ).toEqual(expect.arrayContaining(same));
  }
  expect((await persons('Веревкина')).map(({ familyName }) => familyName)).toContain('Верёвкина');
});

test('a search that means nothing finds nobody', async () => {
  for (const q of ['', ' ', 'И', '%', '_', '99.99.1961', '123', 'Ъъъъ', "'; drop table person"])
    expect(await persons(q), q).toEqual([]);
});

test('a caller is answered within 20 ms nineteen times out of twenty', async () => {
  const tookMs: number[] = [];
  for (let i = 0; i < 100; i++) {
    const began = performance.now();
    await (i % 2 === 0 ? callerOf('+79000000102') : persons('Иванова Анна 14.03.1961'));
    tookMs.push(performance.now() - began);
  }
  const p95 = tookMs.toSorted((a, b) => a - b)[94] ?? Infinity;
  // The machine of a test run is shared; the goal itself is measured by the bench.
  expect(p95).toBeLessThan(20 * 5);
});

test('a supervisor finds an appeal by number, by telephone and by words in any form', async () => {
  const essence = `Задерживают выдачу слухового аппарата ${randomUUID().slice(0, 8)}`;
  const phone = '+79000000888';
  const [answer] = await desk.push(
    registerCommand(newId(), 'П-2001-1', {
      card: soundCard({ essence, applicant: testApplicant({ name: 'А', phone: '8 (900) 000-08-88' }) }),
    }),
  );
  const number = answer?.appeal?.number ?? '';
  for (const q of [
    number,
    number.slice(3),
    String(Number(number.slice(3))),
    '8 900 000 08 88',
    phone,
    'слуховые аппараты',
    'выдача слухов',
  ]) {
    expect(
      (await lines(q)).map(({ id }) => id),
      q,
    ).toContain(answer?.appeal?.id);
  }
  expect(await lines('слуховой вертолёт')).toEqual([]);
  expect((await lines('')).length).toBeGreaterThan(10);
  for (const q of ['!&|', ':*', "'", '\\']) expect(await lines(q), q).toEqual([]);
});

test('an appeal is opened with its person, calls and recordings, and the opening is noted', async () => {
  const [person] = await persons('Лаврова Мария');
  const [appealId, callId] = [newId(), newId()];
  const at = new Date(journal.clock.nowMs()).toISOString();
  await desk.push(
    callFact(callId, offered(desk.session.user.id, at, '+79000000101')),
    registerCommand(appealId, 'П-2002-1', { card: soundCard({ personId: person?.id ?? null }) }),
    callFact(callId, { kind: 'call.appealLinked', at, appealId }),
  );
  const { body } = await ask<unknown>(journal, 'GET', `/v1/appeals/${appealId}`, { authorization: watch.bearer });
  const file = appealFile.parse(body);
  expect(file).toMatchObject({
    appeal: { id: appealId },
    person: { id: person?.id },
    operatorName: desk.session.user.name,
    calls: [{ id: callId }],
  });
  const noted = await journal.db
    .selectFrom('access_log')
    .where('entity_id', '=', appealId)
    .select(['what', 'user_id'])
    .execute();
  expect(noted).toEqual([{ what: 'appeal.opened', user_id: watch.session.user.id }]);
  expect((await ask(journal, 'GET', `/v1/appeals/${newId()}`, { authorization: watch.bearer })).status).toBe(404);
});

test('an operator finds in the journal what they lead, and nothing of their neighbours', async () => {
  const [operator, insurer] = [await openWorkstation(journal, 'operator2'), await openWorkstation(journal, 'insurer1')];
  const essence = 'Шестикрылый вопрос';
  const [own] = await operator.push(registerCommand(newId(), 'П-2002-1', { card: soundCard({ essence }) }));
  const found = async (at: TestWorkstation) => {
    const path = `/v1/appeals?q=${encodeURIComponent('шестикрылый')}`;
    const { body } = await ask<{ appeals: { id: string }[] }>(journal, 'GET', path, { authorization: at.bearer });
    return body.appeals.map(({ id }) => id);
  };
  const opened = async (at: TestWorkstation) =>
    (await ask(journal, 'GET', `/v1/appeals/${own?.appeal?.id}`, { authorization: at.bearer })).status;
  expect([await found(operator), await found(desk), await found(insurer)]).toEqual([[own?.appeal?.id], [], []]);
  expect([await opened(operator), await opened(desk), await opened(insurer)]).toEqual([200, 404, 404]);
});

test('an analyst and a system administrator cannot look through the journal', async () => {
  for (const login of ['analyst1', 'sysadmin1']) {
    const at = await openWorkstation(journal, login);
    expect((await ask(journal, 'GET', '/v1/appeals?q=', { authorization: at.bearer })).status).toBe(403);
    expect((await ask(journal, 'GET', `/v1/appeals/${newId()}`, { authorization: at.bearer })).status).toBe(403);
  }
  const analyst = await openWorkstation(journal, 'analyst1');
  expect((await ask(journal, 'GET', '/v1/callers?phone=1', { authorization: analyst.bearer })).status).toBe(403);
});

test('an insurer’s people see beside a caller only what their own organisation registered', async () => {
  const phone = '+79000000999';
  const insurer = await openWorkstation(journal, 'insurer1');
  const card = soundCard({ applicant: testApplicant({ name: '', phone }) });
  const [ofFund] = await desk.push(registerCommand(newId(), 'П-2003-1', { card }));
  const [ofInsurer] = await insurer.push(registerCommand(newId(), 'П-2003-2', { card }));
  expect(new Set((await callerOf(phone)).appeals.map(({ id }) => id))).toEqual(
    new Set([ofFund?.appeal?.id, ofInsurer?.appeal?.id]),
  );
  expect((await callerOf(phone, insurer)).appeals.map(({ id }) => id)).toEqual([ofInsurer?.appeal?.id]);
});
