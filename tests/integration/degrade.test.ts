import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Draft, SyncInfo } from '../../src/shared/contracts/bridge.ts';
import { emptyCard } from '../../src/shared/domain/appeal/appealCard.ts';
import { createDraftSaver, type SaveState } from '../../src/renderer/desk/createDraftSaver.ts';
import type { ErrorValue } from '../../src/shared/errors.ts';
import { connectBridge, type BridgeClient } from '../support/bridgeClient.ts';
import { startFaultyWay, type FaultyWay } from '../support/degrade/faultyWay.ts';
import { startDeskProcess, startJournalProcess, type DeskProcess, type JournalProcess } from '../support/workplace.ts';

const hasNamespaces = process.platform === 'linux' && process.getuid?.() === 0;
const hasLimits = process.platform === 'linux';

let journal: JournalProcess;
let way: FaultyWay;
let desk: DeskProcess;
let window: BridgeClient;

beforeAll(async () => {
  journal = await startJournalProcess();
});
afterAll(() => journal?.stop());
beforeEach(async () => {
  way = await startFaultyWay(journal.url);
});
afterEach(async () => {
  window?.close();
  await desk?.stop();
  await way?.stop();
});

async function openDesk(diskMb?: number): Promise<void> {
  desk = await startDeskProcess({ journalUrl: way.url, pbxWsUrl: null, ...(diskMb === undefined ? {} : { diskMb }) });
  window = await connectBridge(desk.url);
  const password = journal.users.find(({ login }) => login === 'operator1')?.password ?? '';
  await window.call('session.signIn', { login: 'operator1', password });
  await synced(({ journal: state, waiting }) => state === 'up' && waiting === 0);
}

async function synced(holds: (info: SyncInfo) => boolean): Promise<void> {
  const shown = window.event('sync.changed', holds);
  if (!holds(await window.call('sync.get', {}))) await shown;
}

/** What an operator types, saved behind the typing by the window's own saver; nothing of it is ever taken back. */
function typist() {
  const heard: { state: SaveState; code: string | null }[] = [];
  const waiting: { holds: (state: SaveState, code: string | null) => boolean; done: () => void }[] = [];
  const onState = (_id: string, state: SaveState, error: ErrorValue | null): void => {
    const code = error?.code ?? null;
    heard.push({ state, code });
    for (const one of waiting) if (one.holds(state, code)) one.done();
  };
  const saver = createDraftSaver({ save: (draft) => window.call('drafts.save', { draft }), onState, delayMs: 10 });
  return {
    heard,
    type: (draft: Draft, essence: string) => saver.change({ ...draft, card: { ...draft.card, essence } }),
    until: (holds: (state: SaveState, code: string | null) => boolean) =>
      new Promise<void>((resolve) => waiting.push({ holds, done: resolve })),
  };
}

async function registerLetter(essence: string): Promise<void> {
  const { draft } = await window.call('drafts.create', { channel: 'letter' });
  const card = { ...emptyCard('letter'), themeCode: '4.2', essence };
  const given = { actId: randomUUID(), draftId: draft.id, card, callId: null, closeWith: null };
  await window.call('appeals.register', given);
}

function inJournal(essence: string): Promise<unknown[]> {
  return journal.sql('select 1 from appeal where essence = $1', [essence]);
}

test.skipIf(!hasNamespaces)(
  'a full disk: what is typed stays, it is said plainly, and goes on when there is room',
  async () => {
    await openDesk(12);
    const { draft } = await window.call('drafts.create', { channel: 'letter' });
    const ballast = join(desk.seenDataDir(), 'ballast');
    expect(() => writeFileSync(ballast, Buffer.alloc(32 * 1024 * 1024))).toThrow('ENOSPC');
    const typing = typist();
    const failed = typing.until((state, code) => state === 'failed' && code === 'disk.full');
    typing.type(draft, 'Не помещается'.repeat(250));
    await failed;
    await synced(({ trouble }) => trouble === 'disk.full');
    await expect(registerLetter('Тоже не помещается')).rejects.toMatchObject({ code: 'disk.full' });
    const saved = typing.until((state) => state === 'saved');
    rmSync(ballast);
    await saved;
    await synced(({ trouble }) => trouble === null);
    const essence = `Снова есть место ${randomUUID()}`;
    await registerLetter(essence);
    await synced(({ waiting }) => waiting === 0);
    expect(await inJournal(essence)).toHaveLength(1);
  },
);

