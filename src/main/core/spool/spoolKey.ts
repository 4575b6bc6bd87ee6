import { hkdfSync } from 'node:crypto';
import { z } from 'zod';
import type { Cache } from '../cache/openCache.ts';
import { settingRepository } from '../cache/settingRepository.ts';

const SETTING = 'spoolKey';
const kept = z.object({ key: z.string().regex(/^[0-9a-f]{64}$/) });

/**
 * The key of the spool's files, kept inside the cache, so that a change of the cache's own key leaves them as they
 * are. Recordings of a desk that had none yet were enciphered with a key derived from the cache's: while such are still
 * to be sent, that key goes on.
 */
export function spoolKeyOf(cache: Cache, databaseKey: Buffer, random: (bytes: number) => Buffer): Buffer {
  const settings = settingRepository(cache);
  const known = settings.get(SETTING, kept);
  if (known) return Buffer.from(known.key, 'hex');
  const waiting = cache.prepare(`SELECT 1 FROM recording WHERE state <> 'uploaded' LIMIT 1`).get() !== undefined;
  const key = waiting
    ? Buffer.from(hkdfSync('sha256', databaseKey, Buffer.alloc(0), 'otklik recording spool', 32))
    : random(32);
  settings.set(SETTING, { key: key.toString('hex') });
  return key;
}
