/** Samples per second and channel: the telephone network's own rate. */
export const recordingRateHz = 8000;
/** Left the operator, right the caller; one A-law byte each. */
export const recordingChannels = 2;
/** Length of the header our own recordings begin with. */
export const wavHeaderBytes = 58;

const bytesPerFrame = recordingChannels;
const formatAlaw = 6;
/** A size that is not known yet: readers then take everything up to the end of the file. */
const streaming = 0xffffffff;
const factOffset = 46;
const dataSizeOffset = 54;

/** What the header of a recording says. Sizes are null while it is being written. */
export interface WavFormat {
  format: number;
  channels: number;
  rateHz: number;
  bytesPerFrame: number;
  dataOffset: number;
  dataBytes: number | null;
}

/**
 * The header of a stereo A-law file (RIFF/WAVE, format 6). Without `dataBytes` it is that of a file still growing: it is
 * written first, so that a file cut off at any byte can be played.
 */
export function buildWavHeader(dataBytes: number | null = null): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(wavHeaderBytes);
  const view = new DataView(header.buffer);
  const text = (offset: number, value: string): void => {
    for (let i = 0; i < value.length; i++) header[offset + i] = value.charCodeAt(i);
  };
  text(0, 'RIFF');
  view.setUint32(4, dataBytes === null ? streaming : wavHeaderBytes - 8 + dataBytes, true);
  text(8, 'WAVEfmt ');
  // Every format but PCM has the extension's length and a fact chunk (Multimedia Programming Interface 1.0, p. 59 ff.).
  view.setUint32(16, 18, true);
  view.setUint16(20, formatAlaw, true);
  view.setUint16(22, recordingChannels, true);
  view.setUint32(24, recordingRateHz, true);
  view.setUint32(28, recordingRateHz * bytesPerFrame, true);
  view.setUint16(32, bytesPerFrame, true);
  view.setUint16(34, 8, true);
  text(38, 'fact');
  view.setUint32(42, 4, true);
  view.setUint32(factOffset, dataBytes === null ? streaming : dataBytes / bytesPerFrame, true);
  text(50, 'data');
  view.setUint32(dataSizeOffset, dataBytes === null ? streaming : dataBytes, true);
  return header;
}

/** Reads a header, or returns null when these bytes are none. Accepts any order of chunks. */
export function parseWavHeader(bytes: Uint8Array): WavFormat | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (offset: number): string => String.fromCharCode(...bytes.subarray(offset, offset + 4));
  if (bytes.length < 12 || name(0) !== 'RIFF' || name(8) !== 'WAVE') return null;
  let format: Omit<WavFormat, 'dataOffset' | 'dataBytes'> | null = null;
  for (let offset = 12; offset + 8 <= bytes.length;) {
    const size = view.getUint32(offset + 4, true);
    const body = offset + 8;
    if (name(offset) === 'data') {
      return format && { ...format, dataOffset: body, dataBytes: size === streaming ? null : size };
    }
    if (name(offset) === 'fmt ' && size >= 16 && body + 16 <= bytes.length) {
      format = {
        format: view.getUint16(body, true),
        channels: view.getUint16(body + 2, true),
        rateHz: view.getUint32(body + 4, true),
        bytesPerFrame: view.getUint16(body + 12, true),
      };
    }
    // RIFF chunks begin at even offsets.
    offset = body + size + (size % 2);
  }
  return null;
}

/**
 * The header that fits a recording of `totalBytes`, for a reader who knows how long the file is: a player then shows the
 * exact duration and seeks. The stored file keeps its streaming header, for its hash is taken over what was written.
 * A half frame at a cut does not count; a file cut inside its header becomes an empty recording.
 */
export function headerForLength(totalBytes: number): Uint8Array<ArrayBuffer> {
  const dataBytes = Math.max(0, totalBytes - wavHeaderBytes);
  return buildWavHeader(dataBytes - (dataBytes % bytesPerFrame));
}

/**
 * A recording with the header its length asks for; works on a copy. Bytes that begin with anything but our own header
 * (another program's file) are returned as they are.
 */
export function repairHeader(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const known = Math.min(file.length, 38);
  const ours = buildWavHeader();
  // Bytes 4–7 are the size, which is what we are here to mend.
  const isOurs = ours.subarray(0, known).every((byte, i) => (i >= 4 && i < 8) || file[i] === byte);
  if (!isOurs) return file.slice();
  const header = headerForLength(file.length);
  const mended = new Uint8Array(Math.max(file.length, wavHeaderBytes));
  mended.set(file);
  mended.set(header);
  const halfFrame = Math.max(0, file.length - wavHeaderBytes) % bytesPerFrame;
  return mended.subarray(0, mended.length - halfFrame);
}

/** How long a recording of this many bytes plays, in milliseconds. */
export function recordingDurationMs(totalBytes: number): number {
  return (Math.floor(Math.max(0, totalBytes - wavHeaderBytes) / bytesPerFrame) * 1000) / recordingRateHz;
}

/** Two channels of equal length as one interleaved piece. */
export function joinChannels(operator: Uint8Array, caller: Uint8Array): Uint8Array<ArrayBuffer> {
  const frames = new Uint8Array(operator.length * 2);
  for (let i = 0; i < operator.length; i++) {
    frames[2 * i] = operator[i] ?? 0;
    frames[2 * i + 1] = caller[i] ?? 0;
  }
  return frames;
}

/** Interleaved frames as two channels; a half frame at the end is left out. */
export function splitChannels(frames: Uint8Array): {
  operator: Uint8Array<ArrayBuffer>;
  caller: Uint8Array<ArrayBuffer>;
} {
  const length = Math.floor(frames.length / 2);
  return {
    operator: Uint8Array.from({ length }, (_, i) => frames[2 * i] ?? 0),
    caller: Uint8Array.from({ length }, (_, i) => frames[2 * i + 1] ?? 0),
  };
}
