import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { Desk } from '../desk.ts';
import type { CipherFile } from './cipherFile.ts';

const PIECE_BYTES = 256 * 1024;

/** A whole file on its way from this desk to the journal, whatever it is of. */
export interface Outgoing {
  /** For the log: what it is and which. */
  what: 'recording' | 'attachment';
  id: string;
  file: CipherFile;
  /** Announces it. How many bytes the journal has already. */
  begin(): Promise<number>;
  /** Sends the next piece. How many bytes the journal has then. */
  piece(offset: number, bytes: Buffer): Promise<number>;
  /** The whole of it is there: the journal checks it, and what it says is on its disk. The desk then forgets the file. */
  finish(): Promise<void>;
  /** The journal will not take it: whatever becomes of it, the others go on. */
  refused(fault: AppError): void;
  /** Whether it is still to be sent: it may have been taken back meanwhile. */
  isWanted(): boolean;
}

/**
 * Sends files one after another, each from where the journal has it. Between two pieces whoever waits goes first: the
 * round ends, and the next one goes on where this one stopped.
 * @param isAwaited something else is to be said to the journal
 * @throws JournalDown when the journal stops answering
 */
export async function sendFiles(desk: Desk, files: readonly Outgoing[], isAwaited: () => boolean): Promise<void> {
  for (const outgoing of files) {
    if (!outgoing.isWanted()) continue;
    try {
      if ((await send(outgoing, isAwaited)) === 'stopped') return;
    } catch (thrown) {
      // One file the journal will not take must not hold up the others.
      if (!(thrown instanceof AppError)) throw thrown;
      desk.ports.log.warn(`${outgoing.what}.refused`, { id: outgoing.id, code: thrown.code });
      outgoing.refused(thrown);
      continue;
    }
    desk.ports.log.info(`${outgoing.what}.uploaded`, { id: outgoing.id });
  }
}

async function send(outgoing: Outgoing, isAwaited: () => boolean): Promise<'sent' | 'stopped'> {
  const { file } = outgoing;
  const size = file.size();
  let received = await outgoing.begin();
  while (received < size) {
    received = await outgoing.piece(received, file.read(received, PIECE_BYTES));
    if (!outgoing.isWanted() || (received < size && isAwaited())) return 'stopped';
  }
  await outgoing.finish();
  return 'sent';
}

/** Hex SHA-256 of a file of the spool. */
export function sumOf(file: CipherFile): string {
  const hash = createHash('sha256');
  const size = file.size();
  for (let offset = 0; offset < size; offset += PIECE_BYTES) hash.update(file.read(offset, PIECE_BYTES));
  return hash.digest('hex');
}
