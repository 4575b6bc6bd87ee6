import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import { AppError } from '../../shared/errors.ts';
import { KEY_FILE, NEXT, SEALED_FILE } from '../core/keys/keyFiles.ts';
import { filedKeeper, type KeyKeeper } from '../core/keys/keyKeeper.ts';
import { keyFileStore } from '../host/nodePorts.ts';

export type Keychain = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'>;

/**
 * Where this machine's key lies. A plain key file that is there already stays in use: it is what the present cache
 * was made with, and the same folder may have been opened by the desk without Electron.
 */
export async function openSecrets(
  dataDir: string,
  keychain: Keychain,
  platform: NodeJS.Platform = process.platform,
): Promise<KeyKeeper> {
  const lies = (name: string): boolean => existsSync(join(dataDir, name)) || existsSync(join(dataDir, name + NEXT));
  if (lies(KEY_FILE)) return keyFileStore(dataDir);
  const isGuarded = (): Promise<boolean> => guards(keychain, platform);
  if (lies(SEALED_FILE) || (await isGuarded())) return keychainStore(dataDir, keychain, isGuarded);
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

/**
 * A key in the keychain's seal. Nothing new is ever sealed by a keychain that no longer guards: a change of the key
 * waits then, and a key that had to be recovered goes into a file only its owner may read, and is told to lie there.
 */
function keychainStore(dataDir: string, keychain: Keychain, isGuarded: () => Promise<boolean>): KeyKeeper {
  const sealed = filedKeeper(dataDir, SEALED_FILE, 'keychain', {
    seal: (key) => keychain.encryptStringAsync(key),
    unseal: (bytes) => unseal(keychain, bytes),
  });
  let current = sealed;
  return {
    get kind() {
      return current.kind;
    },
    async databaseKey() {
      const isFirst = current === sealed && !existsSync(join(dataDir, SEALED_FILE));
      if (isFirst && !(await isGuarded())) current = keyFileStore(dataDir);
      return current.databaseKey();
    },
    stagedKey: () => current.stagedKey(),
    async stageKey(key) {
      if (current === sealed && !(await isGuarded())) throw new AppError('key.not_guarded');
      await current.stageKey(key);
    },
    promoteKey: () => current.promoteKey(),
    dropStagedKey: () => current.dropStagedKey(),
    async adoptKey(key) {
      if (!(await isGuarded())) current = keyFileStore(dataDir);
      await current.adoptKey(key);
    },
  };
}

async function unseal(keychain: Keychain, sealed: Buffer): Promise<{ key: string; isStale: boolean }> {
  try {
    const { result, shouldReEncrypt } = await keychain.decryptStringAsync(sealed);
    return { key: result, isStale: shouldReEncrypt };
  } catch (thrown) {
    // Electron tells a locked keychain from a lost one by the text of its error alone.
    const locked = thrown instanceof Error && thrown.message.includes('temporarily unavailable');
    throw new AppError('cache.key_lost', { reason: locked ? 'locked' : 'unreadable' }, { cause: thrown });
  }
}
