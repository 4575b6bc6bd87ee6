import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What lies in a desk's data folder because of the cache and its key. */
export const CACHE_FILE = 'cache.db';
/** The plain key of a machine without a keychain. */
export const KEY_FILE = 'cache.key';
/** The key as the system's keychain has sealed it. */
export const SEALED_FILE = 'cache.key.sealed';
/** The key as only the journal can read it. */
export const WRAPPED_FILE = 'cache.key.wrapped';
/** Names what a change of the key has prepared and not yet put in its place. */
export const NEXT = '.next';
/** What SQLite keeps beside a database. */
export const COMPANIONS: readonly string[] = ['-wal', '-shm', '-journal'];

/** Written aside, flushed and renamed: after a kill or a power cut there is the old content or the new, never half. */
export function writeDurably(path: string, content: Buffer | string): void {
  writeFileSync(`${path}.new`, content, { mode: 0o600, flush: true });
  moveDurably(`${path}.new`, path);
}

/** Removes what was written, and what a kill has left of writing it. */
export function removeWritten(path: string): void {
  for (const name of [path, `${path}.new`]) rmSync(name, { force: true });
}

/** Takes the place of what is there, on the disk when it returns. */
export function moveDurably(from: string, to: string): void {
  renameSync(from, to);
  flushFolder(dirname(to));
}

/** On the disk when it returns, whoever wrote it. */
export function flushFile(path: string): void {
  const fd = openSync(path, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** A database that nobody uses, with whatever SQLite left beside it. */
export function removeDatabase(path: string): void {
  for (const suffix of ['', ...COMPANIONS]) rmSync(path + suffix, { force: true });
}

function flushFolder(folder: string): void {
  // Windows opens no folders; its file system keeps the order of renames by its own log.
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
