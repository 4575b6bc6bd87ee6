import { afterEach, beforeEach, expect, test } from 'vitest';
import { ask, isDrained, registerLetter, signIn, synced } from '../../../../tests/support/askCore.ts';
import { openMemoryCache } from '../../../../tests/support/bareDesk.ts';
import { scriptedJournal, type ScriptedJournal } from '../../../../tests/support/scriptedJournal.ts';
import { manualClock, startTestDesk, type TestDesk } from '../../../../tests/support/testDesk.ts';
import { AppError } from '../../../shared/errors.ts';
import { JournalDown } from '../ports.ts';

let journal: ScriptedJournal;
let desk: TestDesk;
let clock: ReturnType<typeof manualClock>;

beforeEach(async () => {
  journal = scriptedJournal();
  clock = manualClock();
  desk = await startTestDesk({ journal, clock, openCache: openMemoryCache });
  await signIn(desk.core, 'anna');
  await synced(desk.core, isDrained);
});

afterEach(() => desk.remove());

/** Registers letters with the journal away, then plugs it in again and waits until they are there. */
async function outage(letters: number, meanwhile: () => void = () => undefined): Promise<string[]> {
  journal.plugged = false;
  const acts = Array.from({ length: letters }, () => crypto.randomUUID());
  for (const actId of acts) await registerLetter(desk.core, {}, actId);
  meanwhile();
  journal.plugged = true;
  desk.core.machineWoke();
  return acts;
}

/** Lets the desk do what it wants to do, its clock going on by half a second at a time. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let step = 0; step < 2_000; step++) {
    if (await holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(500);
  }
  throw new Error('never came true');
}

const isAtRest = async (): Promise<boolean> => isDrained(await ask(desk.core, 'sync.get', {}));
const arrived = (acts: readonly string[]): string[] =>
  journal.pushed.map(({ id }) => id).filter((id) => acts.includes(id));

test('a long queue goes in full batches, in order, each sent when the one before is answered', async () => {
  let open = 0;
  let most = 0;
  journal.onRequest = ({ path }) => {
    if (path !== '/v1/push') return;
    open += 1;
    most = Math.max(most, open);
  };
  journal.onAnswer = async ({ path }) => {
    if (path !== '/v1/push') return;
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
  };
  journal.pushes = [];
  const acts = await outage(450);
  await until(isAtRest);
  expect(arrived(acts)).toEqual(acts);
  expect(journal.pushes.map((seqs) => seqs.length)).toEqual([200, 200, 50]);
  expect(most).toBe(1);
});

test('an answer that is lost is asked for again under the same numbers, and nothing is done twice', async () => {
  let losses = 3;
  journal.onAnswer = ({ path }) => {
    if (path === '/v1/push' && losses-- > 0) throw new JournalDown();
  };
  const acts = await outage(5);
  await until(isAtRest);
  expect(arrived(acts)).toEqual(acts);
  const [first, ...again] = journal.pushes.slice(-4);
  for (const seqs of again) expect(seqs).toEqual(first);
});

test('a journal that needs half a minute for a push is waited for longer and given less, and gets everything', async () => {
  const waits: number[] = [];
  journal.onRequest = ({ path, timeoutMs = 0 }) => {
    if (path !== '/v1/push') return;
    waits.push(timeoutMs);
    clock.advance(Math.min(timeoutMs, 30_000));
    if (timeoutMs <= 30_000) throw new JournalDown({ how: 'timeout' });
  };
  const acts = await outage(150);
  await until(isAtRest);
  expect(arrived(acts)).toEqual(acts);
  expect(waits.slice(0, 3)).toEqual([15_000, 30_000, 60_000]);
  // Cut by half at each silence, and the full size again once it answers.
  expect(Math.min(...journal.pushes.map((seqs) => seqs.length))).toBe(50);
  expect((await ask(desk.core, 'sync.get', {})).slow).toBe(true);
});

test('an act whose content the journal turns away keeps its place by a stub, stays here, and stops nobody', async () => {
  const tooLong = 'Очень длинный текст';
  journal.onRequest = ({ path, body }) => {
    if (path === '/v1/push' && JSON.stringify(body).includes(tooLong)) throw new AppError('input.too_large');
  };
  journal.judge = ({ command }) =>
    command['kind'] === 'act.withheld'
      ? { outcome: 'parked', refusal: null, appeal: null }
      : { outcome: 'accepted', refusal: null, appeal: null };
  journal.plugged = false;
  const before = crypto.randomUUID();
  const poison = crypto.randomUUID();
  const after = crypto.randomUUID();
  await registerLetter(desk.core, {}, before);
  await registerLetter(desk.core, { essence: tooLong }, poison);
  await registerLetter(desk.core, {}, after);
  journal.plugged = true;
  desk.core.machineWoke();
  await until(isAtRest);
  expect(arrived([before, poison, after])).toEqual([before, poison, after]);
  expect(journal.pushed.find(({ id }) => id === poison)?.command).toEqual({ kind: 'act.withheld', v: 1 });
  const { acts } = await ask(desk.core, 'outbox.list', {});
  expect(acts).toHaveLength(1);
  expect(acts[0]).toMatchObject({ actId: poison, state: 'parked', command: { card: { essence: tooLong } } });
});

test('answers settle each act by itself: one refused among many accepted', async () => {
  let count = 0;
  journal.judge = () => {
    count += 1;
    return count === 3
      ? { outcome: 'refused', refusal: { code: 'auth.forbidden', text: 'Недостаточно прав' }, appeal: null }
      : { outcome: 'accepted', refusal: null, appeal: null };
  };
  const acts = await outage(5);
  await until(isAtRest);
  const listed = await ask(desk.core, 'outbox.list', {});
  expect(listed.acts.map(({ actId, state, refusal }) => [actId, state, refusal?.code])).toEqual([
    [acts[2], 'refused', 'auth.forbidden'],
  ]);
  expect(await ask(desk.core, 'sync.get', {})).toMatchObject({ refused: 1, parked: 0, waiting: 0 });
  const { appeals } = await ask(desk.core, 'appeals.list', {});
  expect(appeals.map(({ sync }) => sync).sort()).toEqual(['accepted', 'accepted', 'accepted', 'accepted', 'refused']);
});

test('an act that has left and is not answered yet shows as sent', async () => {
  const shown: string[] = [];
  journal.onAnswer = async ({ path }) => {
    if (path !== '/v1/push') return;
    shown.push(...(await ask(desk.core, 'outbox.list', {})).acts.map(({ state }) => state));
    shown.push(...(await ask(desk.core, 'appeals.list', {})).appeals.map(({ sync }) => sync));
  };
  await outage(1);
  await until(isAtRest);
  expect(shown).toEqual(['sent', 'sent']);
  expect((await ask(desk.core, 'outbox.list', {})).acts).toEqual([]);
});

test('a journal that answers with 500s gets less at once, and everything when it is well', async () => {
  let ill = 4;
  journal.onRequest = ({ path }) => {
    if (path === '/v1/push' && ill-- > 0) throw new JournalDown({ how: 'failing' });
  };
  const acts = await outage(100);
  await until(isAtRest);
  expect(arrived(acts)).toEqual(acts);
});
