import { createHash, randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Recording } from '../../src/shared/domain/recording/recording.ts';
import {
  ask,
  newId,
  openWorkstation,
  startTestJournal,
  type TestJournal,
  type TestWorkstation,
} from '../support/journal.ts';

interface Received {
  receivedBytes: number;
  error: { code: string; params: { receivedBytes: number } };
}

const startedAt = '2026-11-22T09:00:00.000Z';
let journal: TestJournal;
let desk: TestWorkstation;
let watch: TestWorkstation;
beforeAll(async () => {
  journal = await startTestJournal();
  [desk, watch] = [await openWorkstation(journal, 'operator1'), await openWorkstation(journal, 'supervisor1')];
});
afterAll(() => journal.stop());

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function begin(id: string, at = desk) {
  const body = { id, callId: newId(), operatorId: desk.session.user.id, startedAt };
  return ask<Received>(journal, 'PUT', `/v1/recordings/${id}`, { authorization: at.device, body });
}

function append(id: string, offset: number, bytes: Uint8Array) {
  return ask<Received>(journal, 'PATCH', `/v1/recordings/${id}?offset=${offset}`, {
    authorization: desk.device,
    bytes,
  });
}

function finish(id: string, whole: Uint8Array, changes: Record<string, unknown> = {}) {
  const body = { bytes: whole.length, sha256: sha256(whole), ...changes };
  return ask<Recording & Received>(journal, 'POST', `/v1/recordings/${id}/finish`, {
    authorization: desk.device,
    body,
  });
}

function listen(id: string, headers: Record<string, string> = {}, authorization = watch.bearer) {
  return ask<Buffer>(journal, 'GET', `/v1/recordings/${id}/audio`, { authorization, headers });
}

async function sent(whole: Uint8Array): Promise<string> {
  const id = newId();
  await begin(id);
  await append(id, 0, whole);
  expect((await finish(id, whole)).status).toBe(200);
  return id;
}

test('a recording comes in pieces, can be gone on with, and ends verified on the disk', async () => {
  const whole = randomBytes(300_000);
  const id = newId();
  expect((await begin(id)).body).toEqual({ receivedBytes: 0 });
  expect((await append(id, 0, whole.subarray(0, 100_000))).body).toEqual({ receivedBytes: 100_000 });
  const jumped = await append(id, 200_000, whole.subarray(200_000));
  expect([jumped.status, jumped.body.error.code, jumped.body.error.params.receivedBytes]).toEqual([
    409,
    'recording.offset',
    100_000,
  ]);
  expect((await begin(id)).body).toEqual({ receivedBytes: 100_000 });
  expect((await finish(id, whole)).body.error).toMatchObject({
    code: 'recording.offset',
    params: { receivedBytes: 100_000 },
  });
  await append(id, 100_000, whole.subarray(100_000));
  const done = await finish(id, whole);
  expect(done.body).toMatchObject({ id, bytes: 300_000, sha256: sha256(whole) });
  expect(done.body.verifiedAt).not.toBeNull();
  expect((await finish(id, whole)).body).toEqual(done.body);
  expect((await begin(id)).body).toEqual({ receivedBytes: 300_000 });
  expect(await readFile(join(journal.recordingsDir, '2026', '11', `${id}.wav`))).toEqual(whole);
});

test('a piece that broke off in the middle is kept as far as it came', async () => {
  const id = newId();
  const whole = randomBytes(200_000);
  await begin(id);
  await new Promise<void>((resolve) => {
    const outgoing = httpRequest(`${journal.url}/v1/recordings/${id}?offset=0`, {
      method: 'PATCH',
      headers: {
        authorization: desk.device,
        'content-type': 'application/octet-stream',
        'content-length': whole.length,
      },
    });
    outgoing.once('error', () => resolve());
    outgoing.write(whole.subarray(0, 50_000), () => {
      void expect
        .poll(
          () =>
            stat(join(journal.recordingsDir, '2026', '11', `${id}.wav.part`)).then(
              ({ size }) => size,
              () => 0,
            ),
          { timeout: 5000 },
        )
        .toBe(50_000)
        .then(() => outgoing.destroy());
    });
  });
  const rest = await expect
    .poll(async () => (await append(id, 50_000, whole.subarray(50_000))).body.receivedBytes, {
      timeout: 5000,
      interval: 20,
    })
    .toBe(200_000)
    .then(() => finish(id, whole));
  expect(rest.status).toBe(200);
});

test('bytes that are not the desk’s are thrown away and asked for again', async () => {
  const id = newId();
  const whole = randomBytes(1000);
  const spoilt = Uint8Array.from(whole, (byte, i) => (i === 500 ? byte ^ 1 : byte));
  await begin(id);
  await append(id, 0, spoilt);
  const refused = await finish(id, whole);
  expect([refused.status, refused.body.error.code]).toEqual([409, 'recording.hash']);
  expect((await begin(id)).body).toEqual({ receivedBytes: 0 });
  expect((await listen(id)).status).toBe(409);
  await append(id, 0, whole);
  expect((await finish(id, whole)).status).toBe(200);
});

test('a file that was renamed just before the journal was killed is found again', async () => {
  const whole = randomBytes(1000);
  const id = await sent(whole);
  await journal.db
    .updateTable('recording')
    .set({ bytes: 0, sha256: null, verified_at: null })
    .where('id', '=', id)
    .execute();
  expect((await begin(id)).body).toEqual({ receivedBytes: 1000 });
  expect((await finish(id, whole)).status).toBe(200);
});

test('a supervisor listens to the whole or to a part', async () => {
  const whole = randomBytes(10_000);
  const id = await sent(whole);
  const all = await listen(id);
  expect([all.status, all.headers.get('content-type'), all.headers.get('accept-ranges')]).toEqual([
    200,
    'audio/wav',
    'bytes',
  ]);
  expect(all.body).toEqual(whole);
  const part = await listen(id, { range: 'bytes=1000-1999' });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 1000-1999/10000']);
  expect(part.body).toEqual(whole.subarray(1000, 2000));
  expect((await listen(id, { range: 'bytes=-100' })).body).toEqual(whole.subarray(9900));
  const beyond = await listen(id, { range: 'bytes=10000-' });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10000']);
});

test('whoever listens is in the access journal before the first byte, or hears nothing', async () => {
  const id = await sent(randomBytes(100));
  await listen(id);
  const noted = () =>
    journal.db.selectFrom('access_log').where('entity_id', '=', id).select(['what', 'user_id']).execute();
  expect(await noted()).toEqual([{ what: 'recording.played', user_id: watch.session.user.id }]);
  // The access journal cannot be written: no row, no sound.
  await sql`alter table access_log add constraint test_full check (what <> 'recording.played') not valid`.execute(
    journal.db,
  );
  const unheard = await listen(id);
  await sql`alter table access_log drop constraint test_full`.execute(journal.db);
  expect(unheard.status).toBe(500);
  expect(await noted()).toHaveLength(1);
});

test('an operator does not listen, another desk does not write, and what is unknown is not found', async () => {
  const id = await sent(randomBytes(100));
  expect((await listen(id, {}, desk.bearer)).status).toBe(403);
  const other = await openWorkstation(journal, 'operator2');
  expect((await begin(id, other)).status).toBe(403);
  expect((await append(newId(), 0, randomBytes(1))).status).toBe(404);
  expect((await listen(newId())).status).toBe(404);
  expect(
    (await ask(journal, 'PUT', '/v1/recordings/..%2F..%2Fetc', { authorization: desk.device, body: {} })).status,
  ).toBe(400);
});
