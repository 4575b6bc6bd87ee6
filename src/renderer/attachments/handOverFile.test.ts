import { expect, test } from 'vitest';
import { LARGEST_ATTACHMENT } from '../../shared/domain/appeal/attachmentType.ts';
import { AppError } from '../../shared/errors.ts';
import { createFakeTransport } from '../bridge/fakeTransport.ts';
import { handOverFile, type ReadableFile } from './handOverFile.ts';

const ID = '00000000-0000-7000-8000-000000000001';
const what = { attachmentId: ID, of: { draftId: ID }, to: 'appeal' as const };
const ok = { ok: true as const };
const taking = () =>
  createFakeTransport({
    'attachments.begin': () => ok,
    'attachments.append': () => ok,
    'attachments.finish': () => ok,
    'attachments.remove': () => ok,
  });
const codeOf = (work: Promise<void>): Promise<string> =>
  work.then(
    () => 'none',
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : String(thrown)),
  );
const pdf = (bytes: number): Blob => new Blob(['%PDF-1.7\n', new Uint8Array(bytes - 9)]);

test('two gigabytes are refused before a byte of them is read', async () => {
  const bridge = taking();
  const huge: ReadableFile = {
    size: 2 * 1024 ** 3,
    slice: () => {
      throw new Error('read');
    },
  };
  expect(await codeOf(handOverFile(bridge, { ...what, name: 'скан.pdf' }, huge))).toBe('attachment.too_large');
  expect(bridge.asked).toEqual([]);
});

test.each([
  ['a program', 'setup.exe', new Blob(['MZ and so on, and on'])],
  ['a program under the name of a document', 'письмо.pdf', new Blob(['MZ and so on, and on'])],
  ['a document under the name of a program', 'setup.exe', pdf(100)],
])('%s is refused by its name or its first bytes', async (_, name, file) => {
  const bridge = taking();
  expect(await codeOf(handOverFile(bridge, { ...what, name }, file))).toBe('attachment.type');
  expect(bridge.asked).toEqual([]);
});

test('a file crosses in pieces that make it up again', async () => {
  const bridge = taking();
  const file = pdf(1_200_000);
  await handOverFile(bridge, { ...what, name: 'Письмо.PDF' }, file);
  const names = bridge.asked.map(({ name }) => name.split('.')[1]);
  expect(names).toEqual(['begin', 'append', 'append', 'append', 'finish']);
  const pieces = bridge.asked.flatMap(({ name, input }) =>
    name === 'attachments.append' ? [(input as { bytes: string }).bytes] : [],
  );
  const whole = Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64')));
  expect(whole.equals(Buffer.from(await file.arrayBuffer()))).toBe(true);
});

test('one that cannot be read to its end is taken back', async () => {
  const bridge = taking();
  const whole = pdf(600_000);
  const torn: ReadableFile = {
    size: LARGEST_ATTACHMENT,
    slice: (from = 0, to = 0) => {
      if (from > 500_000) throw new Error('gone');
      return whole.slice(from, to);
    },
  };
  expect(await codeOf(handOverFile(bridge, { ...what, name: 'a.pdf' }, torn))).toBe('attachment.unreadable');
  expect(bridge.asked.at(-1)?.name).toBe('attachments.remove');
});
