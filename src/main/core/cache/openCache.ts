import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { migrations } from './migrations.ts';

export type Cache = Database.Database;

export interface OpenedCache {
  cache: Cache;
  /** Where an unreadable earlier cache was put aside, or null. */
  setAside: string | null;
}

/**
 * How long a write waits for another program that holds the database: longer would stand still for everybody, since
 * nothing else of the core runs meanwhile. What could not wait is told, and tried again by whoever wanted it.
 */
const BUSY_MS = 300;

/**
 * Opens the desk's encrypted cache and brings it to the present shape.
 * A file that cannot be read is never deleted: it is put aside under a new name, and the desk starts afresh.
 * @param key 32 raw bytes
 * @param stamp tells one set-aside file from another
 */
export function openCache(dataDir: string, key: Buffer, stamp: string): OpenedCache {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'cache.db');
  try {
    return { cache: open(file, key), setAside: null };
  } catch (thrown) {
    if (!isUnreadable(thrown) || !existsSync(file)) throw thrown;
    const setAside = join(dataDir, `cache-unreadable-${stamp}.db`);
    for (const suffix of ['', '-wal', '-shm', '-journal']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, setAside + suffix);
    }
    return { cache: open(file, key), setAside };
  }
}

/**
 * The file with its key, and nothing done to it yet. Whether the key is the right one shows at the first reading.
 * @param key 32 raw bytes
 */
export function openWithKey(file: string, key: Buffer, options: Database.Options = {}): Cache {
  const cache = new Database(file, { timeout: BUSY_MS, ...options });
  cache.pragma(`cipher='sqlcipher'`);
  cache.pragma(`key="x'${key.toString('hex')}'"`);
  return cache;
}

function open(file: string, key: Buffer): Cache {
  const cache = openWithKey(file, key);
  try {
    cache.pragma('journal_mode = WAL');
    // A saved act must survive a power cut, not only a crash of the program.
    cache.pragma('synchronous = FULL');
    cache.pragma('foreign_keys = ON');
    cache.pragma('cache_size = -65536');
    cache.pragma('temp_store = MEMORY');
    // Nothing a person deleted is to be read out of free pages.
    cache.pragma('secure_delete = ON');
    migrate(cache);
    return cache;
  } catch (thrown) {
    cache.close();
    throw thrown;
  }
}

/** Forward only; each step and its version number commit together, so that a kill in between repeats the step whole. */
export function migrate(cache: Cache, steps: readonly string[] = migrations): void {
  const version = cache.pragma('user_version', { simple: true }) as number;
  steps.slice(version).forEach((sql, index) => {
    cache.transaction(() => {
      cache.exec(sql);
      cache.pragma(`user_version = ${version + index + 1}`);
    })();
  });
}

/** Whether this is no database to this key: damaged, or of another key. */
export function isUnreadable(thrown: unknown): boolean {
  return (
    thrown instanceof Database.SqliteError &&
    (thrown.code === 'SQLITE_NOTADB' || thrown.code.startsWith('SQLITE_CORRUPT'))
  );
}
