import { createCore, type Core } from '../core/createCore.ts';
import { createHttpTransport } from '../core/journal/httpTransport.ts';
import type { Logger, SecretStore } from '../core/ports.ts';
import type { DeskOptions } from './deskOptions.ts';
import { systemClock, systemIds } from './nodePorts.ts';
import { practicePort } from './practicePort.ts';

/** The core on a real machine. Hosts differ only in where the key lies. */
export function createDeskCore(options: DeskOptions, log: Logger, secrets: SecretStore): Promise<Core> {
  return createCore({
    clock: systemClock,
    ids: systemIds,
    log,
    secrets,
    journal: createHttpTransport(options.journalUrl),
    practice: options.practice ? practicePort(options.practice.url, options.practice.secret) : null,
    settings: { dataDir: options.dataDir, deviceName: options.deviceName, pbxWsUrl: options.pbxWsUrl },
  });
}
