import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { toMs } from '../../../shared/lib/primitives.ts';
import { isUnreadable, openWithKey } from '../cache/openCache.ts';
import { settingRepository } from '../cache/settingRepository.ts';
import { asDeskError } from '../errors.ts';
import { keyMadeAt } from './keyAge.ts';
import { CACHE_FILE, NEXT, removeDatabase } from './keyFiles.ts';
import type { KeyKeeper } from './keyKeeper.ts';
import { rotateKey, type KeyWork } from './rotateKey.ts';
import { dropNextCopy, keyCheckOf, promoteCopy, readCopies } from './wrappedCopy.ts';

/**
 * The key the cache is to be opened with: ends or undoes a change that was cut short, and begins one when the key has
 * grown old. To be asked before anybody opens the cache.
 * @throws AppError `cache.key_lost`
 */
export async function settleKey(work: KeyWork): Promise<Buffer> {
  const key = await findKey(work);
  if (!isOld(work, key)) return key;
  try {
    const fresh = await rotateKey(work, key);
    work.log.info('key.rotated');
    return fresh;
  } catch (thrown) {
    // A desk works with an old key better than not at all; whichever of the two fits by now is the one.
    const fault = asDeskError(thrown);
    work.log.warn('key.not_rotated', { code: fault instanceof AppError ? fault.code : 'internal' });
    return findKey(work);
  }
}

async function findKey(work: KeyWork): Promise<Buffer> {
  const { dataDir, keeper, log } = work;
  const file = join(dataDir, CACHE_FILE);
  const present = await presentKey(keeper);
  if (!existsSync(file)) return keyOfNothing(work, present);
  if ('key' in present && opens(file, present.key)) {
    await clearAfterRotation(work, present.key);
    return present.key;
  }
  const staged = await keeper.stagedKey();
  if (staged && opens(file, staged)) {
    await endRotation(work);
    log.info('key.rotation_ended');
    return staged;
  }
  if ('fault' in present) throw present.fault;
  // The key is in its place and does not fit. Whether it is the wrong one, or the file is damaged, the copy's
  // fingerprint tells; a damaged file is for the opening to put aside.
  const { present: copy, next } = readCopies(dataDir);
  const check = keyCheckOf(present.key);
  const isForeign = copy !== null && copy.keyCheck !== check && next?.keyCheck !== check;
  if (isForeign) throw new AppError('cache.key_lost', { reason: 'unreadable' });
  return present.key;
}

type Present = { key: Buffer } | { fault: AppError };

async function presentKey(keeper: KeyKeeper): Promise<Present> {
  try {
    return { key: await keeper.databaseKey() };
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'cache.key_lost') return { fault: thrown };
    throw thrown;
  }
}

/** Without a cache there is nothing to lose: a key that cannot be read is replaced. */
async function keyOfNothing({ keeper, random }: KeyWork, present: Present): Promise<Buffer> {
  if ('key' in present) return present.key;
  if (present.fault.params['reason'] === 'locked') throw present.fault;
  const fresh = random(32);
  await keeper.adoptKey(fresh);
  return fresh;
}

/** Cut short before the new database took its place, what was prepared goes; cut short at the very end, its copy stays. */
async function clearAfterRotation({ dataDir, keeper }: KeyWork, key: Buffer): Promise<void> {
  removeDatabase(join(dataDir, CACHE_FILE + NEXT));
  if (readCopies(dataDir).next?.keyCheck === keyCheckOf(key)) promoteCopy(dataDir);
  else dropNextCopy(dataDir);
  await keeper.dropStagedKey();
}

/** Cut short after it: its key and its copy take their places too. Both are tried again at the next start if they cannot. */
async function endRotation({ dataDir, keeper, log }: KeyWork): Promise<void> {
  try {
    await keeper.promoteKey();
    promoteCopy(dataDir);
  } catch {
    log.warn('key.not_promoted');
  }
}

/**
 * Whether this key reads this database. Opened for writing, since a change of the key that was killed may have left a
 * journal that has to be rolled back first; with another key neither that nor the log is touched.
 */
export function opens(file: string, key: Buffer): boolean {
  const cache = openWithKey(file, key, { fileMustExist: true });
  try {
    cache.prepare('SELECT count(*) FROM sqlite_master').get();
    return true;
  } catch (thrown) {
    if (isUnreadable(thrown)) return false;
    throw thrown;
  } finally {
    cache.close();
  }
}

function isOld({ dataDir, clock, maxAgeMs, log }: KeyWork, key: Buffer): boolean {
  const file = join(dataDir, CACHE_FILE);
  if (!existsSync(file)) return false;
  try {
    const cache = openWithKey(file, key, { readonly: true, fileMustExist: true });
    try {
      const madeAt = keyMadeAt(settingRepository(cache));
      return madeAt !== null && clock.nowMs() - toMs(madeAt) > maxAgeMs;
    } finally {
      cache.close();
    }
  } catch {
    // A cache without its tables yet, or one the opening will have its own word about.
    log.info('key.age_unknown');
    return false;
  }
}
