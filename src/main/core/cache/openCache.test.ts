import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCache } from './openCache.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'otklik-cache-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test('a cache is enciphered, durable, has 64 MB of pages in memory, and never stands still for long', () => {
  const { cache } = openCache(dataDir, Buffer.alloc(32, 1), 'then');
  const read = (name: string): unknown => cache.pragma(name, { simple: true });
  expect(read('journal_mode')).toBe('wal');
  // 2: FULL.
  expect(read('synchronous')).toBe(2);
  expect(read('cache_size')).toBeLessThanOrEqual(-64 * 1024);
  expect(read('busy_timeout')).toBe(300);
  // 2: MEMORY.
  expect(read('temp_store')).toBe(2);
  expect(read('secure_delete')).toBe(1);
  cache.close();
  expect(readFileSync(join(dataDir, 'cache.db')).subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3');
});

test('a cache no key of ours opens is put aside, never overwritten', () => {
  openCache(dataDir, Buffer.alloc(32, 1), 'then').cache.close();
  const before = readFileSync(join(dataDir, 'cache.db'));
  const { cache, setAside } = openCache(dataDir, Buffer.alloc(32, 2), 'then');
  cache.close();
  expect(readFileSync(setAside ?? '')).toEqual(before);
});
