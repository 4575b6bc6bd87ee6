import { Readable } from 'node:stream';
import { headerForLength, parseWavHeader, wavHeaderBytes } from '../../shared/domain/recording/wav.ts';
import type { ReceivedFiles, FilePlace } from '../files/receivedFiles.ts';

/**
 * A part of a recording as a player needs it. The desk wrote the header before anybody knew how long the talk would
 * be, and the stored file stays what its SHA-256 says; the sizes are filled in on the way out.
 * @param range both ends included
 */
export function playableBytes(
  files: ReceivedFiles,
  of: FilePlace,
  range: { start: number; end: number },
  totalBytes: number,
): Readable {
  if (range.start >= wavHeaderBytes || totalBytes < wavHeaderBytes) return files.read(of, range);
  return Readable.from(withHeader(files, of, range, totalBytes));
}

async function* withHeader(
  files: ReceivedFiles,
  of: FilePlace,
  { start, end }: { start: number; end: number },
  totalBytes: number,
): AsyncGenerator<Uint8Array> {
  const stored = Buffer.concat(await Array.fromAsync(files.read(of, { start: 0, end: wavHeaderBytes - 1 })));
  const isGrowing = parseWavHeader(stored)?.dataBytes === null;
  const header = isGrowing ? headerForLength(totalBytes) : stored;
  yield header.subarray(start, Math.min(end + 1, wavHeaderBytes));
  if (end >= wavHeaderBytes) yield* files.read(of, { start: wavHeaderBytes, end }) as AsyncIterable<Uint8Array>;
}
