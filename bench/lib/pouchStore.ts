import { createRequire } from 'node:module';

type Done = (error?: Error) => void;

interface LevelDown {
  _put(key: unknown, value: unknown, options: object, done: Done): void;
  _batch(operations: unknown, options: object, done: Done): void;
}

type OpenLevelDown = ((location: string) => LevelDown) & { destroy: unknown };

const openLevelDown = createRequire(import.meta.url)('leveldown') as OpenLevelDown;

/**
 * PouchDB's own store with every write waited for until it is on the disk, as ours are. PouchDB has no option for it:
 * it takes another store in place of its LevelDB, and this is the same one with LevelDB's `sync`.
 */
export function DurableLevelDown(location: string): LevelDown {
  const level = openLevelDown(location);
  const { _put: put, _batch: batch } = level;
  level._put = (key, value, options, done) => put.call(level, key, value, { ...options, sync: true }, done);
  level._batch = (operations, options, done) => batch.call(level, operations, { ...options, sync: true }, done);
  return level;
}

DurableLevelDown.destroy = openLevelDown.destroy;
