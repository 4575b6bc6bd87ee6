import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { toInstant } from '../../../shared/lib/primitives.ts';
import { openWithKey, type Cache } from '../cache/openCache.ts';
import { settingRepository } from '../cache/settingRepository.ts';
import type { Clock, Logger } from '../ports.ts';
import { spoolKeyOf } from '../spool/spoolKey.ts';
import { setKeyAge } from './keyAge.ts';
import { CACHE_FILE, flushFile, moveDurably, NEXT, removeDatabase } from './keyFiles.ts';
import type { KeyKeeper } from './keyKeeper.ts';
import { knownRecoveryKey, promoteCopy, writeCopy } from './wrappedCopy.ts';

/** Where a change of the key stands; a kill may fall between any two. */
export type RotationStep = 'staged' | 'wrapped' | 'copied' | 'rekeyed' | 'swapped' | 'promoted' | 'done';

export interface KeyWork {
  dataDir: string;
  keeper: KeyKeeper;
  clock: Clock;
  log: Logger;
  random: (bytes: number) => Buffer;
  /** A key older than this is changed, ms. */
  maxAgeMs: number;
  /** Told of every step; what it throws ends the work there. */
  reached?: ((step: RotationStep) => void) | undefined;
}

const ownDevice = z.object({ deviceId: z.uuid() });

/**
 * Gives the cache another key. The cache itself is not touched: a copy of it gets the new key and takes its place by
 * one rename, with both keys on the disk meanwhile, so that whatever is there after a kill opens with one of them.
 * The database must be closed, and opened afterwards with the key that is returned.
 * @throws AppError `cache.busy` when somebody else has it open, and the faults of the disk
 */
export async function rotateKey(work: KeyWork, present: Buffer): Promise<Buffer> {
  const { dataDir, keeper, clock } = work;
  const file = join(dataDir, CACHE_FILE);
  const next = file + NEXT;
  const fresh = work.random(32);
  removeDatabase(next);

  const cache = openWithKey(file, present);
  try {
    holdAlone(cache);
    // The recordings must not depend on the key that goes.
    spoolKeyOf(cache, present, work.random);
    await keeper.stageKey(fresh);
    work.reached?.('staged');
    await wrapNext(cache, dataDir, fresh);
    work.reached?.('wrapped');
    cache.exec(`VACUUM INTO '${next.replaceAll("'", "''")}'`);
    work.reached?.('copied');
  } finally {
    cache.close();
  }

  rekey(next, present, fresh, (copy) => setKeyAge(settingRepository(copy), toInstant(clock.nowMs())));
  work.reached?.('rekeyed');
  // A log of the old database would be taken for one of the new; somebody who still writes one has it open.
  if (['-wal', '-journal'].some((suffix) => isLeft(file + suffix))) throw new AppError('cache.busy');
  rmSync(`${file}-shm`, { force: true });
  moveDurably(next, file);
  work.reached?.('swapped');
  await keeper.promoteKey();
  work.reached?.('promoted');
  promoteCopy(dataDir);
  work.reached?.('done');
  return fresh;
}

/** Leaving the write-ahead log needs the database for oneself, and keeps it so until it is closed. */
function holdAlone(cache: Cache): void {
  cache.pragma('locking_mode = EXCLUSIVE');
  cache.pragma('journal_mode = DELETE');
  cache.pragma('synchronous = FULL');
}

/** A copy of the next key for the journal, as far as this desk knows what to wrap it for. */
async function wrapNext(cache: Cache, dataDir: string, key: Buffer): Promise<void> {
  const settings = settingRepository(cache);
  const recoveryKey = knownRecoveryKey(settings);
  const device = settings.get('device', ownDevice);
  if (recoveryKey && device) await writeCopy(dataDir, { key, deviceId: device.deviceId, recoveryKey, isNext: true });
}

/** The copy is nobody's yet, so that its cipher may be changed in place; it must be whole before it is anybody's. */
function rekey(path: string, from: Buffer, to: Buffer, finish: (copy: Cache) => void): void {
  const copy = openWithKey(path, from);
  try {
    copy.pragma(`rekey="x'${to.toString('hex')}'"`);
  } finally {
    copy.close();
  }
  const reread = openWithKey(path, to);
  try {
    finish(reread);
    if (reread.pragma('quick_check', { simple: true }) !== 'ok') throw new AppError('cache.corrupt');
  } finally {
    reread.close();
  }
  flushFile(path);
}

function isLeft(path: string): boolean {
  return existsSync(path) && statSync(path).size > 0;
}
