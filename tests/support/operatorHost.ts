import type { Browser, Page } from '@playwright/test';
import { launchElectron } from './electronHost.ts';
import { openWindow } from './operatorBrowser.ts';
import { startDeskProcess, type DeskOptions } from './workplace.ts';

/** A workplace with its window open, whichever program shows it. */
export interface OperatorHost {
  page: Page;
  /** What the page threw and nobody caught. */
  faults: string[];
  stop(): Promise<void>;
}

/**
 * Opens a workplace in the host a project of the suite names.
 * @param browser used by the headless host; Electron brings its own
 * @param voiceWav what the operator says, for Electron; the browser was given its own at its launch
 */
export async function openHost(
  host: 'headless' | 'electron',
  options: DeskOptions,
  browser: Browser,
  voiceWav: string,
): Promise<OperatorHost> {
  if (host === 'electron') return launchElectron(options, voiceWav);
  const desk = await startDeskProcess(options);
  const { page, context, faults } = await openWindow(browser, desk.url);
  return {
    page,
    faults,
    async stop() {
      await context.close();
      await desk.stop();
    },
  };
}
