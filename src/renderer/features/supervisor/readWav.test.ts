import { expect, test } from 'vitest';
import { createFakeTransport } from '../../bridge/fakeTransport.ts';
import { readRecording } from './readRecording.ts';
import { peaksOf, readWav, writePcmWav } from './readWav.ts';

/** A two-channel A-law WAV as the desk writes it. */
function alawWav(frames: readonly (readonly [left: number, right: number])[], dataSize?: number): Uint8Array {
  const bytes = new Uint8Array(44 + frames.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [at, text] of [
    [0, 'RIFF'],
    [8, 'WAVEfmt '],
    [36, 'data'],
  ] as const) {
    for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  }
  view.setUint32(16, 16, true);
  view.setUint16(20, 6, true);
  view.setUint16(22, 2, true);
  view.setUint32(24, 8000, true);
  view.setUint32(40, dataSize ?? frames.length * 2, true);
  for (const [index, frame] of frames.entries()) bytes.set(frame, 44 + index * 2);
  return bytes;
}

test('A-law is read by G.711: 0xD5 is the smallest positive step, 0xAA and 0x2A the extremes', () => {
  const { channels, sampleRate } = readWav(
    alawWav([
      [0xd5, 0xaa],
      [0x55, 0x2a],
    ]),
  );
  expect(sampleRate).toBe(8000);
  expect([...(channels[0] ?? [])].map((value) => value * 32768)).toEqual([8, -8]);
  expect([...(channels[1] ?? [])].map((value) => value * 32768)).toEqual([32256, -32256]);
});

test('a file whose size was never filled in is read to its end', () => {
  expect(
    readWav(
      alawWav(
        [
          [0xd5, 0xd5],
          [0xd5, 0xd5],
        ],
        0,
      ),
    ).channels[0],
  ).toHaveLength(2);
});

test('what is written as PCM is read back the same', () => {
  const sound = readWav(
    alawWav([
      [0xaa, 0xd5],
      [0x2a, 0x55],
    ]),
  );
  const again = readWav(writePcmWav(sound));
  expect(again.channels).toHaveLength(2);
  for (const [channel, samples] of again.channels.entries()) {
    for (const [i, sample] of samples.entries()) expect(sample).toBeCloseTo(sound.channels[channel]?.[i] ?? 9, 3);
  }
});

test('anything else is unreadable, not a crash', () => {
  expect(() => readWav(new Uint8Array(100))).toThrow('recording.unreadable');
  expect(() => readWav(new Uint8Array(0))).toThrow('recording.unreadable');
});

test('peaks keep the loudest sample of each stretch', () => {
  expect(peaksOf(Float32Array.from([0, 0.5, -0.75, 0.25]), 2)).toEqual([0.5, -0.75]);
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
