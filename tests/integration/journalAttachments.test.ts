import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toInstant } from '../../src/shared/lib/primitives.ts';
import { registerCommand } from '../support/appealCommands.ts';
import {
  ask,
  newId,
  openWorkstation,
  startTestJournal,
  type TestJournal,
  type TestWorkstation,
} from '../support/journal.ts';

let journal: TestJournal;
let desk: TestWorkstation;
let stranger: TestWorkstation;
let appealId: string;
beforeAll(async () => {
  journal = await startTestJournal();
  [desk, stranger] = [await openWorkstation(journal, 'operator1'), await openWorkstation(journal, 'insurer1')];
  appealId = newId();
  await desk.push(registerCommand(appealId, 'П-4000-1', { closeWith: null }));
});
afterAll(() => journal.stop());

const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(200_000)]);

function authorOf(at: TestWorkstation) {
  const { user, sessionId } = at.session;
  return { authorId: user.id, sessionId, occurredAt: toInstant(journal.clock.nowMs()) };
}

function startOf(bytes: Buffer, more: object = {}, at: TestWorkstation = desk) {
  return {
    appealId,
    name: 'Справка.pdf',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    by: authorOf(at),
    ...more,
  };
}

/** A workstation brings files up; down they go to a person. */
async function call(at: TestWorkstation, method: string, path: string, rest: { body?: unknown; bytes?: Buffer } = {}) {
  const answer = await ask<Record<string, unknown>>(journal, method, `/v1/attachments/${path}`, {
    authorization: method === 'GET' ? at.bearer : at.device,
    ...rest,
  });
  return { status: answer.status, headers: answer.headers, body: answer.body, code: answer.body['code'] };
}

