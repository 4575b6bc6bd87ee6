import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** 20 ms of A-law at 8 kHz: one RTP packet. */
export const frameBytes = 160;
export const frameMs = 20;

/** A-law for the level nearest to zero. */
const silentByte = 0xd5;
export const silentFrame: Buffer = Buffer.alloc(frameBytes, silentByte);

/** Reads a speech file once and keeps it: the files are small, and a caller must not stutter over a disk. */
export function createSpeechShelf(assetsDir: string): (file: string) => Promise<Buffer> {
  const shelf = new Map<string, Promise<Buffer>>();
  return (file) => {
    const kept = shelf.get(file) ?? readFile(join(assetsDir, file));
    shelf.set(file, kept);
    // A failed read is not kept: the file may be there next time.
    kept.catch(() => shelf.delete(file));
    return kept;
  };
}

/** One frame of the speech, the last one filled up with silence; null behind the end. */
export function frameAt(speech: Buffer, index: number): Buffer | null {
  const start = index * frameBytes;
  if (start >= speech.length) return null;
  const frame = speech.subarray(start, start + frameBytes);
  if (frame.length === frameBytes) return frame;
  return Buffer.concat([frame, silentFrame], frameBytes);
}

/** ITU-T G.711: one A-law byte as a 16-bit sample. */
export function alawToLinear(byte: number): number {
  const value = byte ^ 0x55;
  const exponent = (value & 0x70) >> 4;
  const mantissa = ((value & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return value & 0x80 ? magnitude : -magnitude;
}

/** The loudest sample of a frame, 0…32 767. */
export function peakOf(frame: Uint8Array): number {
  let peak = 0;
  for (const byte of frame) peak = Math.max(peak, Math.abs(alawToLinear(byte)));
  return peak;
}
