import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ask, codeOf, isDrained, registerLetter, signIn, synced } from '../../../../tests/support/askCore.ts';
import { memoryCache } from '../../../../tests/support/bareDesk.ts';
import { scriptedJournal, testUsers, type ScriptedJournal } from '../../../../tests/support/scriptedJournal.ts';
import { manualClock, startTestDesk, type TestDesk } from '../../../../tests/support/testDesk.ts';
import { AppError } from '../../../shared/errors.ts';
import { isProvisional } from '../../../shared/domain/appeal/appeal.ts';
import type { Cache } from '../cache/openCache.ts';

let journal: ScriptedJournal;
let clock: ReturnType<typeof manualClock>;
let desk: TestDesk;
let cache: Cache;
/** The disk takes no renewed token. */
let isFull = false;

beforeEach(async () => {
  journal = scriptedJournal();
  clock = manualClock();
  isFull = false;
  cache = fillable(memoryCache());
  desk = await startTestDesk({ journal, clock, openCache: () => ({ cache, setAside: null }) });
  await signIn(desk.core, 'anna');
  await synced(desk.core, isDrained);
});

afterEach(() => desk.remove());

function fillable(of: Cache): Cache {
  const prepare = of.prepare.bind(of);
  of.prepare = ((sql: string) => {
    const statement = prepare(sql);
    if (!sql.includes('SET refresh')) return statement;
    const run = statement.run.bind(statement);
    statement.run = (...given: unknown[]) => {
      if (isFull) throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
      return run(...given);
    };
    return statement;
  }) as typeof of.prepare;
  return of;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let step = 0; step < 2_000; step++) {
    if (await holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(500);
  }
  throw new Error('never came true');
}

const plugIn = (): void => {
  journal.plugged = true;
  desk.core.machineWoke();
};
const sync = () => ask(desk.core, 'sync.get', {});
const isAtRest = async (): Promise<boolean> => isDrained(await sync());

test('acts of one operator drain under the next, with their own author and session, and are judged as theirs', async () => {
  journal.plugged = false;
  const actId = crypto.randomUUID();
  await registerLetter(desk.core, {}, actId);
  const kept = cache.prepare<[], { body: string }>(`SELECT body FROM setting WHERE name = 'currentSession'`).get();
  const { sessionId } = JSON.parse(kept?.body ?? '{}') as { sessionId: string };
  await ask(desk.core, 'session.signOut', {});
  journal.plugged = true;
  await signIn(desk.core, 'boris');
  await until(isAtRest);
  expect(journal.pushed.find(({ id }) => id === actId)).toMatchObject({ authorId: testUsers.anna.id, sessionId });
});

test('what a disabled operator did is refused with the reason, which only they see when they are here again', async () => {
  journal.judge = ({ authorId }) =>
    authorId === testUsers.anna.id
      ? { outcome: 'refused', refusal: { code: 'auth.disabled', text: 'Учётная запись отключена' }, appeal: null }
      : { outcome: 'accepted', refusal: null, appeal: null };
  journal.plugged = false;
  const actId = crypto.randomUUID();
  await registerLetter(desk.core, {}, actId);
  await ask(desk.core, 'session.signOut', {});
  journal.plugged = true;
  await signIn(desk.core, 'boris');
  await until(isAtRest);
  expect(await sync()).toMatchObject({ refused: 0 });
  await ask(desk.core, 'session.signOut', {});
  journal.plugged = false;
  expect(await signIn(desk.core, 'anna')).toMatchObject({ signedIn: 'offline' });
  const { acts } = await ask(desk.core, 'outbox.list', {});
  const found = acts.find((act) => act.actId === actId);
  expect(found).toMatchObject({ state: 'refused', refusal: { text: 'Учётная запись отключена' } });
});

test('when the block has run out a provisional number is said, and stays until the journal gives the final one', async () => {
  journal.plugged = false;
  cache.prepare('UPDATE number_block SET next = last').run();
  await registerLetter(desk.core);
  const appealId = await registerLetter(desk.core);
  const numbers = async () =>
    new Map((await ask(desk.core, 'appeals.list', {})).appeals.map(({ appeal }) => [appeal.id, appeal.number]));
  const said = (await numbers()).get(appealId) ?? '';
  expect(isProvisional(said)).toBe(true);
  expect(new Set((await numbers()).values()).size).toBe(2);
  const shown = (await ask(desk.core, 'appeals.list', {})).appeals.find(({ appeal }) => appeal.id === appealId);
  journal.judge = (act) => ({
    outcome: 'accepted',
    refusal: null,
    appeal: act.command['appealId'] === appealId && shown ? { ...shown.appeal, number: '98-777777', version: 2 } : null,
  });
  plugIn();
  await until(isAtRest);
  expect((await numbers()).get(appealId)).toBe('98-777777');
  // The next one has a final number at once: the block was filled again.
  const next = await registerLetter(desk.core);
  expect(isProvisional((await numbers()).get(next) ?? '')).toBe(false);
});

