import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SyncInfo } from '../../src/shared/contracts/bridge.ts';
import { emptyCard } from '../../src/shared/domain/appeal/appealCard.ts';
import { makeEnvelopePair, openKey, wrapKey, type EnvelopePair } from '../../src/shared/lib/keyEnvelope.ts';
import { connectBridge, type BridgeClient } from '../support/bridgeClient.ts';
import { ask, openWorkstation, signIn as signInTo, startTestJournal, type TestJournal } from '../support/journal.ts';
import { startDeskProcess, startJournalProcess, type DeskProcess, type JournalProcess } from '../support/workplace.ts';

describe('what the journal does', () => {
  let journal: TestJournal;
  let key: Buffer;
  let wrapped: { kid: string; deviceId: string; enc: string; ciphertext: string };
  let reply: EnvelopePair;

  beforeAll(async () => {
    journal = await startTestJournal();
  });
  afterAll(() => journal?.stop());
  beforeEach(async () => {
    key = randomBytes(32);
    wrapped = await wrapFor(randomUUID(), key);
    reply = await makeEnvelopePair(false);
  });

  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  const bytes = (of: string): Buffer => Buffer.from(of, 'base64url');

  async function wrapFor(deviceId: string, of: Buffer) {
    const { body } = await ask<{ recoveryKey: { kid: string; publicKey: string } }>(journal, 'GET', '/v1/handshake');
    const { enc, ciphertext } = await wrapKey(bytes(body.recoveryKey.publicKey), of, deviceId);
    return { kid: body.recoveryKey.kid, deviceId, enc: text(enc), ciphertext: text(ciphertext) };
  }

  const recover = (login: string, more: Record<string, unknown> = {}) =>
    ask<{ enc: string; ciphertext: string; error?: { code: string } }>(journal, 'POST', '/v1/recovery', {
      body: { login, password: journal.users[login]?.password, wrapped, replyTo: text(reply.publicKey), ...more },
    });

  test('an administrator gets a desk its key back, under a wrapping for this one question, and it is in the access log', async () => {
    const { status, body } = await recover('admin1');
    expect(status).toBe(200);
    const envelope = { enc: bytes(body.enc), ciphertext: bytes(body.ciphertext) };
    expect(Buffer.from(await openKey(reply, envelope, wrapped.deviceId))).toEqual(key);
    const other = await makeEnvelopePair(false);
    await expect(openKey(other, envelope, wrapped.deviceId)).rejects.toThrow();
    await expect(openKey(reply, envelope, randomUUID())).rejects.toThrow();
    const rows = await journal.db
      .selectFrom('access_log as l')
      .innerJoin('user_account as u', 'u.id', 'l.user_id')
      .where('l.what', '=', 'key.recovered')
      .where('l.entity_id', '=', wrapped.deviceId)
      .select(['u.login', 'l.device_id', 'l.entity', 'l.detail'])
      .execute();
    expect(rows).toEqual([
      { login: 'admin1', device_id: wrapped.deviceId, entity: 'device', detail: { kid: wrapped.kid } },
    ]);
    const spoken = JSON.stringify(body) + journal.logged.join('\n');
    for (const form of [key.toString('hex'), key.toString('base64'), key.toString('base64url')]) {
      expect(spoken).not.toContain(form);
    }
  });

  test.each(['operator1', 'supervisor1', 'analyst1'])('%s may not, and nothing is opened', async (login) => {
    const { status, body } = await recover(login);
    expect([status, body.error?.code]).toEqual([403, 'auth.forbidden']);
  });

  test('wrong passwords count as they do at the sign-in, and lock it', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      expect((await recover('sysadmin1', { password: 'нет' })).body.error?.code).toBe('auth.wrong_password');
    }
    expect((await recover('sysadmin1')).body.error?.code).toBe('auth.locked');
    await expect(signInTo(journal, 'sysadmin1')).rejects.toThrow('auth.locked');
  });

  test('a copy of another journal, a damaged one and one of another desk are not opened', async () => {
    expect((await recover('admin1', { wrapped: { ...wrapped, kid: 'other' } })).body.error?.code).toBe(
      'recovery.unknown_key',
    );
    const damaged = bytes(wrapped.ciphertext);
    damaged.writeUInt8(damaged.readUInt8(0) ^ 1, 0);
    expect((await recover('admin1', { wrapped: { ...wrapped, ciphertext: text(damaged) } })).body.error?.code).toBe(
      'recovery.unreadable',
    );
    expect((await recover('admin1', { wrapped: { ...wrapped, deviceId: randomUUID() } })).body.error?.code).toBe(
      'recovery.unreadable',
    );
    expect((await recover('admin1', { replyTo: 'AAAA' })).body.error?.code).toBe('input.invalid');
  });

  test('a workstation that was shut out does not get its key', async () => {
    const { deviceId } = await openWorkstation(journal, 'operator1');
    await journal.db
      .updateTable('device')
      .set({ disabled_at: new Date().toISOString() })
      .where('id', '=', deviceId)
      .execute();
    const { body } = await recover('admin1', { wrapped: await wrapFor(deviceId, key) });
    expect(body.error?.code).toBe('device.unknown');
  });
});

