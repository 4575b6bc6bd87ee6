import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BridgeCallName, BridgeInput, BridgeOutput, SyncInfo } from '../../shared/contracts/bridge.ts';
import { emptyCard } from '../../shared/domain/appeal/appealCard.ts';
import { AppError } from '../../shared/errors.ts';
import { dispatch } from './dispatch.ts';
import { scriptedJournal } from '../../../tests/support/scriptedJournal.ts';
import { startTestDesk, type TestDesk } from '../../../tests/support/testDesk.ts';

const PIECE = 262_144;
const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(600_000)]);
const card = { ...emptyCard('letter'), themeCode: '4.2', essence: 'Жалоба с приложением' };

const ask = <N extends BridgeCallName>(desk: TestDesk, name: N, input: BridgeInput<N>): Promise<BridgeOutput<N>> =>
  dispatch(desk.core, name, input) as Promise<BridgeOutput<N>>;
const signIn = (desk: TestDesk, login = 'anna') => ask(desk, 'session.signIn', { login, password: 'Верный1!' });
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : String(thrown)),
  );

type Of = BridgeInput<'attachments.begin'>['of'];

async function handOver(desk: TestDesk, of: Of, bytes = PDF, name = 'скан.pdf'): Promise<string> {
  const attachmentId = randomUUID();
  await ask(desk, 'attachments.begin', { attachmentId, of, name, bytes: bytes.length, to: 'appeal' });
  for (let offset = 0; offset < bytes.length; offset += PIECE) {
    const piece = bytes.subarray(offset, offset + PIECE).toString('base64');
    await ask(desk, 'attachments.append', { attachmentId, offset, bytes: piece });
  }
  await ask(desk, 'attachments.finish', { attachmentId });
  return attachmentId;
}

async function register(desk: TestDesk, draftId: string): Promise<string> {
  const input = { actId: randomUUID(), draftId, card, callId: null, closeWith: null };
  return (await ask(desk, 'appeals.register', input)).appeal.appeal.id;
}

/** Waits until the files of a card are as wanted, or are so already. */
async function filesAre(desk: TestDesk, cardId: string, holds: (states: string[]) => boolean): Promise<void> {
  const states = async () => (await ask(desk, 'attachments.list', { cardId })).files.map(({ state }) => state);
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      states()
        .then((now) => {
          if (!holds(now)) return;
          stop();
          resolve();
        })
        .catch(reject);
    };
    const stop = desk.core.onEvent((name) => {
      if (name === 'attachments.changed') look();
    });
    look();
  });
}

/** Waits until nothing of the present user's is on its way, or there is nothing already. */
async function allSent(desk: TestDesk): Promise<void> {
  const isSo = (info: SyncInfo): boolean => info.waiting === 0 && info.filesWaiting === 0;
  const shown = new Promise<void>((resolve) => {
    const stop = desk.core.onEvent((name, event) => {
      if (name !== 'sync.changed' || !isSo(event as SyncInfo)) return;
      stop();
      resolve();
    });
  });
  if (!isSo(await ask(desk, 'sync.get', {}))) await shown;
}

test('a file of a draft goes up after its card, and its act follows when the journal has the whole of it', async () => {
  const journal = scriptedJournal();
  const desk = await startTestDesk({ journal });
  await signIn(desk);
  const { draft } = await ask(desk, 'drafts.create', { channel: 'letter' });
  const id = await handOver(desk, { draftId: draft.id });
  expect((await ask(desk, 'attachments.list', { cardId: draft.id })).files).toMatchObject([{ id, state: 'kept' }]);
  expect(journal.files.size).toBe(0);
  const appealId = await register(desk, draft.id);
  await filesAre(desk, appealId, (states) => states.length === 0);
  expect(journal.files.get(id)?.bytes.equals(PDF)).toBe(true);
  await allSent(desk);
  const kinds = journal.pushed.map(({ command }) => command['kind']);
  expect(kinds.filter((kind) => String(kind).startsWith('appeal.'))).toEqual(['appeal.register', 'appeal.attach']);
  expect(journal.pushed.at(-1)?.command).toMatchObject({
    appealId,
    attachment: { id, name: 'скан.pdf', bytes: PDF.length },
  });
  expect(readdirSync(join(desk.dataDir, 'spool'))).toEqual([]);
  await desk.remove();
});

test('with the journal gone the file stays, enciphered, through a restart, and goes on where it broke off', async () => {
  const journal = scriptedJournal();
  const desk = await startTestDesk({ journal });
  await signIn(desk);
  const { draft } = await ask(desk, 'drafts.create', { channel: 'letter' });
  const appealId = await register(desk, draft.id);
  const offsets: string[] = [];
  /** The connection is lost with the answer to the second piece. */
  const cut = new Promise<void>((resolve) => {
    journal.onAnswer = ({ method, path }) => {
      if (method !== 'PATCH') return;
      offsets.push(path.split('offset=')[1] ?? '');
      if (offsets.length !== 2) return;
      journal.plugged = false;
      resolve();
    };
  });
  const id = await handOver(desk, { appealId });
  await cut;
  await filesAre(desk, appealId, (states) => states[0] === 'sending');
  const [kept = ''] = readdirSync(join(desk.dataDir, 'spool'));
  expect(readFileSync(join(desk.dataDir, 'spool', kept)).includes(PDF.subarray(100, 132))).toBe(false);

  await desk.restart();
  await signIn(desk);
  expect((await ask(desk, 'attachments.list', { cardId: appealId })).files).toMatchObject([{ id, name: 'скан.pdf' }]);
  expect((await ask(desk, 'sync.get', {})).filesWaiting).toBe(1);
  journal.plugged = true;
  desk.core.machineWoke();
  await filesAre(desk, appealId, (states) => states.length === 0);
  expect(journal.files.get(id)?.bytes.equals(PDF)).toBe(true);
  // What the journal had is not sent again, not even the piece it could not answer.
  expect(offsets).toEqual(['0', String(PIECE), String(2 * PIECE)]);
  await desk.remove();
});

