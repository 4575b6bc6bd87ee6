import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { practiceCallers, practiceHello } from '../shared/demo/practiceCallers.ts';
import { createRtpPacer } from './rtpPacer.ts';
import { alawToLinear, createSpeechShelf, frameAt, frameBytes, peakOf, silentFrame } from './speech.ts';

const assetsDir = join(import.meta.dirname, '..', '..', 'assets', 'practice');
const files = [...practiceCallers.map(({ speechFile }) => speechFile), ...Object.values(practiceHello.speechFile)];

test('A-law is read as G.711 says', () => {
  expect([0xd5, 0x55, 0xaa, 0x2a, 0x80].map(alawToLinear)).toEqual([8, -8, 32_256, -32_256, 5_504]);
  expect(peakOf(silentFrame)).toBe(8);
});

test('a speech is cut into whole frames and the last one is filled up', () => {
  const speech = Buffer.alloc(frameBytes + 1, 0x2a);
  expect(frameAt(speech, 0)).toEqual(Buffer.alloc(frameBytes, 0x2a));
  expect(frameAt(speech, 1)).toEqual(Buffer.concat([Buffer.of(0x2a), silentFrame], frameBytes));
  expect(frameAt(speech, 2)).toBeNull();
});

test('every caller has a voice of a few seconds, loud enough, and all of them are small', async () => {
  const load = createSpeechShelf(assetsDir);
  let totalBytes = 0;
  for (const file of new Set(files)) {
    const speech = await load(file);
    totalBytes += (await stat(join(assetsDir, file))).size;
    expect(speech.length / 8000, file).toBeGreaterThan(1.5);
    expect(speech.length / 8000, file).toBeLessThan(10);
    expect(peakOf(speech), file).toBeGreaterThan(8_000);
  }
  expect(totalBytes).toBeLessThan(600_000);
});

test('the pacer makes up for a late timer and forgives a long stall', () => {
  const pacer = createRtpPacer(1000);
  expect(pacer.takeDue(1019)).toBe(0);
  expect(pacer.takeDue(1020)).toBe(1);
  expect(pacer.takeDue(1099)).toBe(3);
  expect(pacer.takeDue(1100)).toBe(1);
  expect(pacer.takeDue(9000)).toBe(1);
  expect(pacer.takeDue(9019)).toBe(0);
  expect(pacer.takeDue(9020)).toBe(1);
});
