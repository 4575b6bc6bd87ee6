import { mkdtempSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import { makeSilence, makeTone, wavFromAlaw } from '../../tests/support/asterisk/speech.ts';
import { chromiumFlags, chromiumPath } from '../../tests/support/telephony/openLab.ts';
import { serveFolder } from '../../tests/support/telephony/serveFolder.ts';
import type { BenchPage } from '../call/phones.ts';

declare global {
  interface Window {
    benchPage: BenchPage;
  }
}

export const operatorHz = 650;
export const callerHz = 1000;

/** A tone with gaps: a steady one is noise to the browser's microphone, which takes it away. */
export function keyedTone(hz: number): Buffer {
  return Buffer.concat(Array.from({ length: 50 }, () => Buffer.concat([makeTone(hz, 0.04), makeSilence(0.02)])));
}

/** The address both the exchange and the browser offer for media; `startAsterisk` made sure that there is one. */
export function mediaAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = addresses.find(({ family, address }) => family === 'IPv4' && !address.startsWith('127.'));
  if (!found) throw new Error('no address for media on this machine');
  return found.address;
}

let built: Promise<string> | null = null;

/** Telephones of the given names in one page of a new Chromium, registered. The STUN server of stock sip.js is this machine. */
export async function openPhones<N extends string>(
  wsUrl: string,
  names: readonly N[],
  userOf: Readonly<Record<N, string>>,
): Promise<{ page: Page; close(): Promise<void> }> {
  built ??= buildPage();
  const folder = await built;
  const served = await serveFolder(join(folder, 'page'));
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [...chromiumFlags, `--use-file-for-fake-audio-capture=${join(folder, 'voice.wav')}`],
  });
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(String(error)));
  await page.goto(served.url);
  await page.waitForFunction(() => 'benchPage' in window);
  const lines = names.map((name) => ({ name, user: userOf[name], password: `password-${name}` }));
  await page.evaluate(([url, opened, stun]) => window.benchPage.open(url, opened, stun), [
    wsUrl,
    lines,
    mediaAddress(),
  ] as const);
  return {
    page,
    async close() {
      await browser.close();
      await served.close();
    },
  };
}

async function buildPage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-bench-'));
  await build({
    root: fileURLToPath(new URL('../call', import.meta.url)),
    base: './',
    configFile: false,
    logLevel: 'error',
    build: { outDir: join(folder, 'page'), target: 'chrome130', emptyOutDir: true },
  });
  writeFileSync(join(folder, 'voice.wav'), wavFromAlaw(keyedTone(operatorHz)));
  return folder;
}
