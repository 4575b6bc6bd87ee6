import { chromium, type Browser, type Page } from '@playwright/test';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build, type BuildOptions } from 'vite';
import { expect } from 'vitest';
import { chromiumPath } from './telephony/openLab.ts';
import {
  createPracticeLine,
  type PracticeLine,
  type PracticeLineOptions,
} from '../../src/practice/createPracticeLine.ts';

export const projectDir = join(import.meta.dirname, '..', '..');
export const passwords: Record<string, string> = { op1: 'first-secret', op2: 'second-secret' };
export const secret = 'control-secret';

const bundling: BuildOptions = {
  write: false,
  minify: false,
  lib: { entry: join(import.meta.dirname, 'practiceDeskPage.ts'), formats: ['es'], fileName: 'desk' },
};

/** What makes calls work in a headless Chromium on a machine with a loopback only. */
const callingFlags = [
  '--no-sandbox',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--allow-loopback-in-peer-connection',
  '--disable-background-networking',
];

const html = `<!doctype html><meta charset="utf-8"><title>desk</title>
<script type="module" src="/desk.js"></script>`;

export interface DeskHouse {
  /** A fresh page with an idle desk. */
  openDesk(): Promise<Page>;
  close(): Promise<void>;
}

/** A Chromium and the page its desks are loaded from. */
export async function openDeskHouse(): Promise<DeskHouse> {
  // One file instead of sip.js's hundred and fifty: a page then opens in a fraction of a second.
  const bundle = await build({ configFile: false, logLevel: 'silent', build: bundling });
  const [output] = Array.isArray(bundle) ? bundle : [bundle];
  const deskScript = output && 'output' in output ? output.output[0].code : '';
  const host = createServer((request, response) => {
    const isScript = request.url === '/desk.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? deskScript : html);
  });
  host.listen(0, '127.0.0.1');
  await once(host, 'listening');
  const address = `http://127.0.0.1:${(host.address() as AddressInfo).port}/`;
  const browser: Browser = await chromium.launch({ executablePath: chromiumPath, args: callingFlags });
  const context = await browser.newContext({ permissions: ['microphone'] });
  return {
    async openDesk() {
      const page = await context.newPage();
      await page.goto(address);
      await page.waitForFunction(() => 'desk' in window);
      return page;
    },
    async close() {
      await browser.close();
      host.closeAllConnections();
      host.close();
    },
  };
}

export function openLine(options: Partial<PracticeLineOptions> = {}): Promise<PracticeLine> {
  return createPracticeLine({
    accounts: (user) => passwords[user] ?? null,
    assetsDir: join(projectDir, 'assets', 'practice'),
    log: () => {},
    secret,
    ...options,
  });
}

/** Connects a desk and registers it; gives the final status of the REGISTER. */
export async function signIn(
  desk: Page,
  wsUrl: string,
  user: string,
  password = passwords[user] ?? '',
): Promise<number> {
  await desk.evaluate(([url, name, word]) => window.desk.connect(url, name, word), [wsUrl, user, password] as const);
  return desk.evaluate(() => window.desk.register());
}

export function becomes<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { timeout: 15_000, interval: 20 });
}
