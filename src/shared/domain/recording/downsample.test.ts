import { expect, test } from 'vitest';
import { captureRateHz, createDownsampler } from './downsample.ts';

function levelOf(frequencyHz: number): number {
  const input = Float32Array.from(
    { length: captureRateHz },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * frequencyHz * i) / captureRateHz),
  );
  const out: number[] = [];
  createDownsampler().push(input, input.length, (sample) => out.push(sample));
  // The first samples are the filter filling up.
  const settled = out.slice(100);
  const rms = Math.sqrt(settled.reduce((sum, s) => sum + s * s, 0) / settled.length);
  return 20 * Math.log10(rms / (0.5 * Math.SQRT1_2 * 32_767) + 1e-9);
}

test('speech passes unchanged', () => {
  for (const hz of [100, 300, 1000, 2000, 3000]) expect(Math.abs(levelOf(hz))).toBeLessThan(0.1);
});

test('what would fold back into speech is gone', () => {
  for (const hz of [4400, 5000, 7000, 9000, 15_000]) expect(levelOf(hz)).toBeLessThan(-58);
});

test('gives one sample for six whatever the portions are', () => {
  const input = Float32Array.from({ length: 48_000 }, (_, i) => Math.sin(i / 7));
  const whole: number[] = [];
  createDownsampler().push(input, input.length, (s) => whole.push(s));
  const parts: number[] = [];
  const channel = createDownsampler();
  for (let at = 0; at < input.length; at += 128) {
    const piece = input.subarray(at, at + 128);
    channel.push(piece, piece.length, (s) => parts.push(s));
  }
  expect(whole).toHaveLength(8000);
  expect(parts).toEqual(whole);
});

test('silence is as long as it is said to be, and loud input is clipped, not wrapped', () => {
  const out: number[] = [];
  const channel = createDownsampler();
  channel.push(null, 600, (s) => out.push(s));
  expect(out).toEqual(Array.from({ length: 100 }, () => 0));
  channel.push(new Float32Array(6000).fill(4), 6000, (s) => out.push(s));
  expect(out.at(-1)).toBe(32_767);
});
