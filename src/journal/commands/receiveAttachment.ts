import type { Readable } from 'node:stream';
import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { attachmentKept, attachmentStart } from '../../shared/contracts/journal.ts';
import { appeal as appealSchema } from '../../shared/domain/appeal/appeal.ts';
import { acceptedType, faultBeforeReading, TELLING_BYTES } from '../../shared/domain/appeal/attachmentType.ts';
import { placeOf } from '../../shared/domain/appeal/placeOf.ts';
import { mayWith } from '../../shared/domain/policy/policy.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Caller, DeviceCaller } from '../auth/authenticate.ts';
import type { Journal } from '../context.ts';
import type { AttachmentTable } from '../db/schema.ts';
import type { FilePlace } from '../files/receivedFiles.ts';
import { somebodyOf } from '../sync/accountOf.ts';
import { writeAccess, writeAccessOf } from './writeAccess.ts';

type Row = Selectable<AttachmentTable>;

/**
 * A workstation announces a file of an appeal in the name of who chose it, or asks where to go on. How many bytes the
 * journal has. Rights are judged as of an act: the file may come when its author has long gone home.
 * @throws AppError `auth.forbidden` for somebody who may attach nothing, or never worked there; `appeal.not_found`,
 * also for one they may not attach to; `attachment.too_large`, `attachment.type` for a name no accepted file has
 */
export async function beginAttachment(
  journal: Journal,
  { deviceId }: DeviceCaller,
  attachmentId: string,
  { appealId, name: given, bytes, sha256, by }: z.output<typeof attachmentStart>,
): Promise<number> {
  const { db, territory, clock, attachmentFiles, sync } = journal;
  const name = given.replaceAll('\0', '').toWellFormed();
  // Told before a byte is sent.
  const fault = faultBeforeReading(name, bytes);
  if (fault !== null) throw new AppError(fault);
  const right = await sync.rightOfAuthor({ deviceId, ...by }, 'appeal.attach', appealId);
  if (right === 'none') throw new AppError('auth.forbidden');
  if (right === 'beyond') throw new AppError('appeal.not_found');
  const sender = { device_id: deviceId, session_id: by.sessionId };
  const row = await db
    .insertInto('attachment')
    .values({
      territory,
      id: attachmentId,
      appeal_id: appealId,
      user_id: by.authorId,
      name,
      mime: '',
      bytes,
      sha256,
      begun_at: toInstant(clock.nowMs()),
      ...sender,
    })
    // A workstation that became another one by its copy goes on with what it had begun.
    .onConflict((conflict) =>
      conflict.columns(['territory', 'id']).doUpdateSet(sender).where('attachment.user_id', '=', by.authorId),
    )
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw new AppError('attachment.not_found');
  const isSame = row.appeal_id === appealId && row.sha256 === sha256 && row.name === name && row.bytes === bytes;
  if (!isSame) throw new AppError('input.invalid', { field: 'id' });
  return row.verified_at === null ? attachmentFiles.received(placeOnDisk(row)) : row.bytes;
}

/** @throws AppError `attachment.offset` {receivedBytes} when the piece does not follow what is here */
export async function appendAttachment(
  journal: Journal,
  caller: DeviceCaller,
  attachmentId: string,
  offset: number,
  bytes: Readable,
): Promise<number> {
  const row = await ownAttachment(journal, caller, attachmentId);
  if (row.verified_at !== null) throw new AppError('attachment.offset', { receivedBytes: row.bytes });
  return journal.attachmentFiles.append(placeOnDisk(row), offset, bytes);
}

/**
 * Checks the whole file and makes it final. What it is, its beginning says and not its name.
 * @throws AppError `attachment.offset` when bytes are missing, `attachment.hash` when they are others, `attachment.type`
 */
