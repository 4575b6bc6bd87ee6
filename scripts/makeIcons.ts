import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { root } from './lib/run.ts';

/**
 * Draws the desk's icons after src/renderer/icon.svg: a headset on blue. Run again only when the picture changes;
 * its results are committed, so that no build needs an image program.
 */
const BLUE = [0x1f, 0x5f, 0xbf] as const;
const SAMPLES = 4;

/** Distance from a point to a rounded rectangle, in the 32-unit square of the picture; negative inside. */
function box(x: number, y: number, left: number, top: number, width: number, height: number, radius: number): number {
  const dx = Math.abs(x - left - width / 2) - width / 2 + radius;
  const dy = Math.abs(y - top - height / 2) - height / 2 + radius;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

/** The headset: an arch of width 2.4 and two cups. */
function isHeadset(x: number, y: number): boolean {
  const arch = y <= 15 ? Math.abs(Math.hypot(x - 16, y - 15) - 8) : y <= 18 ? Math.abs(Math.abs(x - 16) - 8) : 9;
  return arch <= 1.2 || box(x, y, 6, 17, 5, 7, 2) <= 0 || box(x, y, 21, 17, 5, 7, 2) <= 0;
}

/** RGBA rows of one size. */
function draw(size: number): Buffer {
  const pixels = Buffer.alloc(size * size * 4);
  const step = 32 / size / SAMPLES;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      let inside = 0;
      let white = 0;
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
        const x = (column * SAMPLES + (sample % SAMPLES) + 0.5) * step;
        const y = (row * SAMPLES + Math.floor(sample / SAMPLES) + 0.5) * step;
        if (box(x, y, 0, 0, 32, 32, 6) > 0) continue;
        inside += 1;
        if (isHeadset(x, y)) white += 1;
      }
      if (inside === 0) continue;
      const colour = BLUE.map((part) => Math.round(part + ((255 - part) * white) / inside));
      pixels.set([...colour, Math.round((255 * inside) / SAMPLES ** 2)], (row * size + column) * 4);
    }
  }
  return pixels;
}

function png(size: number): Buffer {
  const pixels = draw(size);
  const rows = Array.from({ length: size }, (_, row) =>
    Buffer.concat([Buffer.alloc(1), pixels.subarray(row * size * 4, (row + 1) * size * 4)]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}

/** A device-independent bitmap as an ICO keeps it: bottom row first, BGRA, then an empty mask of twice the height. */
function bitmap(size: number): Buffer {
  const pixels = draw(size);
  const header = Buffer.alloc(40);
  header.writeUInt32LE(40, 0);
  header.writeInt32LE(size, 4);
  header.writeInt32LE(size * 2, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const rows: Buffer[] = [];
  for (let row = size - 1; row >= 0; row -= 1) {
    const line = Buffer.from(pixels.subarray(row * size * 4, (row + 1) * size * 4));
    for (let at = 0; at < line.length; at += 4) line.subarray(at, at + 3).reverse();
    rows.push(line);
  }
  return Buffer.concat([header, ...rows, Buffer.alloc(size * Math.ceil(size / 32) * 4)]);
}

/** Bitmaps for the small sizes, which NSIS and old shells want so, and a PNG for the large one. */
function ico(sizes: readonly number[]): Buffer {
  const images = sizes.map((size) => ({ size, data: size < 256 ? bitmap(size) : png(size) }));
  const directory = Buffer.alloc(6 + images.length * 16);
  directory.writeUInt16LE(1, 2);
  directory.writeUInt16LE(images.length, 4);
  let offset = directory.length;
  images.forEach(({ size, data }, index) => {
    const at = 6 + index * 16;
    directory.set([size % 256, size % 256], at);
    directory.writeUInt16LE(1, at + 4);
    directory.writeUInt16LE(32, at + 6);
    directory.writeUInt32LE(data.length, at + 8);
    directory.writeUInt32LE(offset, at + 12);
    offset += data.length;
  });
  return Buffer.concat([directory, ...images.map(({ data }) => data)]);
}

const folder = join(root, 'assets', 'icons');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'app.png'), png(512));
writeFileSync(join(folder, 'app.ico'), ico([16, 20, 24, 32, 48, 64, 256]));
writeFileSync(join(folder, 'tray.png'), png(24));
writeFileSync(join(folder, 'tray@2x.png'), png(48));
