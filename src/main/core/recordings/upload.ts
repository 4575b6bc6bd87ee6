import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { SpooledRecording } from '../cache/recordingRepository.ts';
import type { Desk } from '../desk.ts';
import type { JournalClient } from '../journal/journalClient.ts';
import type { Spool } from './spool.ts';

const PIECE_BYTES = 256 * 1024;

/**
 * Sends finished recordings, each from where the journal has it. The file leaves the desk only when the journal
 * has answered that the whole of it, by its SHA-256, is on its disk.
 * @throws JournalDown when the journal stops answering
 */
export async function uploadRecordings(desk: Desk, journal: JournalClient, spool: Spool): Promise<void> {
  for (const recording of desk.recordings.byState('finished')) {
    try {
      await upload(recording, journal, spool);
    } catch (thrown) {
      // One recording the journal will not take must not hold up the others; it stays, and is counted as waiting.
      if (!(thrown instanceof AppError)) throw thrown;
      desk.ports.log.warn('recording.refused', { recordingId: recording.id, code: thrown.code });
      continue;
    }
    desk.recordings.setState(recording.id, 'uploaded');
    spool.remove(recording);
    desk.ports.log.info('recording.uploaded', { recordingId: recording.id });
  }
}

async function upload(recording: SpooledRecording, journal: JournalClient, spool: Spool): Promise<void> {
  const file = spool.file(recording);
  const size = file.size();
  let received = await journal.recordingBegin(recording);
  while (received < size) {
    received = await journal.recordingPiece(recording.id, received, file.read(received, PIECE_BYTES));
  }
  const hash = createHash('sha256');
  for (let offset = 0; offset < size; offset += PIECE_BYTES) hash.update(file.read(offset, PIECE_BYTES));
  await journal.recordingFinish(recording.id, size, hash.digest('hex'));
}
