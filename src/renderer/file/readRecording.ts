import type { Bridge } from '../../shared/contracts/bridge.ts';
import { PIECE_BYTES, readInPieces } from '../bridge/readInPieces.ts';

/** Reads a whole recording in pieces; the rest as `readInPieces`. */
export function readRecording(
  bridge: Bridge,
  recordingId: string,
  onProgress: (share: number) => void,
  isCancelled: () => boolean,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const read = (offset: number) => bridge.call('recordings.read', { recordingId, offset, limit: PIECE_BYTES });
  return readInPieces(read, onProgress, isCancelled);
}
