import type { Readable } from 'node:stream';
import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { recordingFinish, recordingStart } from '../../shared/contracts/journal.ts';
import type { Recording } from '../../shared/domain/recording/recording.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Journal } from '../context.ts';
import type { RecordingTable } from '../db/schema.ts';
import { loadRecording, presentRecording } from '../queries/recordings.ts';
import { accountAt } from '../queries/users.ts';

type Row = Selectable<RecordingTable>;

function placeOf(row: Row): { id: string; startedAt: string } {
  return { id: row.id, startedAt: row.started_at };
}

/** A recording of another workstation is none of this one's business. */
async function ownRecording({ db, territory }: Journal, deviceId: string, recordingId: string): Promise<Row> {
  const row = await loadRecording(db, territory, recordingId);
  if (row === null) throw new AppError('recording.not_found');
  if (row.device_id !== deviceId) throw new AppError('auth.forbidden');
  return row;
}

/** Announces a recording, or asks where to go on. How many bytes the journal has. */
export async function beginRecording(
  journal: Journal,
  deviceId: string,
  start: z.output<typeof recordingStart>,
): Promise<number> {
  const { db, territory, files } = journal;
  if ((await accountAt(db, territory, start.operatorId, start.startedAt)) === null) {
    throw new AppError('input.invalid', { field: 'operatorId' });
  }
  await db
    .insertInto('recording')
    .values({
      territory,
      id: start.id,
      call_id: start.callId,
      operator_id: start.operatorId,
      device_id: deviceId,
      started_at: start.startedAt,
      bytes: 0,
    })
    .onConflict((conflict) => conflict.columns(['territory', 'id']).doNothing())
    .execute();
  const row = await ownRecording(journal, deviceId, start.id);
  return row.verified_at === null ? files.received(placeOf(row)) : row.bytes;
}

/** @throws AppError `recording.offset` {receivedBytes} when the piece does not follow what is here */
export async function appendRecording(
  journal: Journal,
  deviceId: string,
  recordingId: string,
  offset: number,
  bytes: Readable,
): Promise<number> {
  const row = await ownRecording(journal, deviceId, recordingId);
  if (row.verified_at !== null) throw new AppError('recording.offset', { receivedBytes: row.bytes });
  return journal.files.append(placeOf(row), offset, bytes);
}

/**
 * Checks the whole file and makes it final: what is answered here is on the disk, so the desk may delete its copy.
 * @throws AppError `recording.offset` when bytes are missing, `recording.hash` when they are not the desk's; then
 * they are thrown away, for nobody can tell which of them are wrong
 */
export async function finishRecording(
  journal: Journal,
  deviceId: string,
  recordingId: string,
  finish: z.output<typeof recordingFinish>,
): Promise<Recording> {
  const { db, territory, files, clock } = journal;
  const row = await ownRecording(journal, deviceId, recordingId);
  if (row.verified_at !== null) {
    if (row.sha256 !== finish.sha256) throw new AppError('recording.hash', { receivedBytes: row.bytes });
    return presentRecording(row);
  }
  const receivedBytes = await files.received(placeOf(row));
  if (receivedBytes !== finish.bytes) throw new AppError('recording.offset', { receivedBytes });
  if ((await files.sum(placeOf(row))) !== finish.sha256) {
    await files.discard(placeOf(row));
    throw new AppError('recording.hash', { receivedBytes: 0 });
  }
  await files.seal(placeOf(row));
  const sealed = await db
    .updateTable('recording')
    .set({ bytes: finish.bytes, sha256: finish.sha256, verified_at: toInstant(clock.nowMs()) })
    .where('territory', '=', territory)
    .where('id', '=', recordingId)
    .returningAll()
    .executeTakeFirstOrThrow();
  return presentRecording(sealed);
}
