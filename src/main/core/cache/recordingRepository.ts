import type { Instant } from '../../../shared/lib/primitives.ts';
import type { Cache } from './openCache.ts';

/** A recording in the spool. Its bytes lie in a file beside the cache, enciphered with the nonce kept here. */
export interface SpooledRecording {
  id: string;
  callId: string;
  operatorId: string;
  startedAt: Instant;
  nonce: Buffer;
  state: 'open' | 'finished' | 'uploaded';
}

export interface RecordingRepository {
  get(recordingId: string): SpooledRecording | null;
  byState(state: SpooledRecording['state']): SpooledRecording[];
  countWaiting(): number;
  add(recording: SpooledRecording): void;
  setState(recordingId: string, state: SpooledRecording['state']): void;
}

interface Row {
  recording_id: string;
  call_id: string;
  operator_id: string;
  started_at: string;
  nonce: Buffer;
  state: SpooledRecording['state'];
}

export function recordingRepository(cache: Cache): RecordingRepository {
  const read = cache.prepare<[string], Row>('SELECT * FROM recording WHERE recording_id = ?');
  const byState = cache.prepare<[string], Row>('SELECT * FROM recording WHERE state = ? ORDER BY started_at');
  const count = cache.prepare<[], { n: number }>(`SELECT count(*) AS n FROM recording WHERE state <> 'uploaded'`);
  const insert = cache.prepare(
    'INSERT INTO recording (recording_id, call_id, operator_id, started_at, nonce, state) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const move = cache.prepare('UPDATE recording SET state = ? WHERE recording_id = ?');
  const parse = (row: Row): SpooledRecording => ({
    id: row.recording_id,
    callId: row.call_id,
    operatorId: row.operator_id,
    startedAt: row.started_at,
    nonce: row.nonce,
    state: row.state,
  });
  return {
    get(recordingId) {
      const row = read.get(recordingId);
      return row ? parse(row) : null;
    },
    byState: (state) => byState.all(state).map(parse),
    countWaiting: () => count.get()?.n ?? 0,
    add(recording) {
      insert.run(
        recording.id,
        recording.callId,
        recording.operatorId,
        recording.startedAt,
        recording.nonce,
        recording.state,
      );
    },
    setState(recordingId, state) {
      move.run(state, recordingId);
    },
  };
}
