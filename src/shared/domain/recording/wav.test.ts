import { expect, test } from 'vitest';
import {
  buildWavHeader,
  headerForLength,
  joinChannels,
  parseWavHeader,
  recordingDurationMs,
  repairHeader,
  splitChannels,
  wavHeaderBytes,
} from './wav.ts';

const frames = Uint8Array.from({ length: 16_000 }, (_, i) => i % 251);
const growing = Uint8Array.of(...buildWavHeader(), ...frames);

test('a file still being written has a header that says so', () => {
  expect(parseWavHeader(growing)).toEqual({
    format: 6,
    channels: 2,
    rateHz: 8000,
    bytesPerFrame: 2,
    dataOffset: wavHeaderBytes,
    dataBytes: null,
  });
});

test('a mended file says how long it is', () => {
  const mended = repairHeader(growing);
  expect(parseWavHeader(mended)?.dataBytes).toBe(16_000);
  expect(new DataView(mended.buffer).getUint32(4, true)).toBe(mended.length - 8);
  expect(new DataView(mended.buffer).getUint32(46, true)).toBe(8000);
  expect(recordingDurationMs(mended.length)).toBe(1000);
});

test('a file cut at any byte becomes one whose header and length agree', () => {
  for (let cut = 0; cut <= growing.length; cut++) {
    const mended = repairHeader(growing.subarray(0, cut));
    const header = parseWavHeader(mended);
    expect(header?.dataBytes).toBe(mended.length - wavHeaderBytes);
    expect(mended.length % 2).toBe(0);
    expect(mended.length).toBe(Math.max(wavHeaderBytes, cut - (cut % 2)));
  }
});

test('the given bytes stay as they were, and mending twice changes nothing', () => {
  const before = growing.slice();
  const mended = repairHeader(growing);
  expect(growing).toEqual(before);
  expect(repairHeader(mended)).toEqual(mended);
});

test("another program's file is left alone", () => {
  const pcm = Uint8Array.of(...buildWavHeader(4), 1, 2, 3, 4);
  pcm[20] = 1;
  expect(repairHeader(pcm)).toEqual(pcm);
});

test('a header for a length equals the one that mending writes', () => {
  expect(headerForLength(growing.length)).toEqual(repairHeader(growing).subarray(0, wavHeaderBytes));
});

test('reads headers with chunks in another order, and none where there is none', () => {
  const ours = buildWavHeader(0);
  const list = Uint8Array.of(...[76, 73, 83, 84, 3, 0, 0, 0, 1, 2, 3, 0]);
  const withList = Uint8Array.of(...ours.subarray(0, 12), ...list, ...ours.subarray(12));
  expect(parseWavHeader(withList)?.dataOffset).toBe(wavHeaderBytes + list.length);
  expect(parseWavHeader(new Uint8Array(4))).toBeNull();
  expect(parseWavHeader(new Uint8Array(100))).toBeNull();
});

test('channels joined and split are the same', () => {
  const operator = Uint8Array.of(1, 2, 3);
  const caller = Uint8Array.of(4, 5, 6);
  expect(joinChannels(operator, caller)).toEqual(Uint8Array.of(1, 4, 2, 5, 3, 6));
  expect(splitChannels(Uint8Array.of(1, 4, 2, 5, 3, 6, 9))).toEqual({ operator, caller });
});
