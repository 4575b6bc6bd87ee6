import { AppError } from '../../../shared/errors.ts';

/** Sound of a recording, one array of samples −1…1 per channel. */
export interface Sound {
  sampleRate: number;
  channels: Float32Array[];
}

const FORMAT_PCM = 1;
const FORMAT_ALAW = 6;

/**
 * Reads a WAV of A-law or 16-bit PCM. Browsers differ in A-law, and the waveform needs the samples anyway, so it is read here.
 * A file whose sizes were never filled in (a desk that lost its power) is read to its end.
 * @throws AppError('recording.unreadable')
 */
export function readWav(bytes: Uint8Array): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE')
    throw new AppError('recording.unreadable');
  let format: { code: number; channels: number; sampleRate: number } | null = null;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    const body = at + 8;
    if (tag(view, at) === 'fmt ' && body + 16 <= bytes.length) {
      format = {
        code: view.getUint16(body, true),
        channels: view.getUint16(body + 2, true),
        sampleRate: view.getUint32(body + 4, true),
      };
    } else if (tag(view, at) === 'data' && format) {
      const end = size === 0 ? bytes.length : Math.min(body + size, bytes.length);
      return { sampleRate: format.sampleRate, channels: samplesOf(view, body, end, format) };
    }
    at = body + size + (size % 2);
  }
  throw new AppError('recording.unreadable');
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

function samplesOf(
  view: DataView,
  from: number,
  to: number,
  format: { code: number; channels: number },
): Float32Array[] {
  const width = format.code === FORMAT_PCM ? 2 : 1;
  if ((format.code !== FORMAT_PCM && format.code !== FORMAT_ALAW) || format.channels < 1)
    throw new AppError('recording.unreadable');
  const count = Math.floor((to - from) / (width * format.channels));
  return Array.from({ length: format.channels }, (_, channel) => {
    const samples = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const at = from + (i * format.channels + channel) * width;
      samples[i] = (format.code === FORMAT_PCM ? view.getInt16(at, true) : (ALAW[view.getUint8(at)] ?? 0)) / 32768;
    }
    return samples;
  });
}

/** ITU-T G.711, A-law: even bits are inverted, then sign, exponent and mantissa. */
const ALAW = Int16Array.from({ length: 256 }, (_, byte) => {
  const value = byte ^ 0x55;
  const exponent = (value & 0x70) >> 4;
  const mantissa = (value & 0x0f) << 4;
  const size = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
  return (value & 0x80) === 0 ? -size : size;
});

/** A WAV every browser plays: 16-bit PCM of the same sound. */
export function writePcmWav({ sampleRate, channels }: Sound): Uint8Array<ArrayBuffer> {
  const count = channels[0]?.length ?? 0;
  const dataBytes = count * channels.length * 2;
  const bytes = new Uint8Array(44 + dataBytes);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string): void => {
    for (let i = 0; i < value.length; i++) bytes[at + i] = value.charCodeAt(i);
  };
  text(0, 'RIFF');
  view.setUint32(4, 36 + dataBytes, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, FORMAT_PCM, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * channels.length * 2, true);
  view.setUint16(32, channels.length * 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, dataBytes, true);
  for (const [channel, samples] of channels.entries()) {
    for (let i = 0; i < count; i++) {
      view.setInt16(
        44 + (i * channels.length + channel) * 2,
        Math.round(Math.max(-1, Math.min(1, samples[i] ?? 0)) * 32767),
        true,
      );
    }
  }
  return bytes;
}

/** The loudest sample of each of `points` stretches: what a waveform draws. */
export function peaksOf(samples: Float32Array, points: number): number[] {
  const stretch = Math.max(1, Math.ceil(samples.length / points));
  const peaks: number[] = [];
  for (let from = 0; from < samples.length; from += stretch) {
    let peak = 0;
    for (let i = from; i < Math.min(from + stretch, samples.length); i++) {
      const value = samples[i] ?? 0;
      if (Math.abs(value) > Math.abs(peak)) peak = value;
    }
    peaks.push(peak);
  }
  return peaks;
}
