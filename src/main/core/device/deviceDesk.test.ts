import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ask, isDrained, registerLetter, signIn, synced } from '../../../../tests/support/askCore.ts';
import { scriptedJournal, testUsers, type ScriptedJournal } from '../../../../tests/support/scriptedJournal.ts';
import { manualClock, startTestDesk, type TestDesk } from '../../../../tests/support/testDesk.ts';
import { AppError } from '../../../shared/errors.ts';
import { JournalDown } from '../ports.ts';

let journal: ScriptedJournal;
let clock: ReturnType<typeof manualClock>;
let desk: TestDesk;
/** Puts the journal back to before it heard of any desk. */
let forgetAll: () => void;
const others: TestDesk[] = [];
const folders: string[] = [];

beforeEach(async () => {
  journal = scriptedJournal();
  clock = manualClock();
  forgetAll = journal.backup();
  desk = await startTestDesk({ journal, clock });
  await signIn(desk.core, 'anna');
  await synced(desk.core, isDrained);
});

afterEach(async () => {
  for (const one of [desk, ...others.splice(0)]) await one.remove();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let step = 0; step < 2_000; step++) {
    if (await holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(500);
  }
  throw new Error('never came true');
}

const isAtRest = (one: TestDesk) => async (): Promise<boolean> => isDrained(await ask(one.core, 'sync.get', {}));

/** What lies on the desk's disk now, as a backup or a copied profile has it. */
function profileOf(one: TestDesk): string {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-copy-'));
  folders.push(folder);
  cpSync(one.dataDir, folder, { recursive: true });
  return folder;
}

async function startCopy(folder: string): Promise<TestDesk> {
  const copy = await startTestDesk({ journal, clock }, folder);
  others.push(copy);
  return copy;
}

/** The appeals in the journal, by the act that registered them. */
const registered = (): string[] =>
  journal.pushed.filter(({ command }) => command['kind'] === 'appeal.register').map(({ id }) => id);

const numbersOf = (acts: readonly string[]): unknown[] =>
  journal.pushed.filter(({ id }) => acts.includes(id)).map(({ command }) => command['number']);

test('every start exchanges the epoch, and an exchange whose answer was lost is the same exchange', async () => {
  const [device] = [...journal.devices.values()];
  expect(device?.epoch).toBe(1);
  journal.onAnswer = ({ path }) => {
    if (path.endsWith('/attach')) throw new JournalDown();
  };
  // Asked for in two lives of the core, and never answered.
  for (let life = 0; life < 2; life++) {
    await desk.restart();
    await until(() => device?.epoch === 2);
  }
  journal.onAnswer = () => undefined;
  await signIn(desk.core, 'anna');
  await registerLetter(desk.core);
  await until(isAtRest(desk));
  expect(device?.epoch).toBe(2);
  expect(journal.devices.size).toBe(1);
});

test('who signs in while the workstation is refused to somebody whose session is over is let in all the same', async () => {
  const fresh = await startTestDesk({ journal, clock });
  others.push(fresh);
  const refused = Promise.withResolvers<never>();
  const isAsked = Promise.withResolvers<void>();
  journal.onRequest = async ({ path, authorization }) => {
    if (path !== '/v1/devices' || authorization !== 'Bearer token-anna') return;
    isAsked.resolve();
    await refused.promise;
  };
  const anna = signIn(fresh.core, 'anna');
  await isAsked.promise;
  const boris = signIn(fresh.core, 'boris');
  refused.reject(new AppError('auth.required'));
  await expect(anna).rejects.toMatchObject({ code: 'auth.required' });
  await boris;
  expect(await ask(fresh.core, 'session.get', {})).toMatchObject({ user: { login: 'boris' }, signedIn: 'journal' });
});

test('a copied profile becomes a desk of its own: nothing lost, nothing doubled, no number used by both', async () => {
  journal.plugged = false;
  const waiting = crypto.randomUUID();
  await registerLetter(desk.core, {}, waiting);
  const folder = profileOf(desk);
  journal.plugged = true;
  desk.core.machineWoke();
  await until(isAtRest(desk));

  // The copy still believes that the act waits, and makes another beside the original.
  journal.plugged = false;
  const copy = await startCopy(folder);
  const inCopy = crypto.randomUUID();
  const inOriginal = crypto.randomUUID();
  await registerLetter(desk.core, {}, inOriginal);
  await signIn(copy.core, 'anna');
  journal.plugged = true;
  desk.core.machineWoke();
  copy.core.machineWoke();
  await until(isAtRest(copy));
  await registerLetter(copy.core, {}, inCopy);
  await until(isAtRest(copy));
  await until(isAtRest(desk));
  expect(journal.devices.size).toBeGreaterThan(1);
  const later = [crypto.randomUUID(), crypto.randomUUID()];
  await registerLetter(desk.core, {}, later[0]);
  await registerLetter(copy.core, {}, later[1]);
  await until(isAtRest(copy));
  await until(isAtRest(desk));
  expect(registered().toSorted()).toEqual([waiting, inOriginal, inCopy, ...later].toSorted());
  // Once both have met the journal, each has numbers of its own.
  expect(new Set(numbersOf([inCopy, ...later])).size).toBe(3);
});

test('a disk restored from a backup is found out at its start, and what it kept unsent is not doubled', async () => {
  journal.plugged = false;
  const acts = [crypto.randomUUID(), crypto.randomUUID()];
  for (const actId of acts) await registerLetter(desk.core, {}, actId);
  const backup = profileOf(desk);
  journal.plugged = true;
  desk.core.machineWoke();
  const lost = crypto.randomUUID();
  await registerLetter(desk.core, {}, lost);
  await until(isAtRest(desk));
  await desk.core.stop();
  for (const file of ['cache.db', 'cache.db-wal']) copyFileSync(join(backup, file), join(desk.dataDir, file));
  desk = await startTestDesk({ journal, clock }, desk.dataDir);
  await signIn(desk.core, 'anna');
  const later = crypto.randomUUID();
  await until(isAtRest(desk));
  await registerLetter(desk.core, {}, later);
  await until(isAtRest(desk));
  expect(registered()).toEqual([...acts, lost, later]);
  expect(journal.devices.size).toBe(2);
  expect(new Set(numbersOf([...acts, lost, later])).size).toBe(4);
});

test('two copies that shared one exchange are told apart by the first number both use', async () => {
  // The answer of the exchange never came, and then the profile was copied: both will be given the same epoch.
  journal.onAnswer = ({ path }) => {
    if (path.endsWith('/attach')) throw new JournalDown();
  };
  await desk.restart();
  await until(() => [...journal.devices.values()][0]?.epoch === 2);
  const folder = profileOf(desk);
  journal.onAnswer = () => undefined;
  const copy = await startCopy(folder);
  await signIn(desk.core, 'anna');
  await signIn(copy.core, 'boris');
  const acts: string[] = [];
  for (let round = 0; round < 3; round++) {
    for (const one of [desk, copy]) {
      const actId = crypto.randomUUID();
      acts.push(actId);
      await registerLetter(one.core, {}, actId);
      await until(isAtRest(one));
    }
  }
  expect(registered().toSorted()).toEqual(acts.toSorted());
});

test('a journal restored from a backup is given again what it forgot, also by a desk that has nothing new to say', async () => {
  await until(isAtRest(desk));
  const restore = journal.backup();
  const acts = [crypto.randomUUID(), crypto.randomUUID()];
  for (const actId of acts) await registerLetter(desk.core, {}, actId);
  await until(isAtRest(desk));
  expect(registered()).toEqual(acts);
  restore();
  expect(registered()).toEqual([]);
  journal.ring();
  await until(() => registered().length === 2);
  await until(isAtRest(desk));
  expect(registered()).toEqual(acts);
});

test('a journal that forgot the very device is told of it again, with all that the desk still keeps', async () => {
  const act = crypto.randomUUID();
  await registerLetter(desk.core, {}, act);
  await until(isAtRest(desk));
  forgetAll();
  desk.core.machineWoke();
  await until(() => registered().includes(act));
  await until(isAtRest(desk));
  // Every act it knows is there once, and in order.
  expect(journal.pushes.at(-1)?.[0]).toBe(1);
});

test('without anybody signed in a copy keeps its acts, and sends them under its new name when somebody is', async () => {
  journal.plugged = false;
  const actId = crypto.randomUUID();
  await registerLetter(desk.core, {}, actId);
  await ask(desk.core, 'session.signOut', {});
  const folder = profileOf(desk);
  journal.plugged = true;
  await desk.restart();
  await until(() => registered().length === 1);
  const copy = await startCopy(folder);
  copy.core.machineWoke();
  await until(async () => (await ask(copy.core, 'sync.get', {})).journal === 'up');
  expect((await ask(copy.core, 'sync.get', {})).waiting).toBeGreaterThan(0);
  await signIn(copy.core, 'boris');
  await until(isAtRest(copy));
  expect(registered()).toEqual([actId]);
  expect(journal.pushed.find(({ id }) => id === actId)?.authorId).toBe(testUsers.anna.id);
});

test('a copy that took this desk’s numbers at a restored journal is found out, and what was lost is told again', async () => {
  await until(isAtRest(desk));
  const folder = profileOf(desk);
  const restore = journal.backup();
  await desk.restart();
  await signIn(desk.core, 'anna');
  const acts: string[] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  for (const actId of acts) await registerLetter(desk.core, {}, actId);
  await until(isAtRest(desk));
  // The desk is away while the journal is restored and the copy gets the epoch and the numbers the desk has.
  await desk.core.stop();
  restore();
  const copy = await startCopy(folder);
  const inCopy: string[] = [crypto.randomUUID()];
  await signIn(copy.core, 'boris');
  for (const actId of inCopy) await registerLetter(copy.core, {}, actId);
  await until(isAtRest(copy));
  desk = await startTestDesk({ journal, clock }, desk.dataDir);
  await signIn(desk.core, 'anna');
  await until(() => acts.every((actId) => registered().includes(actId)));
  await until(isAtRest(desk));
  expect(registered().filter((actId) => acts.includes(actId))).toEqual(acts);
  expect(registered().filter((actId) => inCopy.includes(actId))).toEqual(inCopy);
});
