import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createHttpTransport } from '../../src/main/core/journal/httpTransport.ts';
import type { Clock } from '../../src/main/core/ports.ts';
import { systemClock } from '../../src/main/host/nodePorts.ts';
import { appeal } from '../../src/shared/domain/appeal/appeal.ts';
import { ask, isDrained, registerLetter, synced } from '../support/askCore.ts';
import { startTestJournal, type TestJournal } from '../support/journal.ts';
import { startTestDesk, type TestDesk } from '../support/testDesk.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

let journal: TestJournal;
let desk: TestDesk | null = null;

beforeAll(async () => {
  journal = await startTestJournal();
});
afterAll(() => journal?.stop());
afterEach(async () => {
  await desk?.remove();
  desk = null;
});

/** A workstation's clocks: the wall's, which anybody may set, and how long the machine has run, sleep counted in. */
function machineClock(offMs: number): Clock & { set(byMs: number): void; sleep(ms: number): void } {
  let wallMs = offMs;
  let sleptMs = 0;
  return {
    nowMs: () => Date.now() + wallMs,
    uptimeMs: () => performance.now() + sleptMs,
    after: (delayMs, fn) => systemClock.after(delayMs, fn),
    set(byMs) {
      wallMs += byMs;
    },
    sleep(ms) {
      wallMs += ms;
      sleptMs += ms;
    },
  };
}

async function openDesk(clock: Clock): Promise<TestDesk> {
  desk = await startTestDesk({ clock, journal: createHttpTransport(journal.url) });
  const login = 'operator1';
  await ask(desk.core, 'session.signIn', { login, password: journal.users[login]?.password ?? '' });
  await synced(desk.core, isDrained);
  return desk;
}

/** When a letter was written, as the desk said, and when it came, as the journal saw. */
async function timesOf(essence: string): Promise<{ occurredMs: number; receivedMs: number }> {
  const { state } = await journal.db
    .selectFrom('appeal')
    .where('essence', '=', essence)
    .select('state')
    .executeTakeFirstOrThrow();
  const { occurredAt, receivedAt } = appeal.parse(state);
  return { occurredMs: Date.parse(occurredAt), receivedMs: Date.parse(receivedAt ?? '') };
}

async function letter(of: TestDesk, essence: string): Promise<void> {
  await registerLetter(of.core, { essence });
}

test.each([
  ['a day ahead', 24 * HOUR_MS],
  ['a day behind', -24 * HOUR_MS],
])('a clock %s: acts have the journal’s time, and the operator is told of the clock', async (_how, offMs) => {
  const of = await openDesk(machineClock(offMs));
  const essence = `Часы не те ${offMs}`;
  await letter(of, essence);
  await synced(of.core, isDrained);
  const { occurredMs, receivedMs } = await timesOf(essence);
  expect(Math.abs(receivedMs - occurredMs)).toBeLessThan(MINUTE_MS);
  const { clockOffMs } = await ask(of.core, 'sync.get', {});
  expect(Math.abs(clockOffMs - offMs)).toBeLessThan(MINUTE_MS);
});

test('a clock put back in the middle of work changes neither the order nor the time of acts', async () => {
  const clock = machineClock(0);
  const of = await openDesk(clock);
  await letter(of, 'до перевода');
  clock.set(-3 * HOUR_MS);
  await letter(of, 'после перевода назад');
  clock.set(5 * HOUR_MS);
  await letter(of, 'после перевода вперёд');
  await synced(of.core, isDrained);
  const times = [];
  for (const essence of ['до перевода', 'после перевода назад', 'после перевода вперёд'])
    times.push(await timesOf(essence));
  for (const { occurredMs, receivedMs } of times) expect(Math.abs(receivedMs - occurredMs)).toBeLessThan(MINUTE_MS);
  const occurred = times.map(({ occurredMs }) => occurredMs);
  expect(occurred).toEqual(occurred.toSorted((a, b) => a - b));
});

test('after eight hours of sleep what was typed is there, the session goes on, and acts arrive', async () => {
  const clock = machineClock(0);
  const of = await openDesk(clock);
  const { draft } = await ask(of.core, 'drafts.create', { channel: 'letter' });
  await ask(of.core, 'drafts.save', { draft: { ...draft, card: { ...draft.card, essence: 'Набрано перед сном' } } });
  clock.sleep(8 * HOUR_MS);
  journal.clock.advance(8 * HOUR_MS);
  of.core.machineWoke();
  await letter(of, 'после сна');
  await synced(of.core, isDrained);
  const { occurredMs, receivedMs } = await timesOf('после сна');
  expect(Math.abs(receivedMs - occurredMs)).toBeLessThan(MINUTE_MS);
  expect((await ask(of.core, 'session.get', {})).signedIn).toBe('journal');
  const { drafts } = await ask(of.core, 'drafts.list', {});
  expect(drafts.find(({ id }) => id === draft.id)?.card.essence).toBe('Набрано перед сном');
});

const across = promisify(execFile);

async function writtenIn(zone: string, startMs: number): Promise<{ zone: number; written: Record<string, string[]> }> {
  const entry = join(import.meta.dirname, '../support/degrade/acrossChange.ts');
  const { stdout } = await across(process.execPath, [entry, String(startMs)], { env: { ...process.env, TZ: zone } });
  return JSON.parse(stdout) as { zone: number; written: Record<string, string[]> };
}

test.each([
  ['Europe/Berlin', Date.UTC(2026, 2, 29, 0, 10), 60],
  ['Europe/Berlin', Date.UTC(2026, 9, 25, 0, 10), -60],
  ['Australia/Lord_Howe', Date.UTC(2026, 3, 4, 14, 10), -30],
  // Moscow went back for the last time then.
  ['Europe/Moscow', Date.UTC(2014, 9, 25, 21, 10), -60],
])(
  'the change of the clocks in %s (%i) leaves every stored instant as it is in UTC',
  async (zone, startMs, changeMin) => {
    const changed = await writtenIn(zone, startMs);
    // Otherwise no change fell into it.
    expect(changed.zone).toBe(changeMin);
    const plain = await writtenIn('UTC', startMs);
    expect(plain.zone).toBe(0);
    expect(changed.written).toEqual(plain.written);
    const halfHours = Array.from({ length: 6 }, (_, i) => new Date(startMs + i * 30 * MINUTE_MS).toISOString());
    expect(changed.written['letters']).toEqual(halfHours);
  },
);
