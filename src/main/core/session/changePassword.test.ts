import { afterEach, beforeEach, expect, test } from 'vitest';
import { ask, codeOf, isDrained, signIn, synced } from '../../../../tests/support/askCore.ts';
import { scriptedJournal, type ScriptedJournal } from '../../../../tests/support/scriptedJournal.ts';
import { manualClock, startTestDesk, type TestDesk } from '../../../../tests/support/testDesk.ts';
import { AppError } from '../../../shared/errors.ts';

let journal: ScriptedJournal;
let desk: TestDesk;
/** What was asked of the door, in order. */
let asked: string[] = [];

beforeEach(async () => {
  journal = scriptedJournal();
  asked = [];
  journal.onRequest = ({ path, body }) => {
    if (path === '/v1/password') asked.push(JSON.stringify(body));
    if (path === '/v1/sign-in') asked.push(path);
  };
  desk = await startTestDesk({ journal, clock: manualClock() });
});
afterEach(() => desk.remove());

const change = { login: ' Anna ', password: 'одноразовый', newPassword: 'Верный1!' };

test('a changed password lets its owner in at once, by the login as the journal reads it', async () => {
  const info = await ask(desk.core, 'session.changePassword', change);
  expect(info.signedIn).toBe('journal');
  expect(JSON.parse(asked[0] ?? '')).toMatchObject({ login: 'anna', newPassword: 'Верный1!' });
  expect(asked[1]).toBe('/v1/sign-in');
});

test('who changes it in the middle of a shift stays in the state they are in', async () => {
  await signIn(desk.core, 'anna');
  await synced(desk.core, isDrained);
  const { state: before } = await ask(desk.core, 'operator.get', {});
  await ask(desk.core, 'session.changePassword', change);
  expect((await ask(desk.core, 'operator.get', {})).state).toEqual(before);
});

test('what the journal refuses leaves who is signed in where they were', async () => {
  await signIn(desk.core, 'anna');
  journal.onRequest = ({ path }) => {
    if (path === '/v1/password') throw new AppError('auth.wrong_password');
  };
  expect(await codeOf(ask(desk.core, 'session.changePassword', change))).toBe('auth.wrong_password');
  expect((await ask(desk.core, 'session.get', {})).signedIn).toBe('journal');
});

test('administration needs the journal, and says so', async () => {
  journal.plugged = false;
  expect(await codeOf(ask(desk.core, 'admin.users.list', {}))).toBe('auth.signed_out');
  journal.plugged = true;
  await signIn(desk.core, 'anna');
  journal.plugged = false;
  expect(await codeOf(ask(desk.core, 'admin.users.list', {}))).toBe('journal.down');
});
