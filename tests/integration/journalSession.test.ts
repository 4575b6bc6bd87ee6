import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handshake, referenceData, type Session } from '../../src/shared/contracts/journal.ts';
import { CONTRACT_VERSION, OLDEST_CONTRACT } from '../../src/shared/contracts/version.ts';
import { defaultTermRules } from '../../src/shared/domain/term/appealTerm.ts';
import { ask, openWorkstation, signIn, startTestJournal, type TestJournal } from '../support/journal.ts';

let journal: TestJournal;
beforeAll(async () => {
  journal = await startTestJournal();
});
afterAll(() => journal.stop());

function tryPassword(login: string, password: string) {
  return ask(journal, 'POST', '/v1/sign-in', { body: { login, password, deviceId: randomUUID() } });
}

test('the handshake tells the contract’s version, the region and the journal’s time', async () => {
  const { body } = await ask<unknown>(journal, 'GET', '/v1/handshake');
  const told = handshake.parse(body);
  expect(told).toMatchObject({ contract: CONTRACT_VERSION, territory: '98', demo: true });
  expect(told.recoveryKey).toMatchObject({ kid: expect.any(String), publicKey: expect.any(String) });
  expect(told.oldestContract).toBe(OLDEST_CONTRACT);
  expect(Math.abs(Date.parse(told.now) - journal.clock.nowMs())).toBeLessThan(5000);
});

test('everybody of the demo can sign in, and who works calls gets a line', async () => {
  const { body } = await ask<{ users: { login: string; password: string }[] }>(journal, 'GET', '/v1/demo-users');
  expect(body.users.length).toBeGreaterThan(9);
  for (const { login, password } of body.users) {
    const { status, body: session } = await ask<Session>(journal, 'POST', '/v1/sign-in', {
      body: { login: ` ${login.toUpperCase()} `, password, deviceId: randomUUID() },
    });
    expect(status).toBe(200);
    expect(session.user.login).toBe(login);
    expect(session.sipLine === null).toBe(!/^(op|sp)/.test(session.user.role));
  }
});

test('a wrong password and an unknown login are the same answer', async () => {
  const wrong = await tryPassword('operator1', 'wrong');
  const unknown = await tryPassword('nobody', 'wrong');
  expect([wrong.status, { ...wrong.body, instance: '' }]).toEqual([unknown.status, { ...unknown.body, instance: '' }]);
  expect(wrong.body).toMatchObject({
    error: { code: 'auth.wrong_password', params: {}, text: 'Неверный логин или пароль' },
  });
});

test('ten failures lock the account, all at once or one by one, and a quarter of an hour opens it', async () => {
  const password = journal.users['operator2']?.password ?? '';
  const attempts = await Promise.all(Array.from({ length: 15 }, (_, i) => tryPassword('operator2', `guess ${i}`)));
  expect(attempts.filter(({ body }) => body.error.code === 'auth.wrong_password')).toHaveLength(10);
  const locked = await tryPassword('operator2', password);
  expect([locked.status, locked.body.error.code]).toEqual([423, 'auth.locked']);
  journal.clock.advance(15 * 60_000 + 1000);
  expect((await tryPassword('operator2', 'wrong again')).body.error.code).toBe('auth.wrong_password');
  expect((await tryPassword('operator2', password)).status).toBe(200);
});

test('an access token lasts a quarter of an hour, and is renewed', async () => {
  const session = await signIn(journal, 'operator1');
  const read = (token: string) => ask(journal, 'GET', '/v1/reference', { authorization: `Bearer ${token}` });
  expect((await read(session.accessToken)).status).toBe(200);
  journal.clock.advance(16 * 60_000);
  expect((await read(session.accessToken)).body.error.code).toBe('auth.expired');
  const { sessionId, refreshToken } = session;
  const renew = (token: string) =>
    ask<{ accessToken: string; refreshToken: string; error: { code: string } }>(journal, 'POST', '/v1/refresh', {
      body: { sessionId, refreshToken: token },
    });
  const first = await renew(refreshToken);
  expect((await read(first.body.accessToken)).status).toBe(200);
  // The answer was lost: the desk tries its old token again, and that is no theft.
  const second = await renew(refreshToken);
  expect(second.status).toBe(200);
  const third = await renew(second.body.refreshToken);
  expect(third.status).toBe(200);
  // A token from two renewals ago is.
  expect((await renew(refreshToken)).body.error.code).toBe('auth.expired');
  expect((await renew(third.body.refreshToken)).body.error.code).toBe('auth.expired');
  expect((await read(third.body.accessToken)).status).toBe(401);
});

