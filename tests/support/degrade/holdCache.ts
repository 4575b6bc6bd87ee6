import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWithKey } from '../../../src/main/core/cache/openCache.ts';

/** Another program that has a desk's database to itself until it is told to let go: a second desk, or a backup. */
const dataDir = process.argv[2] ?? '';
const key = Buffer.from(readFileSync(join(dataDir, 'cache.key'), 'utf8'), 'hex');
const cache = openWithKey(join(dataDir, 'cache.db'), key);
cache.exec('BEGIN IMMEDIATE');
process.on('message', () => {
  cache.exec('ROLLBACK');
  cache.close();
  process.send?.({ released: true });
  process.disconnect();
});
process.send?.({ ready: true });
