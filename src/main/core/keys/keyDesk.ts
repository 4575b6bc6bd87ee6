import type { KeyInfo, RecoveryState } from '../../../shared/contracts/bridge.ts';
import type { Handshake } from '../../../shared/contracts/journal.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Desk } from '../desk.ts';
import { asDeskError } from '../errors.ts';
import { keyMadeAt, noteKeyAge } from './keyAge.ts';
import { keyCheckOf, readCopies, rememberRecoveryKey, writeCopy } from './wrappedCopy.ts';

/** What a running desk knows of its own key, and the copy of it that the journal could open. */
export interface KeyDesk {
  info(): KeyInfo;
  recovery(): RecoveryState;
  /** The journal has said what copies are wrapped for: lays one beside the cache unless the right one is there. */
  keepCopy(recoveryKey: Handshake['recoveryKey']): Promise<void>;
}

/** @param deviceId this workstation's id in the journal, which may become another */
export function createKeyDesk(desk: Desk, key: Buffer, deviceId: () => string): KeyDesk {
  const { settings, ports } = desk;
  const { dataDir } = ports.settings;
  const check = keyCheckOf(key);
  desk.remember(() => noteKeyAge(settings, ports.clock.nowMs()));
  const recoverable = (): boolean => readCopies(dataDir).present?.keyCheck === check;

  async function wrap(recoveryKey: NonNullable<Handshake['recoveryKey']>): Promise<void> {
    const { present } = readCopies(dataDir);
    const id = deviceId();
    const isRight = present?.kid === recoveryKey.kid && present.deviceId === id && present.keyCheck === check;
    if (isRight) return;
    rememberRecoveryKey(settings, recoveryKey);
    await writeCopy(dataDir, { key, deviceId: id, recoveryKey, isNext: false });
    ports.log.info('key.wrapped', { kid: recoveryKey.kid });
  }

  return {
    info: () => ({ keptIn: ports.secrets.kind, recoverable: recoverable(), rotatedAt: keyMadeAt(settings) }),
    recovery: () => ({ needed: false, reason: null, recoverable: recoverable() }),
    async keepCopy(recoveryKey) {
      if (recoveryKey === null) return;
      try {
        await wrap(recoveryKey);
      } catch (thrown) {
        // A copy is for a bad day; the conversation with the journal goes on without it, and brings the next try.
        const fault = asDeskError(thrown);
        ports.log.warn('key.not_wrapped', { code: fault instanceof AppError ? fault.code : 'internal' });
      }
    },
  };
}
