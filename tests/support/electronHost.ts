import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { electronBinary } from '../../scripts/lib/openWindow.ts';
import { root, runPackage } from '../../scripts/lib/run.ts';
import type { DeskOptions } from './workplace.ts';

/** The desk in Electron, for tests that also run headless. */
export interface ElectronDesk {
  app: ElectronApplication;
  page: Page;
  /** What the page threw and nobody caught. */
  faults: string[];
  dataDir: string;
  stop(): Promise<void>;
}

/** Electron's binary cannot be had everywhere; without it these tests are left out, and say so. */
export const hasElectron = (): boolean => electronBinary() !== null;

/**
 * Bundles the shell and opens it with a fake headset.
 * @param voiceWav what the operator says into the microphone; a beep of Chromium's own when left out
 */
export async function launchElectron(options: DeskOptions, voiceWav?: string): Promise<ElectronDesk> {
  const executablePath = electronBinary();
  if (executablePath === null) throw new Error('no Electron binary: npx install-electron');
  if ((await runPackage('electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'error'])) !== 0) {
    throw new Error('the Electron shell does not build');
  }
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'otklik-electron-'));
  const app = await _electron.launch({
    executablePath,
    cwd: root,
    locale: 'ru-RU',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--use-fake-device-for-media-stream',
      ...(voiceWav ? [`--use-file-for-fake-audio-capture=${voiceWav}`] : []),
      join(root, 'out', 'main', 'index.cjs'),
      '--data-dir',
      dataDir,
      '--journal-url',
      options.journalUrl,
      '--renderer-dir',
      options.rendererDir ?? 'out/renderer',
      '--device-name',
      'АРМ-испытание',
      ...(options.pbxWsUrl ? ['--pbx-ws-url', options.pbxWsUrl] : []),
      ...(options.practice ? ['--practice-url', options.practice.url] : []),
    ],
    env: {
      ...(process.env as Record<string, string>),
      ...(options.practice ? { OTKLIK_PRACTICE_SECRET: options.practice.secret } : {}),
    },
  });
  const faults: string[] = [];
  const page = await app.firstWindow();
  page.on('pageerror', (error) => faults.push(error.message));
  return {
    app,
    page,
    faults,
    dataDir,
    async stop() {
      await app.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
