import { expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { emptyCard } from '../../shared/domain/appeal/appealCard.ts';
import { AppError } from '../../shared/errors.ts';
import type { BridgeCallName, BridgeInput, BridgeOutput, SyncInfo } from '../../shared/contracts/bridge.ts';
import { dispatch } from './dispatch.ts';
import type { Core } from '../core/createCore.ts';
import { scriptedJournal, testUsers } from '../../../tests/support/scriptedJournal.ts';
import { manualClock, startTestDesk } from '../../../tests/support/testDesk.ts';

const ask = <N extends BridgeCallName>(core: Core, name: N, input: BridgeInput<N>): Promise<BridgeOutput<N>> =>
  dispatch(core, name, input) as Promise<BridgeOutput<N>>;
const signIn = (core: Core, login: string) => ask(core, 'session.signIn', { login, password: 'Верный1!' });
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : String(thrown)),
  );
const filled = { ...emptyCard('hotline'), themeCode: '4.2', essence: 'Как получить полис', answer: 'Обратитесь в СМО' };
const ring = {
  direction: 'incoming' as const,
  linkedId: '1.1',
  queue: 'hotline',
  queueWaitSec: 3,
  from: '89000000101',
  displayName: null,
};

/** Waits until the strip of the windows shows what is wanted, or shows it already. */
async function synced(core: Core, holds: (info: SyncInfo) => boolean): Promise<void> {
  const shown = new Promise<void>((resolve) => {
    const stop = core.onEvent((name, event) => {
      if (name !== 'sync.changed' || !holds(event as SyncInfo)) return;
      stop();
      resolve();
    });
  });
  if (!holds(await ask(core, 'sync.get', {}))) await shown;
}

test('an appeal of a ringing call is registered with a final number while the journal is gone', async () => {
  const journal = scriptedJournal();
  const desk = await startTestDesk({ journal });
  await signIn(desk.core, 'anna');
  journal.plugged = false;
  const { call, draft } = await ask(desk.core, 'calls.offer', { ...ring, sipCallId: 'a@x' });
  expect(call.phone).toBe('+79000000101');
  expect(draft.card.applicant.phone).toBe('+79000000101');
  await ask(desk.core, 'calls.answered', { callId: call.id });
  await ask(desk.core, 'calls.ended', { callId: call.id, cause: 'caller' });
  const { appeal } = await ask(desk.core, 'appeals.register', {
    actId: randomUUID(),
    draftId: draft.id,
    card: filled,
    callId: call.id,
    closeWith: 'consulted',
  });
  expect(appeal).toMatchObject({
    sync: 'waiting',
    appeal: { number: '98-001001', status: 'closed', callIds: [call.id] },
  });
  const { calls } = await ask(desk.core, 'calls.list', { filter: 'all' });
  expect(calls[0]?.call.appealIds).toEqual([appeal.appeal.id]);
  expect((await ask(desk.core, 'drafts.list', {})).drafts).toEqual([]);
  await desk.remove();
});

test('the same INVITE told twice gives one call and one card', async () => {
  const desk = await startTestDesk({ journal: scriptedJournal() });
  await signIn(desk.core, 'anna');
  const first = await ask(desk.core, 'calls.offer', { ...ring, sipCallId: 'a@x' });
  const second = await ask(desk.core, 'calls.offer', { ...ring, sipCallId: 'a@x' });
  expect(second.call.id).toBe(first.call.id);
  expect(second.draft.id).toBe(first.draft.id);
  await desk.remove();
});

test('a registration asked again after no answer is the same act', async () => {
  const desk = await startTestDesk({ journal: scriptedJournal() });
  await signIn(desk.core, 'anna');
  const { draft } = await ask(desk.core, 'drafts.create', { channel: 'letter' });
  const input = {
    actId: randomUUID(),
    draftId: draft.id,
    card: { ...filled, channel: 'letter' as const },
    callId: null,
    closeWith: null,
  };
  const first = await ask(desk.core, 'appeals.register', input);
  const again = await ask(desk.core, 'appeals.register', input);
  expect(again.appeal.appeal.id).toBe(first.appeal.appeal.id);
  expect((await ask(desk.core, 'appeals.list', {})).appeals).toHaveLength(1);
  await desk.remove();
});

test('a late save cannot bring a registered card back to life', async () => {
  const desk = await startTestDesk({ journal: scriptedJournal() });
  await signIn(desk.core, 'anna');
  const { draft } = await ask(desk.core, 'drafts.create', { channel: 'visit' });
  await ask(desk.core, 'appeals.register', {
    actId: randomUUID(),
    draftId: draft.id,
    card: filled,
    callId: null,
    closeWith: null,
  });
  await ask(desk.core, 'drafts.save', { draft });
  expect((await ask(desk.core, 'drafts.list', {})).drafts).toEqual([]);
  await desk.remove();
});

