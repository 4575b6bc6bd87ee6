import type { Selectable } from 'kysely';
import type { Recording } from '../../shared/domain/recording/recording.ts';
import type { DbOrTrx } from '../db/createDb.ts';
import type { RecordingTable } from '../db/schema.ts';

/** A recording as the contract knows it. */
export function presentRecording(row: Selectable<RecordingTable>): Recording {
  return {
    id: row.id,
    callId: row.call_id,
    operatorId: row.operator_id,
    startedAt: row.started_at,
    bytes: row.bytes,
    sha256: row.sha256,
    verifiedAt: row.verified_at,
  };
}

export async function loadRecording(
  db: DbOrTrx,
  territory: string,
  recordingId: string,
): Promise<Selectable<RecordingTable> | null> {
  const row = await db
    .selectFrom('recording')
    .where('territory', '=', territory)
    .where('id', '=', recordingId)
    .selectAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Recordings of these calls; one still being sent has no `verifiedAt`. */
export async function recordingsOfCalls(
  db: DbOrTrx,
  territory: string,
  callIds: readonly string[],
): Promise<Recording[]> {
  if (callIds.length === 0) return [];
  const rows = await db
    .selectFrom('recording')
    .where('territory', '=', territory)
    .where('call_id', 'in', [...callIds])
    .selectAll()
    .orderBy('started_at')
    .execute();
  return rows.map(presentRecording);
}
