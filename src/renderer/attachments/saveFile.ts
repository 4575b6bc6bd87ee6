import type { Bridge } from '../../shared/contracts/bridge.ts';
import { PIECE_BYTES, readInPieces } from '../bridge/readInPieces.ts';

/** Fetches a whole file of an appeal; every fetch is written to the access journal. Null when it was given up. */
export function readAttachment(
  bridge: Bridge,
  attachmentId: string,
  onProgress: (share: number) => void,
  isCancelled: () => boolean,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const read = (offset: number) => bridge.call('attachments.read', { attachmentId, offset, limit: PIECE_BYTES });
  return readInPieces(read, onProgress, isCancelled);
}

/** Gives a file to the person: the browser, or the shell, asks or knows where it goes. It is never opened in the window. */
export function saveBytes(bytes: Uint8Array<ArrayBuffer>, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Only when the download has surely begun may its address go.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