test("one operator's file goes up while the next one works, in the name of who chose it", async () => {
  const journal = scriptedJournal();
  const desk = await startTestDesk({ journal });
  const anna = (await signIn(desk)).user;
  const { draft } = await ask(desk, 'drafts.create', { channel: 'letter' });
  const appealId = await register(desk, draft.id);
  journal.plugged = false;
  const id = await handOver(desk, { appealId });
  await ask(desk, 'session.signOut', {});
  journal.plugged = true;
  await signIn(desk, 'boris');
  const arrived = new Promise<void>((resolve) => {
    journal.onAnswer = ({ path }) => {
      if (path.endsWith('/finish')) resolve();
    };
  });
  desk.core.machineWoke();
  await arrived;
  expect(journal.files.get(id)?.start['by']).toMatchObject({ authorId: anna?.id });
  expect((await ask(desk, 'attachments.list', { cardId: appealId })).files).toEqual([]);
  await desk.remove();
});

test('what the journal will not take says why, waits for its author, and is taken back or sent once more', async () => {
  const journal = scriptedJournal();
  const desk = await startTestDesk({ journal });
  await signIn(desk);
  const { draft } = await ask(desk, 'drafts.create', { channel: 'letter' });
  const appealId = await register(desk, draft.id);
  journal.onRequest = ({ method }) => {
    if (method === 'PUT') throw new AppError('attachment.type');
  };
  const id = await handOver(desk, { appealId });
  await filesAre(desk, appealId, (states) => states[0] === 'failed');
  expect((await ask(desk, 'attachments.list', { cardId: appealId })).files).toMatchObject([
    { fault: 'attachment.type' },
  ]);
  journal.onRequest = () => undefined;
  await ask(desk, 'attachments.retry', { attachmentId: id });
  await filesAre(desk, appealId, (states) => states.length === 0);
  await desk.remove();
});

test('a file is taken back before it is sent, and goes with a card that is thrown away', async () => {
  const desk = await startTestDesk({ journal: scriptedJournal() });
  await signIn(desk);
  const { draft } = await ask(desk, 'drafts.create', { channel: 'letter' });
  const first = await handOver(desk, { draftId: draft.id });
  await handOver(desk, { draftId: draft.id }, PDF, 'второй.pdf');
  await ask(desk, 'attachments.remove', { attachmentId: first });
  expect((await ask(desk, 'attachments.list', { cardId: draft.id })).files).toMatchObject([{ name: 'второй.pdf' }]);
  await ask(desk, 'drafts.discard', { draftId: draft.id });
  expect(readdirSync(join(desk.dataDir, 'spool'))).toEqual([]);
  await desk.remove();
});

test('a bad file is refused before it is read, by its first bytes, or when it is not whole', async () => {
  const desk = await startTestDesk({ journal: scriptedJournal() });
  await signIn(desk);
  const { draft } = await ask(desk, 'drafts.create', { channel: 'letter' });
  const of = { draftId: draft.id };
  const begin = (name: string, bytes: number, attachmentId: string = randomUUID()) =>
    codeOf(ask(desk, 'attachments.begin', { attachmentId, of, name, bytes, to: 'appeal' }));
  expect(await begin('скан.pdf', 2 * 1024 ** 3)).toBe('attachment.too_large');
  expect(await begin('setup.exe', 100)).toBe('attachment.type');
  expect(await begin('скан.pdf', 0)).toBe('attachment.empty');
  expect(await codeOf(handOver(desk, of, Buffer.from('MZ is a program, whatever it is called')))).toBe(
    'attachment.type',
  );
  const torn = randomUUID();
  await begin('скан.pdf', 100, torn);
  await ask(desk, 'attachments.append', {
    attachmentId: torn,
    offset: 0,
    bytes: PDF.subarray(0, 50).toString('base64'),
  });
  expect(await codeOf(ask(desk, 'attachments.finish', { attachmentId: torn }))).toBe('attachment.cut');
  expect(await codeOf(ask(desk, 'attachments.append', { attachmentId: torn, offset: 60, bytes: 'AAAA' }))).toBe(
    'attachment.gap',
  );
  await desk.restart();
  await signIn(desk);
  const { files } = await ask(desk, 'attachments.list', { cardId: draft.id });
  expect(files).toMatchObject([{ id: torn, state: 'failed', fault: 'attachment.cut' }]);
  await desk.remove();
});

test('a colleague at the same desk neither sees nor touches the files of another', async () => {
  const journal = scriptedJournal();
  const desk = await startTestDesk({ journal });
  await signIn(desk);
  const { draft } = await ask(desk, 'drafts.create', { channel: 'letter' });
  const id = await handOver(desk, { draftId: draft.id });
  const piece = await ask(desk, 'attachments.read', { attachmentId: id, offset: 9, limit: 16 });
  expect(piece).toEqual({ bytes: PDF.subarray(9, 25).toString('base64'), total: PDF.length });
  await ask(desk, 'session.signOut', {});
  await signIn(desk, 'boris');
  expect((await ask(desk, 'attachments.list', { cardId: draft.id })).files).toEqual([]);
  await ask(desk, 'attachments.remove', { attachmentId: id });
  expect(await codeOf(ask(desk, 'attachments.retry', { attachmentId: id }))).toBe('attachment.not_found');
  await ask(desk, 'session.signOut', {});
  await signIn(desk);
  expect((await ask(desk, 'attachments.list', { cardId: draft.id })).files).toHaveLength(1);
  await desk.remove();
});
