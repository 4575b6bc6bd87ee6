import { fromBase64 } from './base64.ts';

/** The most of a file that is asked for at once. */
export const PIECE_BYTES = 512 * 1024;

/**
 * Reads a whole file that the core gives out in pieces.
 * @param read asks for a piece of at most `PIECE_BYTES` from an offset on; its bytes come as base64
 * @param onProgress share that is read, 0…1
 * @param isCancelled asked between pieces; a cancelled reading gives null
 */
export async function readInPieces(
  read: (offset: number) => Promise<{ bytes: string; total: number }>,
  onProgress: (share: number) => void,
  isCancelled: () => boolean,
): Promise<Uint8Array<ArrayBuffer> | null> {
  let whole = new Uint8Array(0);
  let offset = 0;
  for (;;) {
    const piece = await read(offset);
    if (isCancelled()) return null;
    const bytes = fromBase64(piece.bytes);
    if (whole.length !== piece.total) whole = grown(whole, piece.total);
    whole.set(bytes.subarray(0, whole.length - offset), offset);
    offset += bytes.length;
    onProgress(piece.total === 0 ? 1 : offset / piece.total);
    if (offset >= piece.total || bytes.length === 0) return whole;
  }
}

function grown(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(bytes.subarray(0, length));
  return larger;
}