test('a file goes up in pieces, goes on where it broke off, and comes down as it was', async () => {
  const id = newId();
  expect((await call(desk, 'PUT', id, { body: startOf(PDF) })).body).toEqual({ receivedBytes: 0 });
  await call(desk, 'PATCH', `${id}?offset=0`, { bytes: PDF.subarray(0, 90_000) });
  // The connection broke; the desk asks where to go on.
  expect((await call(desk, 'PUT', id, { body: startOf(PDF) })).body).toEqual({ receivedBytes: 90_000 });
  const misplaced = await call(desk, 'PATCH', `${id}?offset=100`, { bytes: PDF.subarray(100) });
  expect([misplaced.status, misplaced.code]).toEqual([409, 'attachment.offset']);
  expect((await call(desk, 'GET', `${id}/content`)).code).toBe('attachment.not_ready');
  await call(desk, 'PATCH', `${id}?offset=90000`, { bytes: PDF.subarray(90_000) });
  expect((await call(desk, 'POST', `${id}/finish`, { body: {} })).body).toMatchObject({ id, mime: 'application/pdf' });
  // Asked again after a lost answer, it is finished still.
  expect((await call(desk, 'POST', `${id}/finish`, { body: {} })).status).toBe(200);

  const { mime, name, bytes, sha256 } = { ...startOf(PDF), mime: 'application/pdf' };
  const [act] = await desk.push({
    kind: 'appeal.attach',
    v: 1,
    appealId,
    attachment: { id, name, bytes, mime, sha256, to: 'appeal' },
  });
  expect(act?.appeal?.attachments).toMatchObject([{ id, name }]);
  const part = await ask<Buffer>(journal, 'GET', `/v1/attachments/${id}/content`, {
    authorization: desk.bearer,
    headers: { range: 'bytes=9-28' },
  });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 9-28/${PDF.length}`]);
  const down = await call(desk, 'GET', `${id}/content`);
  expect(Buffer.compare(down.body as unknown as Buffer, PDF)).toBe(0);
  expect(down.headers.get('content-disposition')).toContain(encodeURIComponent('Справка.pdf'));
});

test('who has no right to the appeal can neither send, go on with, nor see a file of it', async () => {
  const id = newId();
  expect((await call(stranger, 'PUT', id, { body: startOf(PDF, {}, stranger) })).code).toBe('appeal.not_found');
  // In the name of somebody who never worked at that workstation nothing is taken.
  expect(
    (await call(stranger, 'PUT', id, { body: startOf(PDF, { by: { ...authorOf(desk), sessionId: newId() } }) })).code,
  ).toBe('auth.forbidden');
  await call(desk, 'PUT', id, { body: startOf(PDF) });
  expect((await call(stranger, 'PATCH', `${id}?offset=0`, { bytes: PDF })).code).toBe('attachment.not_found');
  await call(desk, 'PATCH', `${id}?offset=0`, { bytes: PDF });
  await call(desk, 'POST', `${id}/finish`, { body: {} });
  expect((await call(stranger, 'GET', `${id}/content`)).code).toBe('attachment.not_found');
  const rows = await journal.db.selectFrom('access_log').where('entity_id', '=', id).select('what').execute();
  expect(rows.map(({ what }) => what)).toEqual(['attachment.received']);
});

test('a file of two gigabytes is refused before a byte of it is sent', async () => {
  const { status, code } = await call(desk, 'PUT', newId(), { body: startOf(PDF, { bytes: 2_147_483_648 }) });
  expect([status, code]).toEqual([413, 'attachment.too_large']);
});

test('a program under the name of a document is thrown away, and so is a damaged file', async () => {
  const program = Buffer.concat([Buffer.from('MZ'), randomBytes(1000)]);
  const id = newId();
  await call(desk, 'PUT', id, { body: startOf(program) });
  await call(desk, 'PATCH', `${id}?offset=0`, { bytes: program });
  const finished = await call(desk, 'POST', `${id}/finish`, { body: {} });
  expect([finished.status, finished.code]).toEqual([415, 'attachment.type']);
  expect((await call(desk, 'GET', `${id}/content`)).code).toBe('attachment.not_found');

  const damaged = newId();
  await call(desk, 'PUT', damaged, { body: startOf(PDF) });
  await call(desk, 'PATCH', `${damaged}?offset=0`, { bytes: Buffer.from(PDF).fill(7, 100, 200) });
  expect((await call(desk, 'POST', `${damaged}/finish`, { body: {} })).code).toBe('attachment.hash');
  expect((await call(desk, 'PUT', damaged, { body: startOf(PDF) })).body).toEqual({ receivedBytes: 0 });
});

test('only a file that has arrived, and for this appeal, is put into it', async () => {
  const [id, other] = [newId(), newId()];
  const { name, bytes, sha256 } = startOf(PDF);
  const attach = (attachment: object) =>
    desk.push({
      kind: 'appeal.attach',
      v: 1,
      appealId,
      attachment: { id, name, bytes, sha256, mime: 'application/pdf', to: 'appeal', ...attachment },
    });
  const refusalOf = async (attachment: object) => (await attach(attachment))[0]?.refusal?.code;
  expect(await refusalOf({})).toBe('attachment.not_arrived');
  await call(desk, 'PUT', id, { body: startOf(PDF) });
  await call(desk, 'PATCH', `${id}?offset=0`, { bytes: PDF });
  expect(await refusalOf({})).toBe('attachment.not_arrived');
  await call(desk, 'POST', `${id}/finish`, { body: {} });
  expect(await refusalOf({ id: other })).toBe('attachment.not_arrived');
  expect(await refusalOf({ name: 'Другое имя.pdf' })).toBe('attachment.not_arrived');
  expect(await refusalOf({})).toBeUndefined();
});

test('an appeal is linked to one that is there, came before it, and may be seen', async () => {
  const [later, foreign] = [newId(), newId()];
  await stranger.push(registerCommand(foreign, 'П-4000-8', { closeWith: null }));
  journal.clock.advance(1000);
  await desk.push(registerCommand(later, 'П-4000-9', { closeWith: null }));
  const link = async (at: TestWorkstation, appeal: string, earlierId: string) =>
    (await at.push({ kind: 'appeal.linkAppeal', v: 1, appealId: appeal, earlierId }))[0]?.refusal?.code;
  expect(await link(desk, later, newId())).toBe('appeal.earlier_unknown');
  expect(await link(desk, appealId, later)).toBe('appeal.earlier_is_later');
  expect(await link(desk, later, appealId)).toBeUndefined();
  // An insurer knows nothing of what is another's.
  expect(await link(stranger, foreign, appealId)).toBe('appeal.earlier_unknown');
});

test('a kind of file that is not accepted is refused by the appeal too', async () => {
  const attachment = {
    id: newId(),
    name: 'программа.exe',
    bytes: 1,
    mime: 'application/x-msdownload',
    sha256: '0'.repeat(64),
    to: 'appeal',
  };
  const [act] = await desk.push({ kind: 'appeal.attach', v: 1, appealId, attachment });
  expect(act?.refusal?.code).toBe('attachment.type');
});