test('a draft of a desk that lost its cache is taken from the window that still has it', async () => {
  const journal = scriptedJournal();
  const first = await startTestDesk({ journal });
  await signIn(first.core, 'anna');
  const { draft } = await ask(first.core, 'drafts.create', { channel: 'visit' });
  const second = await startTestDesk({ journal });
  await signIn(second.core, 'anna');
  await ask(second.core, 'drafts.save', { draft: { ...draft, card: filled } });
  expect((await ask(second.core, 'drafts.list', {})).drafts[0]?.card.essence).toBe('Как получить полис');
  await first.remove();
  await second.remove();
});

test('an unfinished card keeps the wrap-up open and asks when its time is over', async () => {
  const clock = manualClock();
  const desk = await startTestDesk({ journal: scriptedJournal(), clock });
  await signIn(desk.core, 'anna');
  await ask(desk.core, 'operator.ready', {});
  const { call } = await ask(desk.core, 'calls.offer', { ...ring, sipCallId: 'a@x' });
  await ask(desk.core, 'calls.answered', { callId: call.id });
  await ask(desk.core, 'calls.ended', { callId: call.id, cause: 'caller' });
  expect(await codeOf(ask(desk.core, 'operator.ready', {}))).toBe('operator.card_unsaved');
  clock.advance(61_000);
  expect((await ask(desk.core, 'operator.get', {})).state).toMatchObject({ status: 'wrapUp', asking: true });
  await ask(desk.core, 'operator.extendWrapUp', {});
  expect((await ask(desk.core, 'operator.get', {})).state).toMatchObject({ status: 'wrapUp', asking: false });
  await ask(desk.core, 'calls.closeWithoutAppeal', { callId: call.id, reason: 'wrongNumber' });
  expect((await ask(desk.core, 'operator.get', {})).state).toMatchObject({ status: 'ready' });
  await desk.remove();
});

test('a card finished during the talk leaves a breath before the next call, not a wrap-up', async () => {
  const clock = manualClock();
  const desk = await startTestDesk({ journal: scriptedJournal(), clock });
  await signIn(desk.core, 'anna');
  await ask(desk.core, 'operator.ready', {});
  const { call, draft } = await ask(desk.core, 'calls.offer', { ...ring, sipCallId: 'a@x' });
  await ask(desk.core, 'calls.answered', { callId: call.id });
  const input = {
    actId: randomUUID(),
    draftId: draft.id,
    card: filled,
    callId: call.id,
    closeWith: 'consulted' as const,
  };
  await ask(desk.core, 'appeals.register', input);
  await ask(desk.core, 'calls.ended', { callId: call.id, cause: 'caller' });
  expect((await ask(desk.core, 'operator.get', {})).state).toMatchObject({ status: 'wrapUp' });
  clock.advance(5_000);
  expect((await ask(desk.core, 'operator.get', {})).state).toMatchObject({ status: 'ready' });
  await desk.remove();
});

test('nobody is ready without a line, whichever way led there; a moment of connecting costs nothing', async () => {
  const desk = await startTestDesk({ journal: scriptedJournal() });
  await signIn(desk.core, 'anna');
  const state = async () => (await ask(desk.core, 'operator.get', {})).state;
  await ask(desk.core, 'line.report', { status: 'wrongPassword' });
  await ask(desk.core, 'operator.ready', {});
  expect(await state()).toMatchObject({ status: 'notReady', reason: 'noLine' });
  await ask(desk.core, 'line.report', { status: 'registered' });
  expect(await state()).toMatchObject({ status: 'ready' });
  await ask(desk.core, 'line.report', { status: 'connecting' });
  expect(await state()).toMatchObject({ status: 'ready' });
  const { call } = await ask(desk.core, 'calls.offer', { ...ring, sipCallId: 'a@x' });
  await ask(desk.core, 'calls.answered', { callId: call.id });
  await ask(desk.core, 'line.report', { status: 'unreachable' });
  await ask(desk.core, 'calls.ended', { callId: call.id, cause: 'lost' });
  await ask(desk.core, 'calls.closeWithoutAppeal', { callId: call.id, reason: 'cutOff' });
  expect(await state()).toMatchObject({ status: 'notReady', reason: 'noLine' });
  await ask(desk.core, 'line.report', { status: 'registered' });
  expect(await state()).toMatchObject({ status: 'ready' });
  await desk.remove();
});

test('a window that falls silent has no line, whatever it said last; beats come while one holds the line', async () => {
  const clock = manualClock();
  const desk = await startTestDesk({ journal: scriptedJournal(), clock });
  let beats = 0;
  desk.core.onEvent((name) => void (beats += name === 'line.beat' ? 1 : 0));
  await signIn(desk.core, 'anna');
  await ask(desk.core, 'line.report', { status: 'registered' });
  await ask(desk.core, 'operator.ready', {});
  const state = async () => (await ask(desk.core, 'operator.get', {})).state;
  for (let second = 0; second < 10; second++) clock.advance(1_000);
  expect(beats).toBe(10);
  await ask(desk.core, 'line.report', { status: 'registered' });
  for (let second = 0; second < 15; second++) clock.advance(1_000);
  expect(await state()).toMatchObject({ status: 'ready' });
  clock.advance(1_000);
  expect(await state()).toMatchObject({ status: 'notReady', reason: 'noLine' });
  await ask(desk.core, 'line.report', { status: 'registered' });
  expect(await state()).toMatchObject({ status: 'ready' });
  await desk.remove();
});

