import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import { AppError } from '../../shared/errors.ts';
import type { SecretStore } from '../core/ports.ts';
import { CACHE_FILE, KEY_FILE, keyFileStore } from '../host/nodePorts.ts';

/** The key of the cache as the system's keychain has sealed it. */
const SEALED_FILE = 'cache.key.sealed';

export type Keychain = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'>;

/**
 * Where this machine's key lies. A plain key file that is there already stays in use: it is what the present cache
 * was made with, and the same folder may have been opened by the desk without Electron.
 */
export async function openSecrets(
  dataDir: string,
  keychain: Keychain,
  platform: NodeJS.Platform = process.platform,
): Promise<SecretStore> {
  if (existsSync(join(dataDir, KEY_FILE))) return keyFileStore(dataDir);
  if (existsSync(join(dataDir, SEALED_FILE)) || (await guards(keychain, platform))) {
    return keychainStore(dataDir, keychain);
  }
  return keyFileStore(dataDir);
}

/**
 * Whether the keychain truly guards. On Linux without a keyring Chromium says that it is available and then seals with
 * a password printed in its source, marking the result «v10»; `getSelectedStorageBackend` tells only what the
 * synchronous calls would choose, so the mark is what is asked.
 */
async function guards(keychain: Keychain, platform: NodeJS.Platform): Promise<boolean> {
  try {
    if (!(await keychain.isAsyncEncryptionAvailable())) return false;
    if (platform !== 'linux') return true;
    const probe = await keychain.encryptStringAsync('probe');
    return probe.subarray(0, 3).toString('latin1') !== 'v10';
  } catch {
    return false;
  }
}

function keychainStore(dataDir: string, keychain: Keychain): SecretStore {
  const file = join(dataDir, SEALED_FILE);

  async function seal(key: string): Promise<void> {
    const sealed = await keychain.encryptStringAsync(key);
    // Written aside, flushed and renamed: a power cut in between must not leave half a key.
    writeFileSync(`${file}.new`, sealed, { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
  }

  return {
    kind: 'keychain',
    async databaseKey() {
      mkdirSync(dataDir, { recursive: true, mode: 0o700 });
      if (existsSync(file)) {
        const { result, shouldReEncrypt } = await unseal(keychain, readFileSync(file));
        // The old seal still opens: failing to renew it is no reason to stop work.
        if (shouldReEncrypt) await seal(result).catch(() => undefined);
        return Buffer.from(result, 'hex');
      }
      if (existsSync(join(dataDir, CACHE_FILE))) throw new AppError('cache.key_lost', { reason: 'missing' });
      const key = randomBytes(32).toString('hex');
      await seal(key);
      return Buffer.from(key, 'hex');
    },
  };
}

async function unseal(keychain: Keychain, sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
  let opened: { result: string; shouldReEncrypt: boolean };
  try {
    opened = await keychain.decryptStringAsync(sealed);
  } catch (thrown) {
    // Electron tells a locked keychain from a lost one by the text of its error alone.
    const locked = thrown instanceof Error && thrown.message.includes('temporarily unavailable');
    throw new AppError('cache.key_lost', { reason: locked ? 'locked' : 'unreadable' }, { cause: thrown });
  }
  if (!/^[0-9a-f]{64}$/.test(opened.result)) throw new AppError('cache.key_lost', { reason: 'unreadable' });
  return opened;
}

/**
 * Puts a cache that nothing opens any more out of the way, on a person's word only. Nothing is deleted: with the key
 * found again, the acts in it can still be saved.
 * @param stamp tells one set-aside cache from another
 */
export function setLostCacheAside(dataDir: string, stamp: string): void {
  const names = [CACHE_FILE, `${CACHE_FILE}-wal`, `${CACHE_FILE}-shm`, KEY_FILE, SEALED_FILE];
  for (const name of names) {
    if (existsSync(join(dataDir, name))) renameSync(join(dataDir, name), join(dataDir, `key-lost-${stamp}-${name}`));
  }
}