test.skipIf(!hasLimits)('a disk that fails to write: the same, and without a restart', async () => {
  await openDesk();
  const { draft } = await window.call('drafts.create', { channel: 'letter' });
  // No file may grow past its first page: writing fails with EFBIG, which is no want of room.
  const limit = (soft: string): void => void execFileSync('prlimit', ['--pid', String(desk.pid()), `--fsize=${soft}:`]);
  limit('4096');
  const typing = typist();
  const failed = typing.until((state, code) => state === 'failed' && code === 'disk.io');
  typing.type(draft, 'Диск не пишет'.repeat(250));
  await failed;
  await synced(({ trouble }) => trouble === 'disk.io');
  await expect(registerLetter('Не записать')).rejects.toMatchObject({ code: 'disk.io' });
  // Reading goes on.
  expect((await window.call('drafts.list', {})).drafts.map(({ id }) => id)).toContain(draft.id);
  const saved = typing.until((state) => state === 'saved');
  limit('unlimited');
  await saved;
  await synced(({ trouble }) => trouble === null);
  const { drafts } = await window.call('drafts.list', {});
  expect(drafts.find(({ id }) => id === draft.id)?.card.essence).toBe('Диск не пишет'.repeat(250));
});

test('a database that another program holds: others are served meanwhile, it is said plainly, and goes on by itself', async () => {
  await openDesk();
  const { draft } = await window.call('drafts.create', { channel: 'letter' });
  const holder = fork(join(import.meta.dirname, '../support/degrade/holdCache.ts'), [desk.dataDir]);
  await once(holder, 'message');
  const typing = typist();
  const failed = typing.until((state, code) => state === 'failed' && code === 'cache.busy');
  typing.type(draft, 'База занята');
  // In order behind the write that cannot be made: reading is answered with the lock still held.
  expect((await window.call('drafts.list', {})).drafts.map(({ id }) => id)).toContain(draft.id);
  await failed;
  await synced(({ trouble }) => trouble === 'cache.busy');
  const saved = typing.until((state) => state === 'saved');
  await release(holder);
  await saved;
  await synced(({ trouble }) => trouble === null);
  const { drafts } = await window.call('drafts.list', {});
  expect(drafts.find(({ id }) => id === draft.id)?.card.essence).toBe('База занята');
});

async function release(holder: ChildProcess): Promise<void> {
  const ended = once(holder, 'exit');
  holder.send('release');
  await ended;
}

test('a journal that answers 500 to everything: work goes on, and it has each act once when it is well', async () => {
  await openDesk();
  const essence = `Журнал болен ${randomUUID()}`;
  way.become({ kind: 'failing' });
  await registerLetter(essence);
  await synced(({ journal: state, waiting }) => state === 'down' && waiting > 0);
  await way.asked(3);
  expect(await window.call('sync.get', {})).toMatchObject({ journal: 'down', trouble: null });
  const { draft } = await window.call('drafts.create', { channel: 'visit' });
  await window.call('drafts.save', { draft: { ...draft, card: { ...draft.card, essence } } });
  expect(await inJournal(essence)).toHaveLength(0);
  // Whoever signs in meanwhile is let in by the desk's memory.
  await window.call('session.signOut', {});
  const password = journal.users.find(({ login }) => login === 'operator1')?.password ?? '';
  expect((await window.call('session.signIn', { login: 'operator1', password })).signedIn).toBe('offline');
  way.become({ kind: 'none' });
  await synced(({ journal: state, waiting }) => state === 'up' && waiting === 0);
  expect(await inJournal(essence)).toHaveLength(1);
  expect((await window.call('drafts.list', {})).drafts.map(({ id }) => id)).toContain(draft.id);
});

test(
  'a journal that needs long for every answer is said to be slow, and has each act once',
  { timeout: 300_000 },
  async () => {
    await openDesk();
    // Longer than the desk looks whether anybody is there.
    way.become({ kind: 'slow', answerAfterMs: 6_000 });
    const essences = Array.from({ length: 5 }, (_, i) => `Журнал медленный ${i} ${randomUUID()}`);
    for (const essence of essences) await registerLetter(essence);
    const { draft } = await window.call('drafts.create', { channel: 'visit' });
    await synced(({ slow }) => slow);
    await synced(({ journal: state, waiting }) => state === 'up' && waiting === 0);
    for (const essence of essences) expect(await inJournal(essence)).toHaveLength(1);
    expect((await window.call('drafts.list', {})).drafts.map(({ id }) => id)).toContain(draft.id);
    way.become({ kind: 'none' });
    await synced(({ slow, journal: state }) => state === 'up' && !slow);
  },
);
