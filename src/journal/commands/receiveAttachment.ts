import type { Readable } from 'node:stream';
import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { attachmentKept, attachmentStart } from '../../shared/contracts/journal.ts';
import { appeal as appealSchema } from '../../shared/domain/appeal/appeal.ts';
import { LARGEST_ATTACHMENT, TELLING_BYTES, typeOf } from '../../shared/domain/appeal/attachmentType.ts';
import { placeOf } from '../../shared/domain/appeal/placeOf.ts';
import { mayWith } from '../../shared/domain/policy/policy.ts';
import type { Action } from '../../shared/domain/policy/policyTable.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Caller } from '../auth/authenticate.ts';
import type { Journal } from '../context.ts';
import type { AttachmentTable } from '../db/schema.ts';
import type { FilePlace } from '../files/receivedFiles.ts';
import { somebodyOf } from '../sync/accountOf.ts';
import { writeAccess } from './writeAccess.ts';

type Row = Selectable<AttachmentTable>;

/**
 * Announces a file of an appeal, or asks where to go on. How many bytes the journal has.
 * @throws AppError `appeal.not_found`, also for one this user may not attach to; `attachment.too_large`
 */
export async function beginAttachment(
  journal: Journal,
  caller: Caller,
  attachmentId: string,
  { appealId, name, bytes, sha256 }: z.output<typeof attachmentStart>,
): Promise<number> {
  const { db, territory, clock, attachmentFiles } = journal;
  // Told before a byte is sent: somebody has chosen it with a person waiting.
  if (bytes > LARGEST_ATTACHMENT) throw new AppError('attachment.too_large');
  await requireAppeal(journal, caller, 'appeal.attach', appealId);
  await db
    .insertInto('attachment')
    .values({
      territory,
      id: attachmentId,
      appeal_id: appealId,
      user_id: caller.user.id,
      name: name.replaceAll('\0', '').toWellFormed(),
      mime: '',
      bytes,
      sha256,
      begun_at: toInstant(clock.nowMs()),
    })
    .onConflict((conflict) => conflict.columns(['territory', 'id']).doNothing())
    .execute();
  const row = await ownAttachment(journal, caller, attachmentId);
  if (row.appeal_id !== appealId || row.sha256 !== sha256) throw new AppError('input.invalid', { field: 'id' });
  return row.verified_at === null ? attachmentFiles.received(placeOnDisk(row)) : row.bytes;
}

/** @throws AppError `attachment.offset` {receivedBytes} when the piece does not follow what is here */
export async function appendAttachment(
  journal: Journal,
  caller: Caller,
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
  caller: Caller,
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
  const mime = typeOf(await files.beginning(place, TELLING_BYTES));
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
  await writeAccess(journal, caller, {
    what: 'attachment.received',
    entity: 'attachment',
    entityId: attachmentId,
    detail,
  });
  return presentAttachment(kept);
}

/**
 * A whole file for somebody who may open its appeal; the look is noted first.
 * @throws AppError `attachment.not_found`, `attachment.not_ready`
 */
export async function openAttachment(journal: Journal, caller: Caller, attachmentId: string): Promise<Row> {
  const row = await loadAttachment(journal, attachmentId);
  if (row === null) throw new AppError('attachment.not_found');
  await requireAppeal(journal, caller, 'appeal.open', row.appeal_id).catch(() => {
    throw new AppError('attachment.not_found');
  });
  if (row.verified_at === null) throw new AppError('attachment.not_ready');
  const detail = { appealIds: [row.appeal_id] };
  await writeAccess(journal, caller, { what: 'attachment.opened', entity: 'attachment', entityId: row.id, detail });
  return row;
}

export function placeOnDisk(row: Pick<Row, 'id' | 'begun_at'>): FilePlace {
  return { id: row.id, startedAt: row.begun_at };
}

async function requireAppeal(journal: Journal, caller: Caller, action: Action, appealId: string): Promise<void> {
  const row = await journal.db
    .selectFrom('appeal')
    .where('territory', '=', journal.territory)
    .where('id', '=', appealId)
    .select('state')
    .executeTakeFirst();
  const isAllowed = row && mayWith(somebodyOf(caller), action, placeOf(appealSchema.parse(row.state)));
  if (!isAllowed) throw new AppError('appeal.not_found');
}

/** A file somebody else is sending is none of this one's business. */
async function ownAttachment(journal: Journal, caller: Caller, attachmentId: string): Promise<Row> {
  const row = await loadAttachment(journal, attachmentId);
  if (row === null || row.user_id !== caller.user.id) throw new AppError('attachment.not_found');
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
