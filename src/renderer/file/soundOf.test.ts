import { expect, test } from 'vitest';
import { buildWavHeader } from '../../shared/domain/recording/wav.ts';
import { createFakeTransport } from '../bridge/fakeTransport.ts';
import { readRecording } from './readRecording.ts';
import { peaksOf, soundOf } from './soundOf.ts';

const recorded = (frames: readonly number[], dataBytes: number | null): Uint8Array =>
  Uint8Array.from([...buildWavHeader(dataBytes), ...frames]);

test('the operator is the left channel, the caller the right one', () => {
  const { channels, rateHz } = soundOf(recorded([0xd5, 0xaa, 0x55, 0x2a], 4));
  expect(rateHz).toBe(8000);
  expect(channels.map((samples) => [...samples])).toEqual([
    [8, -8],
    [32256, -32256],
  ]);
});

test('a file whose size was never filled in is read to its end', () => {
  expect(soundOf(recorded([0xd5, 0xd5, 0xd5, 0xd5], null)).channels[0]).toHaveLength(2);
});

test('anything else is unreadable, not a crash', () => {
  expect(() => soundOf(new Uint8Array(100))).toThrow('recording.unreadable');
  expect(() => soundOf(new Uint8Array(0))).toThrow('recording.unreadable');
});

test('peaks keep the loudest sample of each stretch', () => {
  expect(peaksOf(Int16Array.from([0, 16_384, -24_576, 8192]), 2)).toEqual([0.5, -0.75]);
});

test('a recording is read piece by piece into one file', async () => {
  const whole = Uint8Array.from({ length: 10 }, (_, i) => i * 20);
  const bridge = createFakeTransport({
    'recordings.read': ({ offset }) => ({
      bytes: btoa(String.fromCharCode(...whole.slice(offset, offset + 4))),
      total: whole.length,
    }),
  });
  const shares: number[] = [];
  const read = await readRecording(
    bridge,
    'r',
    (share) => shares.push(share),
    () => false,
  );
  expect(read).toEqual(whole);
  expect(shares).toEqual([0.4, 0.8, 1]);
});
