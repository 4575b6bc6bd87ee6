import { join } from 'node:path';
import { app, dialog, protocol } from 'electron';
import { AppError } from '../../shared/errors.ts';
import { asDeskError } from '../core/errors.ts';
import type { DeskOptions } from '../host/deskOptions.ts';
import { setSwitches } from './chromiumSwitches.ts';
import { forbidLeaving } from './forbidLeaving.ts';
import { schemePrivileges } from './origin.ts';
import { runShell, type Shell } from './runShell.ts';
import { readGivenOptions, readSettings } from './shellOptions.ts';
import { startFault } from './startFault.ts';

/** Shorter than `npm start` waits before it kills. */
const STOP_WITHIN_MS = 8_000;

/** The desktop in Electron. What must happen before Chromium is ready happens here, in this order. */
function main(): void {
  // Names the entry in the keychain, and the folder of the installed program: never the product's Russian name.
  app.setName('otklik');
  app.setAppUserModelId('ru.otklik.desk');
  let given: DeskOptions | null;
  try {
    given = readGivenOptions(process.argv.slice(1), process.env);
  } catch (thrown) {
    console.error(startFault(thrown));
    return app.exit(2);
  }
  // The lock below is per folder, so desks over different folders do not shut each other out.
  app.setPath('userData', given ? join(given.dataDir, 'shell') : join(app.getPath('appData'), 'otklik'));
  if (!app.requestSingleInstanceLock()) return app.exit(0);

  app.enableSandbox();
  setSwitches(app.commandLine);
  protocol.registerSchemesAsPrivileged([schemePrivileges]);
  app.on('web-contents-created', (_event, contents) => forbidLeaving(contents));

  let shell: Shell | null = null;
  app.on('second-instance', () => shell?.show());
  app.on('activate', () => shell?.show());
  app.on('window-all-closed', () => app.quit());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  stopBeforeExit(() => shell?.stop());

  void app
    .whenReady()
    .then(() => start(given))
    .then((started) => {
      shell = started;
    });
}

/** Starts, or says why not and ends. */
async function start(given: DeskOptions | null): Promise<Shell | null> {
  try {
    const options = given ?? readSettings(app.getPath('userData'), join(import.meta.dirname, '../renderer'));
    return await runShell(options, { dev: !app.isPackaged, hideOnClose: given === null });
  } catch (thrown) {
    const fault = asDeskError(thrown);
    if (!(fault instanceof AppError)) console.error(fault);
    await dialog.showMessageBox({
      type: 'error',
      title: 'Отклик',
      message: 'Отклик не запущен',
      detail: startFault(fault),
      buttons: ['Закрыть'],
    });
    app.exit(1);
    return null;
  }
}

/** Windows close first, so that what they still had to say has reached the core; then the core stops, then we leave. */
function stopBeforeExit(stop: () => Promise<void> | undefined): void {
  let stopping = false;
  // Whoever asked us to leave does not wait for ever, not even for a hung window; the cache survives a sudden end.
  app.once('before-quit', () => setTimeout(() => app.exit(0), STOP_WITHIN_MS));
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    void Promise.resolve(stop())
      .catch((thrown: unknown) => console.error(thrown))
      .then(() => app.exit(0));
  });
}

main();
