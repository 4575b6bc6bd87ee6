import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';

/**
 * A browser in which an operator can work headless: a fake headset, no questions asked, no knocking at the outside.
 * @param voiceWav what the operator says into the microphone; a beep of Chromium's own when left out
 */
export async function launchOperatorBrowser(voiceWav?: string): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      '--disable-features=WebRtcHideLocalIpsWithMdns',
      '--allow-loopback-in-peer-connection',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...(voiceWav ? [`--use-file-for-fake-audio-capture=${voiceWav}`] : []),
    ],
  });
}

/** A window of the worst screen an operator may have. */
export async function openWindow(
  browser: Browser,
  url: string,
): Promise<{ page: Page; context: BrowserContext; faults: string[] }> {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    locale: 'ru-RU',
    permissions: ['microphone'],
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(url);
  return { page, context, faults };
}
