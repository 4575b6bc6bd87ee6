import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SyncInfo } from '../../src/shared/contracts/bridge.ts';
import { emptyCard } from '../../src/shared/domain/appeal/appealCard.ts';
import { connectBridge, type BridgeClient } from '../support/bridgeClient.ts';
import { startDeskProcess, startJournalProcess, type DeskProcess, type JournalProcess } from '../support/workplace.ts';

/** Takes no calls in the demo's invented past, so that every list of theirs is empty. */
const NEXT = 'specialist1';

let journal: JournalProcess;
let desk: DeskProcess;
let window: BridgeClient;

beforeAll(async () => {
  journal = await startJournalProcess();
  desk = await startDeskProcess({ journalUrl: journal.url, pbxWsUrl: null });
  window = await connectBridge(desk.url);
});

afterAll(async () => {
  window?.close();
  await desk?.stop();
  await journal?.stop();
});

const ring = { direction: 'incoming', linkedId: '1.1', queue: 'hotline', queueWaitSec: 3, displayName: null } as const;

function signIn(login: string) {
  const password = journal.users.find((user) => user.login === login)?.password ?? '';
  return window.call('session.signIn', { login, password });
}

/** Resolves when the strip shows what is wanted, or at once when it does already. */
async function synced(holds: (info: SyncInfo) => boolean): Promise<void> {
  const shown = window.event('sync.changed', holds);
  if (!holds(await window.call('sync.get', {}))) await shown;
}

/** Everything a window can list of the one who is signed in. */
async function everythingSeen(): Promise<unknown[]> {
  const [{ appeals }, { drafts }, { current }, ...calls] = await Promise.all([
    window.call('appeals.list', {}),
    window.call('drafts.list', {}),
    window.call('calls.current', {}),
    window.call('calls.list', { filter: 'all' }),
    window.call('calls.list', { filter: 'missed' }),
    window.call('calls.list', { filter: 'callback' }),
  ]);
  return [...appeals, ...drafts, ...(current ? [current] : []), ...calls.flatMap((list) => list.calls)];
}

async function registerLetter(essence: string): Promise<void> {
  const { draft } = await window.call('drafts.create', { channel: 'letter' });
  const card = { ...emptyCard('letter'), themeCode: '4.2', essence };
  await window.call('appeals.register', {
    actId: randomUUID(),
    draftId: draft.id,
    card,
    callId: null,
    closeWith: null,
  });
}

test("an operator's unsent acts arrive as theirs under the next one, who never sees any of them", async () => {
  const mark = randomUUID();
  await signIn(NEXT);
  await window.call('session.signOut', {});
  await signIn('operator1');
  await synced(({ journal: state, waiting }) => state === 'up' && waiting === 0);
  await journal.unplug();
  await synced(({ journal: state }) => state === 'down');

  for (let i = 0; i < 10; i += 1) await registerLetter(`${mark} ${i}`);
  // A call in hand, one missed and promised, and a card begun: all hers, none of it for the next.
  const missed = await window.call('calls.offer', { ...ring, sipCallId: `${mark}-1`, from: '+79005550001' });
  await window.call('calls.ended', { callId: missed.call.id, cause: 'cancelled' });
  await window.call('calls.wantCallback', { callId: missed.call.id });
  const talk = await window.call('calls.offer', { ...ring, sipCallId: `${mark}-2`, from: '+79005550002' });
  await window.call('calls.answered', { callId: talk.call.id });
  expect((await everythingSeen()).length).toBeGreaterThanOrEqual(13);
  await window.call('session.signOut', {});

  expect(await signIn(NEXT)).toMatchObject({ signedIn: 'offline', user: { login: NEXT } });
  expect(await everythingSeen()).toEqual([]);
  expect((await window.call('sync.get', {})).waiting).toBeGreaterThanOrEqual(10);

  await journal.plug();
  await synced(({ journal: state, waiting }) => state === 'up' && waiting === 0);
  const rows = await journal.sql<{ essence: string; login: string }>(
    `select a.essence, u.login from appeal a join user_account u on u.territory = a.territory and u.id = a.registered_by
     where a.essence like $1 order by a.essence`,
    [`${mark} %`],
  );
  expect(rows).toEqual(Array.from({ length: 10 }, (_, i) => ({ essence: `${mark} ${i}`, login: 'operator1' })));
  expect(await everythingSeen()).toEqual([]);
  await window.call('session.signOut', {});
});

test('a desk that is killed comes back with its session and what was being typed', async () => {
  const essence = `Не успела дописать ${randomUUID()}`;
  await signIn('operator3');
  const { draft } = await window.call('drafts.create', { channel: 'visit' });
  await window.call('drafts.save', { draft: { ...draft, card: { ...draft.card, essence } } });
  await desk.crash();
  window = await connectBridge(desk.url);
  expect((await window.call('session.get', {})).user?.login).toBe('operator3');
  expect((await window.call('drafts.list', {})).drafts.map((one) => one.card.essence)).toEqual([essence]);
});
