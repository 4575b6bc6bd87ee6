import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { cipherFile } from './cipherFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'otklik-spool-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('whatever pieces a recording came in, any part of it reads back, also after a cut', () => {
  let run = 0;
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 70 }), { minLength: 1, maxLength: 8 }),
      fc.nat(),
      fc.nat(),
      (pieces, from, cut) => {
        const path = join(folder, `r${run++}`);
        const file = cipherFile(path, Buffer.alloc(32, 7), randomBytes(8));
        for (const piece of pieces) file.append(Buffer.from(piece));
        const whole = Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
        const offset = from % whole.length;
        expect(file.read(offset, 1000)).toEqual(whole.subarray(offset));
        const kept = cut % (whole.length + 1);
        truncateSync(path, kept);
        expect(file.read(0, whole.length)).toEqual(whole.subarray(0, kept));
      },
    ),
    { numRuns: 60 },
  );
});

test('nothing said in a call can be read from the spool file', () => {
  const path = join(folder, 'secret');
  cipherFile(path, Buffer.alloc(32, 7), randomBytes(8)).append(Buffer.from('Иванова Анна Петровна'));
  expect(readFileSync(path).includes(Buffer.from('Иванова'))).toBe(false);
});
