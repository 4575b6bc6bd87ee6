import type { Bridge } from '../../shared/contracts/bridge.ts';

const PIECE_BYTES = 512 * 1024;

/**
 * Reads a whole recording in pieces.
 * @param onProgress share that is read, 0…1
 * @param isCancelled asked between pieces; a cancelled reading gives null
 */
export async function readRecording(
  bridge: Bridge,
  recordingId: string,
  onProgress: (share: number) => void,
  isCancelled: () => boolean,
): Promise<Uint8Array<ArrayBuffer> | null> {
  let whole = new Uint8Array(0);
  let offset = 0;
  for (;;) {
    const piece = await bridge.call('recordings.read', { recordingId, offset, limit: PIECE_BYTES });
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

function fromBase64(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
