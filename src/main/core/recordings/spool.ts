import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { addFact } from '../calls/addFact.ts';
import type { SpooledRecording } from '../cache/recordingRepository.ts';
import type { Desk } from '../desk.ts';
import { cipherFile, type CipherFile } from '../spool/cipherFile.ts';
import { spoolKeyOf } from '../spool/spoolKey.ts';

export interface Spool {
  begin(callId: string): string;
  /** Takes the next piece; one that is already there is taken again without harm, one beyond the end is refused. */
  append(recordingId: string, offset: number, bytes: Buffer): void;
  finish(recordingId: string): void;
  file(recording: SpooledRecording): CipherFile;
  remove(recording: SpooledRecording): void;
  /** Recordings whose window died: what there is of them is finished and sent. */
  finishAbandoned(): void;
}

/** Recordings on their way from the window to the journal, piece by piece on disk, never in clear. */
export function createSpool(desk: Desk, databaseKey: Buffer): Spool {
  const folder = join(desk.ports.settings.dataDir, 'spool');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = spoolKeyOf(desk.cache, databaseKey, (bytes) => desk.ports.ids.random(bytes));
  const pathOf = (recordingId: string): string => join(folder, `${recordingId}.part`);
  const fileOf = (recording: SpooledRecording): CipherFile => cipherFile(pathOf(recording.id), key, recording.nonce);

  return {
    begin(callId) {
      const { user } = desk.session.require();
      const id = desk.ports.ids.next();
      const at = desk.now();
      desk.transact(() => {
        desk.recordings.add({
          id,
          callId,
          operatorId: user.id,
          startedAt: at,
          nonce: desk.ports.ids.random(8),
          state: 'open',
        });
        addFact(desk, callId, { kind: 'call.recorded', at, recordingId: id });
      });
      return id;
    },
    append(recordingId, offset, bytes) {
      const recording = desk.recordings.get(recordingId);
      if (!recording || recording.state !== 'open') throw new AppError('recording.not_open');
      const file = fileOf(recording);
      const size = file.size();
      if (offset > size) throw new AppError('recording.gap', { size });
      const fresh = bytes.subarray(size - offset);
      if (fresh.length > 0) file.append(fresh);
    },
    finish(recordingId) {
      const recording = desk.recordings.get(recordingId);
      if (recording?.state === 'open') desk.recordings.setState(recordingId, 'finished');
    },
    file: fileOf,
    remove: (recording) => rmSync(pathOf(recording.id), { force: true }),
    finishAbandoned() {
      for (const recording of desk.recordings.byState('open')) desk.recordings.setState(recording.id, 'finished');
    },
  };
}