test('a password is remembered for its days and no longer, and a sign-in through the journal renews them', async () => {
  await ask(desk.core, 'session.signOut', {});
  clock.advance(20 * 86_400_000);
  journal.now = new Date(clock.nowMs()).toISOString();
  await signIn(desk.core, 'anna');
  await ask(desk.core, 'session.signOut', {});
  journal.plugged = false;
  clock.advance(20 * 86_400_000);
  expect(await codeOf(signIn(desk.core, 'anna'))).toBe('none');
  await ask(desk.core, 'session.signOut', {});
  clock.advance(11 * 86_400_000);
  expect(await codeOf(signIn(desk.core, 'anna'))).toBe('auth.offline_expired');
});

test('whoever was disabled is not let in by memory either, once anybody’s sign-in has told this desk of it', async () => {
  await ask(desk.core, 'session.signOut', {});
  journal.staff = [{ id: testUsers.anna.id, name: 'Анна', disabled: true }];
  await signIn(desk.core, 'boris');
  await ask(desk.core, 'session.signOut', {});
  journal.plugged = false;
  expect(await codeOf(signIn(desk.core, 'anna'))).toBe('auth.disabled');
  expect(await signIn(desk.core, 'boris')).toMatchObject({ signedIn: 'offline' });
  // Let in again by the journal, they are remembered again.
  await ask(desk.core, 'session.signOut', {});
  journal.plugged = true;
  journal.staff = [];
  await signIn(desk.core, 'anna');
  await ask(desk.core, 'session.signOut', {});
  journal.plugged = false;
  expect(await signIn(desk.core, 'anna')).toMatchObject({ signedIn: 'offline' });
});

test('guessing a password without the journal is stopped after ten failures, and the right one waits too', async () => {
  await ask(desk.core, 'session.signOut', {});
  journal.plugged = false;
  const guess = (password: string) => codeOf(ask(desk.core, 'session.signIn', { login: 'anna', password }));
  for (let n = 0; n < 11; n++) expect(await guess(`не тот ${n}`)).toBe('auth.wrong_password');
  expect(await guess('Верный1!')).toBe('auth.locked');
  clock.advance(14 * 60_000);
  expect(await guess('Верный1!')).toBe('auth.locked');
  clock.advance(2 * 60_000);
  expect(await guess('снова не тот')).toBe('auth.wrong_password');
  expect(await guess('Верный1!')).toBe('none');
});

test('guesses asked all at once are counted like those asked one by one', async () => {
  await ask(desk.core, 'session.signOut', {});
  journal.plugged = false;
  const guesses = Array.from({ length: 20 }, (_, n) =>
    codeOf(ask(desk.core, 'session.signIn', { login: 'anna', password: `не тот ${n}` })),
  );
  const codes = await Promise.all(guesses);
  expect(codes.filter((code) => code === 'auth.wrong_password')).toHaveLength(11);
  expect(codes.filter((code) => code === 'auth.locked')).toHaveLength(9);
});

test('a session let in by memory becomes one of the journal when it returns, without a password', async () => {
  await ask(desk.core, 'session.signOut', {});
  journal.plugged = false;
  expect(await signIn(desk.core, 'anna')).toMatchObject({ signedIn: 'offline' });
  plugIn();
  await until(async () => (await ask(desk.core, 'session.get', {})).signedIn === 'journal');
});

test('a refresh token that the disk did not take counts from memory, and is written once the disk takes it', async () => {
  // The journal changes the token at every use and knows only the latest.
  let present = 'refresh-anna';
  let uses = 0;
  const answerOf = journal.request;
  journal.request = async (request) => {
    if (request.path !== '/v1/refresh') return answerOf(request);
    if (!journal.plugged) return answerOf(request);
    const given = (request.body as { refreshToken: string }).refreshToken;
    if (given !== present) throw new AppError('auth.expired');
    uses += 1;
    present = `refresh-${uses}`;
    return { accessToken: `token-${uses}`, refreshToken: present };
  };
  let expired = '';
  journal.onRequest = ({ path, authorization = '' }) => {
    if (path.startsWith('/v1/pull') && authorization === expired) throw new AppError('auth.expired');
  };
  isFull = true;
  expired = 'Bearer token-anna';
  desk.core.machineWoke();
  await until(() => uses === 1);
  expired = 'Bearer token-1';
  desk.core.machineWoke();
  await until(() => uses === 2);
  const onDisk = () => cache.prepare<[], { refresh: string }>('SELECT refresh FROM known_user').get()?.refresh ?? '{}';
  expect(JSON.parse(onDisk())).toMatchObject({ refreshToken: 'refresh-anna' });
  isFull = false;
  desk.core.machineWoke();
  await until(isAtRest);
  expect(JSON.parse(onDisk())).toMatchObject({ refreshToken: 'refresh-2' });
  expect(await ask(desk.core, 'session.get', {})).toMatchObject({ signedIn: 'journal' });
});
