import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  session,
} from 'electron';
import { createDeskCore } from '../host/createDeskCore.ts';
import type { DeskOptions } from '../host/deskOptions.ts';
import { watchMachine } from '../host/machineWatch.ts';
import { createLogger } from '../host/nodePorts.ts';
import { answerWindow } from './answerWindow.ts';
import { attachIpcHost } from './ipcHost.ts';
import { callAttention, openMainWindow, showWindow } from './mainWindow.ts';
import { createTray, setMenu } from './menus.ts';
import { openSecrets } from './openSecrets.ts';
import { watchOperator } from './operatorWatch.ts';
import { SCHEME } from './origin.ts';
import { guardPermissions } from './permissions.ts';

export interface Shell {
  show(): void;
  stop(): Promise<void>;
}

export interface ShellHabits {
  dev: boolean;
  /** Closing the window leaves the program in the tray, as an installed telephone does. */
  hideOnClose: boolean;
}

const ICONS = join(import.meta.dirname, '../../assets/icons');

/**
 * The core, and all of Electron around it.
 * @throws AppError the faults of the disk and the cache; without its key the core starts locked
 */
export async function runShell(options: DeskOptions, { dev, hideOnClose }: ShellHabits): Promise<Shell> {
  const log = createLogger('desk', options.logFile);
  const secrets = await openSecrets(options.dataDir, safeStorage);
  const core = await createDeskCore(options, log, secrets);

  let quitting = false;
  app.on('before-quit', () => {
    quitting = true;
  });

  guardPermissions(session.defaultSession);
  protocol.handle(SCHEME, (request) =>
    answerWindow(request, { folder: options.rendererDir, pbxWsUrl: options.pbxWsUrl }),
  );
  const detach = attachIpcHost({
    ipcMain,
    core,
    log,
    windows: () => BrowserWindow.getAllWindows().map(({ webContents }) => webContents),
  });
  powerMonitor.on('resume', () => core.machineWoke());
  powerMonitor.on('unlock-screen', () => core.machineWoke());
  // No event of Electron's tells the main process of another network.
  const endWatch = watchMachine(() => core.machineWoke());

  const window = openMainWindow({
    log,
    dev,
    icon: join(ICONS, process.platform === 'win32' ? 'app.ico' : 'app.png'),
    onClose: (closing) => (hideOnClose ? closing.hide() : exit()),
    isQuitting: () => quitting,
  });
  const operator = watchOperator({ core, blocker: powerSaveBlocker, onOffer: () => callAttention(window) });
  const show = (): void => showWindow(window);

  /** A person asks to leave; in a call they are asked back. */
  function exit(): void {
    if (!operator.inCall()) return app.quit();
    // The question belongs to the window: over a hidden one nobody would see it.
    show();
    const question = {
      type: 'warning' as const,
      title: 'Отклик',
      message: 'Идёт звонок. Если выйти, он прервётся.',
      buttons: ['Остаться', 'Прервать и выйти'],
      defaultId: 0,
      cancelId: 0,
    };
    void dialog.showMessageBox(window, question).then(({ response }) => {
      if (response === 1) app.quit();
    });
  }

  setMenu({ open: show, exit }, dev);
  const tray = createTray(join(ICONS, process.platform === 'win32' ? 'app.ico' : 'tray.png'), { open: show, exit });
  log.info('desk.ready');

  return {
    show,
    async stop() {
      tray.destroy();
      operator.stop();
      endWatch();
      detach();
      await core.stop();
    },
  };
}
