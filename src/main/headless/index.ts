import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { attachWsHost } from '../bridge/wsHost.ts';
import { createDeskCore } from '../host/createDeskCore.ts';
import { watchMachine } from '../host/machineWatch.ts';
import { createLogger, keyFileStore } from '../host/nodePorts.ts';
import { readOptions } from './options.ts';
import { createWindowServer } from './serveWindow.ts';

/** The desktop without Electron: the same core, the window served to a browser on this machine. */
const options = readOptions(process.argv.slice(2), process.env);
const log = createLogger('desk', options.logFile);
const core = await createDeskCore(options, log, keyFileStore(options.dataDir));

// A given token lets a restarted core be found again by a window that is already open.
const token = process.env['OTKLIK_START_TOKEN'] ?? randomBytes(24).toString('base64url');
const host = (): string => `127.0.0.1:${(http.address() as AddressInfo).port}`;
const http = createWindowServer({ folder: resolve(options.rendererDir), pbxWsUrl: options.pbxWsUrl, host });
const endWatch = watchMachine(() => core.machineWoke());
const bridge = attachWsHost(http, { core, log, token, host, origin: () => `http://${host()}` });

http.listen(options.port, '127.0.0.1', () => {
  log.info('desk.ready');
  process.send?.({ ready: true, url: `http://${host()}/#token=${token}` });
});

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  endWatch();
  bridge.close();
  http.close();
  http.closeAllConnections();
  await core.stop();
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(signal, () => void stop());
