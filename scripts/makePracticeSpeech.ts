/**
 * Makes the speech of the practice line's callers; run by hand when a question changes, its result is kept in git:
 *
 *   apt-get install espeak-ng sox
 *   node scripts/makePracticeSpeech.ts
 *
 * The files are raw A-law (8 kHz, mono): the very bytes that go into RTP, so that the practice line needs no codec.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { practiceCallers, practiceHello, type PracticeSex } from '../src/shared/demo/practiceCallers.ts';

const assetsDir = join(import.meta.dirname, '..', 'assets', 'practice');
const maxTotalBytes = 600_000;
const voices: Record<PracticeSex, string[]> = {
  female: ['-v', 'ru+f3', '-p', '55'],
  male: ['-v', 'ru+m3', '-p', '40'],
};

const phrases = [
  ...practiceCallers.map(({ question, speechFile, voice }) => ({ text: question, speechFile, voice })),
  ...(['female', 'male'] as const).map((voice) => ({
    text: practiceHello.text,
    speechFile: practiceHello.speechFile[voice],
    voice,
  })),
];

const scratchDir = mkdtempSync(join(tmpdir(), 'otklik-speech-'));
mkdirSync(assetsDir, { recursive: true });
try {
  let totalBytes = 0;
  for (const { text, speechFile, voice } of phrases) {
    const wav = join(scratchDir, 'phrase.wav');
    const out = join(assetsDir, speechFile);
    execFileSync('espeak-ng', [...voices[voice], '-s', '165', '-w', wav, text]);
    // The telephone band first, then the level: what a trunk would deliver. Silence at both ends is only weight.
    const effects = ['highpass', '300', 'lowpass', '3400', 'silence', '1', '0.05', '0.5%', 'reverse'];
    effects.push('silence', '1', '0.05', '0.5%', 'reverse', 'norm', '-6');
    execFileSync('sox', [wav, '-t', 'raw', '-e', 'a-law', '-r', '8000', '-c', '1', out, ...effects]);
    const bytes = statSync(out).size;
    totalBytes += bytes;
    console.log(`${speechFile}: ${(bytes / 8000).toFixed(1)} s`);
  }
  if (totalBytes > maxTotalBytes) throw new Error(`speech takes ${totalBytes} bytes, more than ${maxTotalBytes}`);
  console.log(`total ${totalBytes} bytes`);
} finally {
  rmSync(scratchDir, { recursive: true });
}