export async function finishAttachment(
  journal: Journal,
  caller: DeviceCaller,
  attachmentId: string,
): Promise<z.output<typeof attachmentKept>> {
  const { db, territory, clock, attachmentFiles: files } = journal;
  const row = await ownAttachment(journal, caller, attachmentId);
  if (row.verified_at !== null) return presentAttachment(row);
  const place = placeOnDisk(row);
  const receivedBytes = await files.received(place);
  if (receivedBytes !== row.bytes) throw new AppError('attachment.offset', { receivedBytes });
  if ((await files.sum(place)) !== row.sha256) {
    await files.discard(place);
    throw new AppError('attachment.hash', { receivedBytes: 0 });
  }
  const mime = acceptedType(row.name, await files.beginning(place, TELLING_BYTES));
  if (mime === null) {
    await files.discard(place);
    await db.deleteFrom('attachment').where('territory', '=', territory).where('id', '=', attachmentId).execute();
    throw new AppError('attachment.type');
  }
  await files.seal(place);
  const kept = await db
    .updateTable('attachment')
    .set({ mime, verified_at: toInstant(clock.nowMs()) })
    .where('territory', '=', territory)
    .where('id', '=', attachmentId)
    .returningAll()
    .executeTakeFirstOrThrow();
  const detail = { appealIds: [row.appeal_id], bytes: row.bytes, mime };
  const by = { userId: row.user_id, sessionId: row.session_id, deviceId: caller.deviceId };
  const access = { what: 'attachment.received', entity: 'attachment', entityId: attachmentId, detail } as const;
  await writeAccessOf(journal, db, by, access);
  return presentAttachment(kept);
}

/**
 * A file, or a part of it, for somebody who may open its appeal; the look is noted before the first byte leaves.
 * @param rangeOf which bytes are asked for, both ends included, of a file of this size
 * @throws AppError `attachment.not_found`, `attachment.not_ready`
 */
export async function openAttachment(
  journal: Journal,
  caller: Caller,
  attachmentId: string,
  rangeOf: (bytes: number) => { start: number; end: number },
): Promise<{ row: Row; range: { start: number; end: number } }> {
  const row = await loadAttachment(journal, attachmentId);
  if (row === null || !(await mayOpen(journal, caller, row.appeal_id))) throw new AppError('attachment.not_found');
  if (row.verified_at === null) throw new AppError('attachment.not_ready');
  const range = rangeOf(row.bytes);
  const detail = { appealIds: [row.appeal_id], ...range };
  await writeAccess(journal, caller, { what: 'attachment.opened', entity: 'attachment', entityId: row.id, detail });
  return { row, range };
}

export function placeOnDisk(row: Pick<Row, 'id' | 'begun_at'>): FilePlace {
  return { id: row.id, startedAt: row.begun_at };
}

async function mayOpen(journal: Journal, caller: Caller, appealId: string): Promise<boolean> {
  const row = await journal.db
    .selectFrom('appeal')
    .where('territory', '=', journal.territory)
    .where('id', '=', appealId)
    .select('state')
    .executeTakeFirst();
  return row !== undefined && mayWith(somebodyOf(caller), 'appeal.open', placeOf(appealSchema.parse(row.state)));
}

/** A file another workstation is sending is none of this one's business. */
async function ownAttachment(journal: Journal, { deviceId }: DeviceCaller, attachmentId: string): Promise<Row> {
  const row = await loadAttachment(journal, attachmentId);
  if (row === null || row.device_id !== deviceId) throw new AppError('attachment.not_found');
  return row;
}

async function loadAttachment({ db, territory }: Journal, attachmentId: string): Promise<Row | null> {
  const row = await db
    .selectFrom('attachment')
    .where('territory', '=', territory)
    .where('id', '=', attachmentId)
    .selectAll()
    .executeTakeFirst();
  return row ?? null;
}

function presentAttachment(row: Row): z.output<typeof attachmentKept> {
  const { id, name, bytes, sha256, mime } = row;
  return { id, appealId: row.appeal_id, name, bytes, sha256, mime };
}
