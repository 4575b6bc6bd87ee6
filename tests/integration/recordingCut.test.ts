import { chromium, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeAlaw } from '../../src/shared/domain/recording/alaw.ts';
import {
  buildWavHeader,
  headerForLength,
  joinChannels,
  recordingDurationMs,
  repairHeader,
  wavHeaderBytes,
} from '../../src/shared/domain/recording/wav.ts';
import { chromiumPath, hasChromium } from '../support/telephony/openLab.ts';

const inChromium = test.skipIf(!hasChromium);
const seconds = 20;
const tone = (hz: number) =>
  encodeAlaw(
    Int16Array.from({ length: seconds * 8000 }, (_, i) => Math.round(9000 * Math.sin((2 * Math.PI * hz * i) / 8000))),
  );
/** As the recorder writes it: sizes unknown, two channels. */
const written = Buffer.concat([buildWavHeader(), joinChannels(tone(650), tone(1000))]);
/** 200 cuts spread over the file, odd and even. */
const cuts = Array.from({ length: 200 }, (_, i) => Math.floor((written.length * (i + 1)) / 200) - (i % 2));

interface Played {
  durationMs: number;
  decodedFrames: number | null;
  soughtMs: number;
  isPlaying: boolean;
}

let browser: Browser;
let page: Page;

beforeAll(async () => {
  if (!hasChromium) return;
  browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--autoplay-policy=no-user-gesture-required',
      '--disable-background-networking',
      '--mute-audio',
    ],
  });
  page = await browser.newPage();
  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    /** Plays header + the body up to the cut, as the listening window does. */
    const play = async (header: number[], bodyEnd: number): Promise<Played> => {
      const blob = new Blob([Uint8Array.from(header), bytes.subarray(header.length, bodyEnd)], { type: 'audio/wav' });
      const audio = new Audio(URL.createObjectURL(blob));
      const heard = (name: string) =>
        new Promise<void>((resolve) => audio.addEventListener(name, () => resolve(), { once: true }));
      await Promise.race([heard('loadedmetadata'), heard('error')]);
      const decoder = new OfflineAudioContext(2, 1, 8000);
      const decoded = await decoder.decodeAudioData(await blob.arrayBuffer()).catch(() => null);
      const sought = heard('seeked');
      audio.currentTime = audio.duration * 0.75;
      await Promise.race([sought, heard('error')]);
      const soughtMs = audio.currentTime * 1000;
      const moved = Promise.race([heard('timeupdate'), heard('ended')]);
      await audio.play();
      await moved;
      const isPlaying = audio.error === null;
      audio.pause();
      URL.revokeObjectURL(audio.src);
      return { durationMs: audio.duration * 1000, decodedFrames: decoded?.length ?? null, soughtMs, isPlaying };
    };
    Object.assign(window, { play });
  }, written.toString('base64'));
});

afterAll(async () => {
  await browser?.close();
});

const play = (header: Uint8Array, bodyEnd: number): Promise<Played> =>
  page.evaluate(
    ([bytes, end]) =>
      (window as unknown as { play: (header: number[], bodyEnd: number) => Promise<Played> }).play(bytes, end),
    [[...header], bodyEnd] as [number[], number],
  );

inChromium(
  'a recording cut at any of 200 places decodes, plays and seeks with its exact duration once mended',
  async () => {
    const check = async (cut: number): Promise<void> => {
      const mended = repairHeader(written.subarray(0, cut));
      const header = headerForLength(cut);
      expect(mended.subarray(0, wavHeaderBytes)).toEqual(header);
      const played = await play(header, mended.length);
      expect(played.decodedFrames, `cut at ${cut}`).toBe((mended.length - wavHeaderBytes) / 2);
      expect(Math.abs(played.durationMs - recordingDurationMs(cut)), `cut at ${cut}`).toBeLessThan(1);
      expect(Math.abs(played.soughtMs - recordingDurationMs(cut) * 0.75), `cut at ${cut}`).toBeLessThan(1);
      expect(played.isPlaying).toBe(true);
    };
    for (let at = 0; at < cuts.length; at += 20) await Promise.all(cuts.slice(at, at + 20).map(check));
  },
);

inChromium('as it was written it plays too, though nobody knows how long it is', async () => {
  const played = await play(buildWavHeader(), written.length);
  expect(played).toMatchObject({ isPlaying: true, decodedFrames: seconds * 8000 });
  // This is why whoever reads a recording mends it: a player shows 149 hours.
  expect(played.durationMs).toBeGreaterThan(1e8);
});

test('a file cut within its header is an empty recording, not an error', () => {
  for (let cut = 0; cut < wavHeaderBytes; cut++)
    expect(repairHeader(written.subarray(0, cut))).toEqual(headerForLength(0));
});
