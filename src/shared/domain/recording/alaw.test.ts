import { expect, test } from 'vitest';
import { alawSilence, decodeAlaw, decodeAlawSample, encodeAlaw, encodeAlawSample } from './alaw.ts';

test('every A-law byte survives decoding and encoding', () => {
  for (let byte = 0; byte < 256; byte++) expect(encodeAlawSample(decodeAlawSample(byte))).toBe(byte);
});

test('codes the values of G.711 Table 1a', () => {
  // Decision values of the positive half, in 16-bit units, with the characters that G.711 lists for them.
  expect(decodeAlawSample(0xaa)).toBe(32_256);
  expect(decodeAlawSample(0x2a)).toBe(-32_256);
  expect(decodeAlawSample(0xd5)).toBe(8);
  expect(decodeAlawSample(0x55)).toBe(-8);
  expect(encodeAlawSample(0)).toBe(alawSilence);
  expect(encodeAlawSample(32_767)).toBe(0xaa);
  expect(encodeAlawSample(-32_768)).toBe(0x2a);
});

test('a coded sample is never farther off than half a step of its segment', () => {
  const samples = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768);
  const back = decodeAlaw(encodeAlaw(samples));
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    const step = Math.max(16, 2 ** Math.max(0, Math.floor(Math.log2(Math.abs(sample) + 1)) - 4));
    expect(Math.abs((back[i] ?? 0) - sample)).toBeLessThanOrEqual(step / 2 + 8);
  }
});
