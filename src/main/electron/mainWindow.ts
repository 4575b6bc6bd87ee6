import { join } from 'node:path';
import { BrowserWindow, dialog } from 'electron';
import type { Logger } from '../core/ports.ts';
import { WINDOW_URL } from './origin.ts';
import { createReloadLimit } from './reloadLimit.ts';

export interface MainWindowOptions {
  log: Logger;
  icon: string;
  /** Tools of a developer are within reach. */
  dev: boolean;
  /** The person closes the window; it is not closed by that. */
  onClose: (window: BrowserWindow) => void;
  isQuitting: () => boolean;
}

/** The operator's one window. */
export function openMainWindow({ log, icon, dev, onClose, isQuitting }: MainWindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    minWidth: 1024,
    minHeight: 600,
    show: false,
    title: 'Отклик',
    icon,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      devTools: dev,
      // Calls come while another window is in front.
      backgroundThrottling: false,
      autoplayPolicy: 'no-user-gesture-required',
      // Chromium fetches its dictionaries from outside, where nothing of ours may knock.
      spellcheck: false,
    },
  });
  // Hidden, and not shown by Alt: its shortcuts work, the operator's keys stay the operator's.
  window.setMenuBarVisibility(false);
  window.once('ready-to-show', () => window.show());
  window.on('focus', () => window.flashFrame(false));
  window.on('close', (event) => {
    if (isQuitting()) return;
    event.preventDefault();
    onClose(window);
  });
  reopenAfterCrash(window, log);
  // A failed load is told by the crash handling or by an empty window; it is no reason to end the core.
  window.loadURL(WINDOW_URL).catch((thrown: unknown) => log.error('window.load_failed', {}, thrown));
  return window;
}

function reopenAfterCrash(window: BrowserWindow, log: Logger): void {
  const mayReload = createReloadLimit(() => Date.now());
  const reload = (): void => {
    if (!window.isDestroyed()) window.webContents.reload();
  };
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    log.error('window.gone', { reason });
    // Not within the event: the process it tells of is still being taken down.
    if (mayReload()) return void setImmediate(reload);
    const question = {
      type: 'error' as const,
      title: 'Отклик',
      message: 'Окно несколько раз закрылось само. Введённый текст сохранён.',
      buttons: ['Открыть заново'],
    };
    void dialog.showMessageBox(question).then(reload);
  });
}

/** Brings the window before the operator, wherever it was put. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** A call is offered: the window comes up without taking the keyboard from what is being typed elsewhere. */
export function callAttention(window: BrowserWindow): void {
  if (window.isFocused()) return;
  if (!window.isVisible() || window.isMinimized()) window.showInactive();
  window.flashFrame(true);
}