describe('what a workplace does', () => {
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

  const passwordOf = (login: string): string => journal.users.find((user) => user.login === login)?.password ?? '';
  const signIn = (login: string) => window.call('session.signIn', { login, password: passwordOf(login) });
  const recover = (login: string, password = passwordOf(login)) => window.call('recovery.recover', { login, password });
  const lies = (name: string): boolean => existsSync(join(desk.dataDir, name));
  const keyOnDisk = (): string => readFileSync(join(desk.dataDir, 'cache.key'), 'utf8');

  async function synced(holds: (info: SyncInfo) => boolean): Promise<void> {
    const shown = window.event('sync.changed', holds);
    if (!holds(await window.call('sync.get', {}))) await shown;
  }

  async function restartWithout(name: string): Promise<void> {
    window.close();
    await desk.kill();
    rmSync(join(desk.dataDir, name));
    await desk.launch();
    window = await connectBridge(desk.url);
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

  /** A call with a recording that cannot go anywhere yet. */
  async function recordCall(bytes: Buffer): Promise<string> {
    const ring = { direction: 'incoming', linkedId: null, queue: null, queueWaitSec: null, displayName: null } as const;
    const { call } = await window.call('calls.offer', { ...ring, sipCallId: randomUUID(), from: '+79005550001' });
    await window.call('calls.answered', { callId: call.id });
    const { recordingId } = await window.call('recordings.begin', { callId: call.id });
    await window.call('recordings.append', { recordingId, offset: 0, bytes: bytes.toString('base64') });
    await window.call('recordings.finish', { recordingId });
    await window.call('calls.ended', { callId: call.id, cause: 'caller' });
    return recordingId;
  }

  test('a desk that has met its journal keeps a copy of its key that only the journal reads', async () => {
    await signIn('operator1');
    await synced(({ journal: state, waiting }) => state === 'up' && waiting === 0);
    expect(await window.call('key.get', {})).toMatchObject({ keptIn: 'keyFile', recoverable: true });
    expect(await window.call('recovery.get', {})).toEqual({ needed: false, reason: null, recoverable: true });
    const copy = readFileSync(join(desk.dataDir, 'cache.key.wrapped'), 'utf8');
    expect(copy).not.toContain(keyOnDisk());
    expect(copy).not.toContain(Buffer.from(keyOnDisk(), 'hex').toString('base64url'));
    expect(statSync(join(desk.dataDir, 'cache.key.wrapped')).mode & 0o777).toBe(0o600);
  });

  test('a lost key is recovered with an administrator beside the desk: unsent acts and recordings arrive, none twice', async () => {
    const mark = randomUUID();
    const recording = Buffer.concat([Buffer.from('RIFF'), randomBytes(9_000)]);
    await journal.unplug();
    await synced(({ journal: state }) => state === 'down');
    for (let i = 0; i < 10; i += 1) await registerLetter(`${mark} ${i}`);
    const recordingId = await recordCall(recording);
    const before = keyOnDisk();

    await restartWithout('cache.key');
    expect(await window.call('recovery.get', {})).toEqual({ needed: true, reason: 'missing', recoverable: true });
    expect(await window.call('session.get', {})).toMatchObject({
      user: null,
      signedIn: 'no',
      deviceName: 'АРМ-испытание',
    });
    for (const name of ['sync.get', 'appeals.list', 'drafts.list', 'outbox.list', 'key.get'] as const) {
      await expect(window.call(name, {})).rejects.toMatchObject({ code: 'cache.key_lost' });
    }
    await expect(signIn('operator1')).rejects.toMatchObject({ code: 'cache.key_lost' });
    await expect(recover('admin1')).rejects.toMatchObject({ code: 'journal.down' });
    expect(lies('cache.key')).toBe(false);

    await journal.plug();
    await expect(recover('admin1', 'не тот')).rejects.toMatchObject({ code: 'auth.wrong_password' });
    await expect(recover('operator1')).rejects.toMatchObject({ code: 'auth.forbidden' });
    expect(lies('cache.key')).toBe(false);

    const told = window.event('recovery.changed', ({ needed }) => !needed);
    const back = window.event('session.changed', ({ user }) => user?.login === 'operator1');
    // Asked twice at once, by an impatient hand, it is one recovery.
    const [first, second] = await Promise.all([recover('admin1'), recover('admin1')]);
    expect([first.needed, second.needed]).toEqual([false, false]);
    await Promise.all([told, back]);

    await synced(
      ({ journal: state, waiting, recordingsWaiting }) => state === 'up' && waiting + recordingsWaiting === 0,
    );
    const rows = await journal.sql<{ essence: string; login: string }>(
      `select a.essence, u.login from appeal a join user_account u on u.territory = a.territory and u.id = a.registered_by
       where a.essence like $1 order by a.essence`,
      [`${mark} %`],
    );
    expect(rows).toEqual(Array.from({ length: 10 }, (_, i) => ({ essence: `${mark} ${i}`, login: 'operator1' })));
    expect(journal.recordingFile(recordingId)).toEqual(recording);
    // A key that has travelled does not stay.
    expect(keyOnDisk()).not.toBe(before);
    expect(await window.call('key.get', {})).toMatchObject({ recoverable: true });
    const logged = await journal.sql(`select 1 from access_log where what = 'key.recovered'`);
    expect(logged).toHaveLength(1);
  });

  test('the copy follows the key: lost again, it is recovered again', async () => {
    await registerLetter('Ещё одно');
    await restartWithout('cache.key');
    expect(await recover('sysadmin1')).toMatchObject({ needed: false });
    expect((await window.call('session.get', {})).user?.login).toBe('operator1');
  });

  test('a key file of another day is told as lost while a copy can bring the right one', async () => {
    window.close();
    await desk.kill();
    writeFileSync(join(desk.dataDir, 'cache.key'), randomBytes(32).toString('hex'));
    await desk.launch();
    window = await connectBridge(desk.url);
    expect(await window.call('recovery.get', {})).toMatchObject({
      needed: true,
      reason: 'unreadable',
      recoverable: true,
    });
    expect(await recover('admin1')).toMatchObject({ needed: false });
    expect((await window.call('session.get', {})).user?.login).toBe('operator1');
  });

  test('on a person’s word the lost memory is put aside whole, and the desk starts afresh in the same window', async () => {
    await expect(window.call('recovery.startAfresh', {})).rejects.toMatchObject({ code: 'recovery.not_needed' });
    await synced(({ waiting }) => waiting === 0);
    window.close();
    await desk.kill();
    for (const name of ['cache.key', 'cache.key.wrapped']) rmSync(join(desk.dataDir, name));
    await desk.launch();
    window = await connectBridge(desk.url);
    expect(await window.call('recovery.get', {})).toEqual({ needed: true, reason: 'missing', recoverable: false });
    await expect(recover('admin1')).rejects.toMatchObject({ code: 'recovery.no_copy' });
    expect(await window.call('recovery.startAfresh', {})).toMatchObject({ needed: false });
    expect(readdirSync(desk.dataDir).filter((name) => /^key-lost-.*-cache\.db$/.test(name))).toHaveLength(1);
    expect((await signIn('operator1')).signedIn).toBe('journal');
    await synced(({ journal: state, waiting }) => state === 'up' && waiting === 0);
    expect(await window.call('key.get', {})).toMatchObject({ recoverable: true });
  });
});
