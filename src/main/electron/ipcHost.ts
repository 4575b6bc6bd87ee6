import type { IpcMain, WebContents } from 'electron';
import { AppError, toErrorValue, type ErrorValue } from '../../shared/errors.ts';
import { dispatch } from '../bridge/dispatch.ts';
import type { Core } from '../core/createCore.ts';
import type { Logger } from '../core/ports.ts';
import { isOurs } from './origin.ts';

/** Also written in src/preload/index.ts, which imports nothing but electron. */
export const CALL_CHANNEL = 'otklik:call';
export const EVENT_CHANNEL = 'otklik:event';

/** What crosses to the preload: failures are values, since Electron carries nothing of a thrown error but its text. */
export type IpcAnswer = { output: unknown } | { error: ErrorValue };

export interface SenderFrame {
  origin: string;
  parent: object | null;
}

/** Only the main frame of our own page is listened to; a frame that is gone already is nobody. */
export function isOurFrame(frame: SenderFrame | null): boolean {
  return frame !== null && frame.parent === null && isOurs(frame.origin);
}

export interface IpcHostOptions {
  ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>;
  core: Core;
  log: Logger;
  windows: () => Pick<WebContents, 'isDestroyed' | 'isCrashed' | 'getURL' | 'send'>[];
}

/** Carries the bridge to Electron's windows. Returns its own end. */
export function attachIpcHost({ ipcMain, core, log, windows }: IpcHostOptions): () => void {
  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, input: unknown): Promise<IpcAnswer> => {
    if (!isOurFrame(event.senderFrame)) {
      log.warn('bridge.refused', { reason: 'origin' });
      return { error: { code: 'bridge.refused' } };
    }
    const call = typeof name === 'string' ? name.slice(0, 64) : '';
    try {
      return { output: await dispatch(core, call, input) };
    } catch (thrown) {
      if (!(thrown instanceof AppError)) log.error('bridge.bug', { call }, thrown);
      return { error: toErrorValue(thrown) };
    }
  });
  const unsubscribe = core.onEvent((name, event) => {
    for (const window of windows()) {
      if (!window.isDestroyed() && !window.isCrashed() && isOurs(window.getURL())) {
        window.send(EVENT_CHANNEL, name, event);
      }
    }
  });
  return () => {
    unsubscribe();
    ipcMain.removeHandler(CALL_CHANNEL);
  };
}
