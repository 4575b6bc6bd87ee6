import { createCore, type Core } from '../core/createCore.ts';
import { openCache } from '../core/cache/openCache.ts';
import { asDeskError } from '../core/errors.ts';
import { createHttpTransport } from '../core/journal/httpTransport.ts';
import { createLockableCore } from '../core/keys/createLockableCore.ts';
import type { KeyKeeper } from '../core/keys/keyKeeper.ts';
import { settleKey } from '../core/keys/settleKey.ts';
import type { Clock, CoreSettings, Logger } from '../core/ports.ts';
import { argonPasswords } from '../core/session/verifier.ts';
import { AppError } from '../../shared/errors.ts';
import type { DeskOptions } from './deskOptions.ts';
import { systemClock, systemIds } from './nodePorts.ts';
import { practicePort } from './practicePort.ts';

const DAY_MS = 86_400_000;
const OPEN_TRIES = 6;
const OPEN_AGAIN_MS = 700;

/** The core on a real machine, locked while its key is not there. Hosts differ only in where the key lies. */
export function createDeskCore(options: DeskOptions, log: Logger, keeper: KeyKeeper): Promise<Core> {
  const { dataDir, deviceName, pbxWsUrl } = options;
  const settings: CoreSettings = { dataDir, deviceName, pbxWsUrl };
  const journal = createHttpTransport(options.journalUrl);
  const clock = systemClock;
  const maxAgeMs = options.keyDays * DAY_MS;

  async function open(): Promise<Core> {
    const key = await settleKey({ dataDir, keeper, clock, log, random: systemIds.random, maxAgeMs });
    const { kind } = keeper;
    // Said once at every start: who can read the folder can read a key that lies in it.
    if (kind === 'keyFile') log.warn('key.in_file');
    else log.info('key.in_keychain');
    return createCore({
      clock,
      ids: systemIds,
      log,
      secrets: { kind, databaseKey: () => Promise.resolve(key) },
      passwords: argonPasswords,
      openCache,
      journal,
      practice: options.practice ? practicePort(options.practice.url, options.practice.secret) : null,
      settings,
    });
  }

  const practice = options.practice !== null;
  return createLockableCore({ open: () => whenFree(open, clock), keeper, journal, clock, log, settings, practice });
}

/** A backup or a virus scanner may just hold the file: it is waited for a little, without standing still. */
async function whenFree<T>(work: () => Promise<T>, clock: Clock): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (thrown) {
      const fault = asDeskError(thrown);
      if (!(fault instanceof AppError) || fault.code !== 'cache.busy' || tries === OPEN_TRIES) throw thrown;
      await new Promise<void>((resolve) => void clock.after(OPEN_AGAIN_MS, resolve));
    }
  }
}
