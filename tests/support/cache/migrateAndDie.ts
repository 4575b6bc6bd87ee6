import { join } from 'node:path';
import { migrate, openWithKey } from '../../../src/main/core/cache/openCache.ts';
import { statementsOf } from './statementsOf.ts';

/** Migrates a cache and is killed by itself, as by a power cut, right after the statement of the given number. */
const [dataDir = '', key = '', dieAfter = ''] = process.argv.slice(2);
const cache = openWithKey(join(dataDir, 'cache.db'), Buffer.from(key, 'hex'));
cache.pragma('journal_mode = WAL');
cache.pragma('synchronous = FULL');
let done = 0;

/** The migration's own statements, one by one. */
const stepwise = new Proxy(cache, {
  get(target, name) {
    if (name === 'exec') {
      return (sql: string) => {
        for (const statement of statementsOf(sql)) {
          target.exec(statement);
          done += 1;
          if (done === Number(dieAfter)) process.kill(process.pid, 'SIGKILL');
        }
      };
    }
    const value: unknown = Reflect.get(target, name, target);
    return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
  },
});
migrate(stepwise);
cache.close();