test('a caller who gave up is a missed call without a card, and the operator is ready again', async () => {
  const desk = await startTestDesk({ journal: scriptedJournal() });
  await signIn(desk.core, 'anna');
  await ask(desk.core, 'operator.ready', {});
  const { call } = await ask(desk.core, 'calls.offer', { ...ring, sipCallId: 'a@x' });
  await ask(desk.core, 'calls.ended', { callId: call.id, cause: 'cancelled' });
  expect((await ask(desk.core, 'calls.list', { filter: 'missed' })).calls).toHaveLength(1);
  expect((await ask(desk.core, 'drafts.list', {})).drafts).toEqual([]);
  expect((await ask(desk.core, 'operator.get', {})).state).toMatchObject({ status: 'ready' });
  await desk.remove();
});

test("one operator's unsent acts go out as theirs under the next, who never sees them", async () => {
  const journal = scriptedJournal();
  const desk = await startTestDesk({ journal });
  await signIn(desk.core, 'boris');
  await ask(desk.core, 'session.signOut', {});
  await signIn(desk.core, 'anna');
  await synced(desk.core, (info) => info.waiting === 0 && info.journal === 'up');
  journal.plugged = false;
  const made: string[] = [];
  for (let i = 0; i < 10; i++) {
    const { draft } = await ask(desk.core, 'drafts.create', { channel: 'letter' });
    const actId = randomUUID();
    made.push(actId);
    await ask(desk.core, 'appeals.register', { actId, draftId: draft.id, card: filled, callId: null, closeWith: null });
  }
  await ask(desk.core, 'drafts.create', { channel: 'letter' });
  await ask(desk.core, 'session.signOut', {});
  expect(await signIn(desk.core, 'boris')).toMatchObject({ signedIn: 'offline' });
  expect((await ask(desk.core, 'appeals.list', {})).appeals).toEqual([]);
  expect((await ask(desk.core, 'drafts.list', {})).drafts).toEqual([]);
  expect((await ask(desk.core, 'sync.get', {})).waiting).toBeGreaterThanOrEqual(10);
  journal.plugged = true;
  desk.core.machineWoke();
  await synced(desk.core, (info) => info.waiting === 0);
  const arrived = journal.pushed.filter((act) => made.includes(act.id));
  expect(arrived.map((act) => act.authorId)).toEqual(Array.from({ length: 10 }, () => testUsers.anna.id));
  expect((await ask(desk.core, 'appeals.list', {})).appeals).toEqual([]);
  await desk.remove();
});

test('signing in without the journal: known people only, with their own password, for thirty days', async () => {
  const clock = manualClock();
  const journal = scriptedJournal();
  const desk = await startTestDesk({ journal, clock });
  await signIn(desk.core, 'anna');
  await ask(desk.core, 'session.signOut', {});
  journal.plugged = false;
  expect(await codeOf(ask(desk.core, 'session.signIn', { login: 'boris', password: 'Верный1!' }))).toBe(
    'auth.offline_unknown',
  );
  expect(await codeOf(ask(desk.core, 'session.signIn', { login: 'anna', password: 'нет' }))).toBe(
    'auth.wrong_password',
  );
  expect(await signIn(desk.core, 'anna')).toMatchObject({ signedIn: 'offline' });
  await ask(desk.core, 'session.signOut', {});
  clock.advance(31 * 86_400_000);
  expect(await codeOf(ask(desk.core, 'session.signIn', { login: 'anna', password: 'Верный1!' }))).toBe(
    'auth.offline_expired',
  );
  await desk.remove();
});

test('a desk where nobody is signed in notices within seconds that the journal has gone', async () => {
  const clock = manualClock();
  const journal = scriptedJournal();
  const desk = await startTestDesk({ journal, clock });
  await signIn(desk.core, 'anna');
  await synced(desk.core, (info) => info.journal === 'up' && info.waiting === 0);
  // The round ends, and the next look is set for a desk with a doorbell.
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  await ask(desk.core, 'session.signOut', {});
  journal.plugged = false;
  // Ten seconds of its clock, in steps that let it do what it wants to do.
  for (let step = 0; step < 20 && (await ask(desk.core, 'sync.get', {})).journal !== 'down'; step++) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(500);
  }
  expect((await ask(desk.core, 'sync.get', {})).journal).toBe('down');
  await desk.remove();
});

test('a journal of another contract version is not spoken to, and says so', async () => {
  const journal = scriptedJournal();
  journal.contract = 99;
  const desk = await startTestDesk({ journal });
  await synced(desk.core, (info) => info.journal === 'contractMismatch');
  expect(await codeOf(ask(desk.core, 'session.signIn', { login: 'anna', password: 'Верный1!' }))).toBe(
    'journal.contract_mismatch',
  );
  expect(journal.pushed).toEqual([]);
  await desk.remove();
});
