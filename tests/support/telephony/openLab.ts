import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import { wavFromAlaw } from '../asterisk/speech.ts';
import type { Lab } from './page/lab.ts';
import { serveFolder } from './serveFolder.ts';

declare global {
  interface Window {
    lab: Lab;
  }
}

/** The system's Chromium: Playwright's own is not downloaded. */
export const chromiumPath = process.env['OTKLIK_CHROMIUM'] ?? '/usr/bin/chromium';
export const hasChromium = existsSync(chromiumPath);

/** Flags with which calls work headless on loopback; the product's launcher sets the autoplay policy as well. */
export const chromiumFlags = [
  '--no-sandbox',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--allow-loopback-in-peer-connection',
  '--disable-background-networking',
];

export interface OpenedLab {
  page: Page;
  /** What went wrong in the page: errors, refused scripts. */
  complaints: string[];
  close(): Promise<void>;
}

/** Builds the telephone as it ships; two operators of one test share the build. */
export async function buildLab(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'otklik-lab-page-'));
  const root = fileURLToPath(new URL('page', import.meta.url));
  await build({
    root,
    base: './',
    configFile: false,
    logLevel: 'error',
    build: { outDir, target: 'chrome130', emptyOutDir: true },
  });
  return outDir;
}

/** Opens the telephone in a Chromium of its own. `voice` (A-law) is what the microphone hears, repeated. */
export async function openLab(voice: Uint8Array, built?: string): Promise<OpenedLab> {
  const folder = await mkdtemp(join(tmpdir(), 'otklik-lab-'));
  const outDir = built ?? (await buildLab());
  await writeFile(join(folder, 'voice.wav'), wavFromAlaw(voice));
  const served = await serveFolder(outDir);
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [...chromiumFlags, `--use-file-for-fake-audio-capture=${join(folder, 'voice.wav')}`],
  });
  const complaints: string[] = [];
  const page = await browser.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // A socket that cannot connect is what some tests are about.
    if (message.type() === 'error' && !message.text().includes('WebSocket')) complaints.push(message.text());
  });
  await page.goto(served.url);
  await page.waitForFunction(() => 'lab' in window);
  return {
    page,
    complaints,
    async close() {
      await browser.close();
      await served.close();
      await rm(folder, { recursive: true, force: true });
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
