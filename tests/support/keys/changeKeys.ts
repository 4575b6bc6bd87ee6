import { randomBytes } from 'node:crypto';
import { openCache } from '../../../src/main/core/cache/openCache.ts';
import { settleKey } from '../../../src/main/core/keys/settleKey.ts';
import { keyFileStore, systemClock } from '../../../src/main/host/nodePorts.ts';

/** A desk that does nothing but work a little and change its key, again and again, until it is killed. */
const dataDir = process.argv[2] ?? '';
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

for (;;) {
  const key = await settleKey({
    dataDir,
    keeper: keyFileStore(dataDir),
    clock: systemClock,
    log: quiet,
    random: (bytes) => randomBytes(bytes),
    maxAgeMs: -1,
    // Between the steps too the process must be there to be killed.
    reached: (step) => process.send?.({ step }),
  });
  const { cache, setAside } = openCache(dataDir, key, 'child');
  if (setAside !== null) process.exit(3);
  const wrote = cache.prepare(`INSERT INTO counter (name, next) VALUES (hex(randomblob(8)), 1)`).run().lastInsertRowid;
  cache.close();
  process.send?.({ wrote: Number(wrote) });
}
