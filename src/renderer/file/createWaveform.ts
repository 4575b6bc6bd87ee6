import type WaveSurfer from 'wavesurfer.js';
import { repairHeader } from '../../shared/domain/recording/wav.ts';
import { peaksOf, soundOf } from './soundOf.ts';

const POINTS = 2000;
const CHANNEL_HEIGHT = 56;

/** Draws both channels one above the other and makes them playable. The library comes with the first recording, not with the window. */
export async function createWaveform(
  container: HTMLElement,
  bytes: Uint8Array,
  colours: readonly string[],
): Promise<WaveSurfer> {
  const { default: waveSurfer } = await import('wavesurfer.js');
  const sound = soundOf(bytes);
  const length = (sound.channels[0]?.length ?? 0) / sound.rateHz;
  const wave = waveSurfer.create({
    container,
    height: CHANNEL_HEIGHT,
    normalize: false,
    cursorWidth: 2,
    cursorColor: colours[0] ?? '#888',
    dragToSeek: true,
    splitChannels: sound.channels.map((_, index) => {
      const colour = colours[index] ?? '#888';
      return { height: CHANNEL_HEIGHT, waveColor: faint(colour), progressColor: colour };
    }),
  });
  const peaks = loudened(sound.channels.map((samples) => peaksOf(samples, POINTS)));
  await wave.loadBlob(new Blob([repairHeader(bytes)], { type: 'audio/wav' }), peaks, length);
  return wave;
}

/** Telephone speech is quiet; both channels grow alike, so that who is louder stays to be seen. */
function loudened(channels: number[][]): number[][] {
  const top = Math.max(
    0.01,
    ...channels.map((peaks) => peaks.reduce((most, peak) => Math.max(most, Math.abs(peak)), 0)),
  );
  return channels.map((peaks) => peaks.map((peak) => peak / top));
}

/** What is still to be heard is paler than what was heard. */
function faint(colour: string): string {
  return `color-mix(in srgb, ${colour} 55%, transparent)`;
}
