import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { SecretStore } from '../ports.ts';
import { CACHE_FILE, moveDurably, NEXT, removeWritten, writeDurably } from './keyFiles.ts';

/**
 * Keeps the cache's key, and changes it in two steps: between them both keys are on the disk, so that whichever of
 * them a kill has left the cache with is there to open it.
 */
export interface KeyKeeper extends SecretStore {
  /**
   * The present key; made at the very first start.
   * @throws AppError `cache.key_lost` with `reason`: `missing`, `unreadable`, or `locked`, which passes
   */
  databaseKey(): Promise<Buffer>;
  /** The key of a change that was begun and not ended; null when there is none, or none that can be read. */
  stagedKey(): Promise<Buffer | null>;
  /** Lays the next key beside the present one. @throws AppError `key.not_guarded` when it would lie in plain text */
  stageKey(key: Buffer): Promise<void>;
  /** The staged key is the present one from now on. */
  promoteKey(): Promise<void>;
  dropStagedKey(): Promise<void>;
  /** Makes a key that was recovered, or a fresh one, the present one, whatever was there. */
  adoptKey(key: Buffer): Promise<void>;
}

/** How a key lies in its file. */
export interface KeySeal {
  seal(key: string): Promise<Buffer | string>;
  /** `isStale`: it opened, and wants to be sealed anew. @throws AppError `cache.key_lost` */
  unseal(sealed: Buffer): Promise<{ key: string; isStale: boolean }>;
}

const KEY = /^[0-9a-f]{64}$/;

/**
 * A keeper whose key lies in a file of the data folder.
 * A cache whose key is gone is never answered with a new key: acts that were not sent yet lie in it.
 */
export function filedKeeper(dataDir: string, name: string, kind: SecretStore['kind'], how: KeySeal): KeyKeeper {
  const file = join(dataDir, name);
  const next = file + NEXT;

  async function write(path: string, key: Buffer): Promise<void> {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeDurably(path, await how.seal(key.toString('hex')));
  }

  async function read(path: string): Promise<Buffer> {
    const { key, isStale } = await how.unseal(readFileSync(path));
    if (!KEY.test(key)) throw new AppError('cache.key_lost', { reason: 'unreadable' });
    const found = Buffer.from(key, 'hex');
    // The old seal still opens: failing to renew it is no reason to stop work.
    if (isStale) await write(path, found).catch(() => undefined);
    return found;
  }

  return {
    kind,
    async databaseKey() {
      if (existsSync(file)) return read(file);
      if (existsSync(join(dataDir, CACHE_FILE))) throw new AppError('cache.key_lost', { reason: 'missing' });
      const fresh = randomBytes(32);
      await write(file, fresh);
      return fresh;
    },
    stagedKey: async () => (existsSync(next) ? read(next).catch(() => null) : null),
    stageKey: (key) => write(next, key),
    async promoteKey() {
      moveDurably(next, file);
    },
    async dropStagedKey() {
      removeWritten(next);
    },
    adoptKey: (key) => write(file, key),
  };
}

/** For a machine without a keychain: the key lies in a file only its owner may read. */
export const plainSeal: KeySeal = {
  seal: (key) => Promise.resolve(key),
  unseal: (sealed) => Promise.resolve({ key: sealed.toString('utf8').trim(), isStale: false }),
};
