import type { Desk } from '../desk.ts';
import type { JournalClient } from '../journal/journalClient.ts';
import { sumOf, type Outgoing } from '../spool/sendFiles.ts';
import type { Spool } from './spool.ts';

/** Finished recordings, the oldest first. One the journal will not take stays, and is counted as waiting. */
export function outgoingRecordings(desk: Desk, journal: JournalClient, spool: Spool): Outgoing[] {
  return desk.recordings.byState('finished').map((recording) => {
    const file = spool.file(recording);
    const { id } = recording;
    return {
      what: 'recording',
      id,
      file,
      begin: () => journal.recordingBegin(recording),
      piece: (offset, bytes) => journal.recordingPiece(id, offset, bytes),
      async finish() {
        await journal.recordingFinish(id, file.size(), sumOf(file));
        desk.recordings.setState(id, 'uploaded');
        spool.remove(recording);
      },
      refused: () => undefined,
      isWanted: () => true,
    };
  });
}
