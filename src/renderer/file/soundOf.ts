import { AppError } from '../../shared/errors.ts';
import { decodeAlaw } from '../../shared/domain/recording/alaw.ts';
import { parseWavHeader, recordingChannels, splitChannels } from '../../shared/domain/recording/wav.ts';

/** Sound of a recording: 16-bit samples of the operator and of the caller. */
export interface Sound {
  rateHz: number;
  channels: Int16Array[];
}

const FORMAT_ALAW = 6;

/**
 * The samples of a recording, for its waveform.
 * @throws AppError('recording.unreadable') for anything but a two-channel A-law file
 */
export function soundOf(file: Uint8Array): Sound {
  const format = parseWavHeader(file);
  if (format === null || format.format !== FORMAT_ALAW || format.channels !== recordingChannels) {
    throw new AppError('recording.unreadable');
  }
  const end = format.dataBytes === null ? file.length : format.dataOffset + format.dataBytes;
  const { operator, caller } = splitChannels(file.subarray(format.dataOffset, end));
  return { rateHz: format.rateHz, channels: [decodeAlaw(operator), decodeAlaw(caller)] };
}

/** The loudest sample, −1…1, of each of `points` stretches: what a waveform draws. */
export function peaksOf(samples: Int16Array, points: number): number[] {
  const stretch = Math.max(1, Math.ceil(samples.length / points));
  const peaks: number[] = [];
  for (let from = 0; from < samples.length; from += stretch) {
    let peak = 0;
    for (let i = from; i < Math.min(from + stretch, samples.length); i++) {
      const value = (samples[i] ?? 0) / 32_768;
      if (Math.abs(value) > Math.abs(peak)) peak = value;
    }
    peaks.push(peak);
  }
  return peaks;
}
