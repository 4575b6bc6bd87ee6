import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastLines, runProgram } from './runProgram.ts';

/** Samples per second of everything here. */
export const sampleRate = 8000;

/** ITU-T G.711 A-law of one 16-bit sample. */
export function alawFromPcm(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80;
  let magnitude = Math.min(sample < 0 ? -sample - 1 : sample, 32_767) >> 3;
  if (magnitude < 0) magnitude = 0;
  let exponent = 7;
  for (let mask = 0x800; exponent > 0 && (magnitude & mask) === 0; mask >>= 1) exponent -= 1;
  const mantissa = exponent === 0 ? (magnitude >> 1) & 0x0f : (magnitude >> exponent) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

/** 16-bit sample of one A-law byte. */
export function pcmFromAlaw(byte: number): number {
  const code = byte ^ 0x55;
  const exponent = (code >> 4) & 0x07;
  const mantissa = code & 0x0f;
  const magnitude = exponent === 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
  return (code & 0x80) === 0 ? -magnitude : magnitude;
}

/** A-law silence of the given length in seconds. */
export function makeSilence(seconds: number): Buffer {
  return Buffer.alloc(Math.round(seconds * sampleRate), 0xd5);
}

/** A-law of a pure tone; amplitude is a share of full scale. */
export function makeTone(hz: number, seconds: number, amplitude = 0.3): Buffer {
  const count = Math.round(seconds * sampleRate);
  return Buffer.from(
    Array.from({ length: count }, (_, n) =>
      alawFromPcm(Math.round(amplitude * 32_767 * Math.sin((2 * Math.PI * hz * n) / sampleRate))),
    ),
  );
}

/** WAV (16 bit, mono, 8 kHz) of A-law, for players and for Chromium's fake microphone. */
export function wavFromAlaw(alaw: Uint8Array): Buffer {
  const data = Buffer.alloc(alaw.length * 2);
  alaw.forEach((byte, index) => data.writeInt16LE(pcmFromAlaw(byte), index * 2));
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

/** Samples of a 16-bit mono WAV, for instance a recording of the exchange. Throws when it is something else. */
export function pcmFromWav(wav: Buffer): Int16Array {
  if (wav.toString('latin1', 0, 4) !== 'RIFF' || wav.readUInt16LE(20) !== 1 || wav.readUInt16LE(34) !== 16) {
    throw new Error('speech: not a 16-bit WAV');
  }
  for (let offset = 12; offset + 8 <= wav.length;) {
    const size = wav.readUInt32LE(offset + 4);
    if (wav.toString('latin1', offset, offset + 4) === 'data') {
      // A file still being written has no size in its header yet.
      const bytes = Math.min(size === 0 ? wav.length : size, wav.length - offset - 8);
      return Int16Array.from({ length: bytes >> 1 }, (_, n) => wav.readInt16LE(offset + 8 + n * 2));
    }
    offset += 8 + size + (size & 1);
  }
  throw new Error('speech: a WAV without data');
}

/**
 * Amplitude of one frequency as a share of full scale (a tone of {@link makeTone} gives its amplitude): Goertzel's
 * filter over 100 ms blocks, mean of the blocks. Takes A-law bytes or 16-bit samples of 8 kHz; 0 for nothing.
 */
export function toneLevel(sound: Uint8Array | Int16Array, hz: number): number {
  const pcm = sound instanceof Int16Array ? sound : Int16Array.from(sound, pcmFromAlaw);
  const block = sampleRate / 10;
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / sampleRate);
  let sum = 0;
  let blocks = 0;
  for (let start = 0; start + block <= pcm.length; start += block) {
    let last = 0;
    let beforeLast = 0;
    for (let n = start; n < start + block; n += 1) {
      [beforeLast, last] = [last, (pcm[n] ?? 0) / 32_768 + coefficient * last - beforeLast];
    }
    const power = last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
    sum += (2 * Math.sqrt(Math.max(power, 0))) / block;
    blocks += 1;
  }
  return blocks === 0 ? 0 : sum / blocks;
}

/** Writes `text`, spoken in Russian, to `file` as raw A-law of 8 kHz. Throws `speech: …` without espeak-ng or sox. */
export async function makeSpeech(text: string, file: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'otklik-speech-'));
  try {
    const wav = join(folder, 'speech.wav');
    const spoken = await runProgram('espeak-ng', ['-v', 'ru', '-w', wav, '--stdin'], { input: text });
    if (spoken.code !== 0) throw new Error(`speech: espeak-ng failed\n${lastLines(spoken.output)}`);
    const written = await runProgram('sox', [wav, '-t', 'raw', '-e', 'a-law', '-r', '8000', '-c', '1', file]);
    if (written.code !== 0) throw new Error(`speech: sox failed\n${lastLines(written.output)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
