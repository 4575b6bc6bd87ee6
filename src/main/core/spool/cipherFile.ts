import { createCipheriv } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs';

const BLOCK = 16;

/**
 * A file enciphered with AES-256 in counter mode, so that a piece at any offset can be written and read alone and
 * the file stays whole up to wherever a crash cut it. One nonce serves one file; bytes are only ever appended.
 */
export interface CipherFile {
  size(): number;
  /** Appends at the end and returns only when the disk holds it. */
  append(bytes: Buffer): void;
  read(offset: number, length: number): Buffer;
}

/**
 * @param key 32 bytes
 * @param nonce 8 bytes, never used for another file
 */
export function cipherFile(path: string, key: Buffer, nonce: Buffer): CipherFile {
  const size = (): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return {
    size,
    append(bytes) {
      const fd = openSync(path, 'a', 0o600);
      try {
        let done = 0;
        const enciphered = applyKeystream(bytes, size(), key, nonce);
        while (done < enciphered.length) done += writeSync(fd, enciphered, done);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    },
    read(offset, length) {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size() - offset)));
      if (buffer.length === 0) return buffer;
      const fd = openSync(path, 'r');
      try {
        const got = readSync(fd, buffer, 0, buffer.length, offset);
        return applyKeystream(buffer.subarray(0, got), offset, key, nonce);
      } finally {
        closeSync(fd);
      }
    },
  };
}

function applyKeystream(bytes: Buffer, offset: number, key: Buffer, nonce: Buffer): Buffer {
  const counter = Buffer.alloc(BLOCK);
  nonce.copy(counter, 0, 0, 8);
  counter.writeBigUInt64BE(BigInt(Math.floor(offset / BLOCK)), 8);
  const cipher = createCipheriv('aes-256-ctr', key, counter);
  const skip = offset % BLOCK;
  return cipher.update(Buffer.concat([Buffer.alloc(skip), bytes])).subarray(skip);
}
