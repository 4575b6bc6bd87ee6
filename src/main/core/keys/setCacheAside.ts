import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE_FILE, COMPANIONS, KEY_FILE, NEXT, SEALED_FILE, WRAPPED_FILE } from './keyFiles.ts';

/**
 * Puts a cache that nothing opens any more out of the way, on a person's word only, with its recordings. Nothing is
 * deleted: with the key found again, the acts in it can still be saved.
 * @param stamp tells one set-aside cache from another
 */
export function setCacheAside(dataDir: string, stamp: string): void {
  const keys = [KEY_FILE, SEALED_FILE, WRAPPED_FILE];
  const names = [CACHE_FILE, ...COMPANIONS.map((suffix) => CACHE_FILE + suffix), 'spool'];
  // The cache goes last: until then the next start finds it, and does not begin anew beside half of it.
  for (const name of [...keys, ...keys.map((key) => key + NEXT), CACHE_FILE + NEXT, ...names.toReversed()]) {
    if (existsSync(join(dataDir, name))) renameSync(join(dataDir, name), join(dataDir, `key-lost-${stamp}-${name}`));
  }
}