test('without a token, with a made-up one, or with a device’s, nothing is read', async () => {
  const { device } = await openWorkstation(journal, 'operator1');
  for (const authorization of ['', 'Bearer', 'Bearer x.y.z', device]) {
    const answer = await ask(journal, 'GET', '/v1/persons?q=Иванова', { authorization });
    expect([answer.status, answer.body.error.code]).toEqual([401, 'auth.required']);
  }
});

test('a workstation is enrolled once and for good; its secret cannot be replaced by another’s', async () => {
  const desk = await openWorkstation(journal, 'operator1');
  const enrol = (secretHash: string) =>
    ask(journal, 'POST', '/v1/devices', {
      authorization: desk.bearer,
      body: { deviceId: desk.deviceId, name: 'Рабочее место', secretHash },
    });
  const { secret_hash: known } = await journal.db
    .selectFrom('device')
    .where('id', '=', desk.deviceId)
    .select('secret_hash')
    .executeTakeFirstOrThrow();
  await desk.push({ kind: 'operator.moved', v: 1, status: 'ready', reason: null, callId: null });
  expect((await enrol(known)).body).toEqual({ deviceId: desk.deviceId, lastSeq: 1, epoch: desk.epoch });
  expect((await enrol('0'.repeat(64))).body.error.code).toBe('device.taken');
});

test('only a known workstation with its own secret pushes and takes numbers', async () => {
  const desk = await openWorkstation(journal, 'operator1');
  for (const authorization of [
    '',
    desk.bearer,
    `Device ${desk.deviceId}:wrong`,
    `Device ${randomUUID()}:${desk.secret}`,
    'Device x',
  ]) {
    const push = await ask(journal, 'POST', '/v1/push', { authorization, body: { epoch: 1, acts: [] } });
    const block = await ask(journal, 'POST', '/v1/number-blocks', { authorization, body: { epoch: 1, size: 1 } });
    expect([push.body.error.code, block.body.error.code]).toEqual(['device.unknown', 'device.unknown']);
  }
});

test('reference data holds the region’s organisations and settings', async () => {
  const { accessToken } = await signIn(journal, 'operator1');
  const { body } = await ask<unknown>(journal, 'GET', '/v1/reference', { authorization: `Bearer ${accessToken}` });
  const reference = referenceData.parse(body);
  const kinds = reference.organisations.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'clinic')).toHaveLength(30);
  expect(kinds.filter((kind) => kind === 'insurer')).toHaveLength(3);
  expect(reference.settings.centreName).toContain('Заречной');
  expect(reference.settings.terms).toEqual(defaultTermRules);
});

test('reference data tell who was disabled, so that desks forget their passwords', async () => {
  const { accessToken } = await signIn(journal, 'operator1');
  const account = journal.db.updateTable('user_account').where('login', '=', 'operator3');
  await account.set({ disabled_at: new Date(journal.clock.nowMs()).toISOString() }).execute();
  journal.clock.advance(11_000);
  const { body } = await ask<unknown>(journal, 'GET', '/v1/reference', { authorization: `Bearer ${accessToken}` });
  const disabled = referenceData.parse(body).staff.filter((one) => one.disabled);
  expect(disabled.map(({ name }) => name)).toEqual(['Васильева Вера Олеговна']);
  await account.set({ disabled_at: null }).execute();
});

test('what is wrong in a request is named by its place, never repeated', async () => {
  const answer = await ask(journal, 'POST', '/v1/sign-in', {
    body: { login: 'operator1', password: 'p', deviceId: 'тайна' },
  });
  expect([answer.status, answer.body.error]).toEqual([
    400,
    { code: 'input.invalid', params: { field: 'deviceId' }, text: 'Запрос составлен неверно' },
  ]);
  expect((await ask(journal, 'GET', '/v1/nothing')).body.error.code).toBe('route.unknown');
});
