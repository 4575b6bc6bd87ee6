import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCache } from '../../src/main/core/cache/openCache.ts';

/** A row of the desk's cache, ready to be written. */
export interface BareRow {
  viewerId: string;
  appealId: string;
  occurredAt: string;
  body: string;
}

/** What a desk's disk was opened with. */
export interface CacheSettings {
  cipher: string;
  synchronous: string;
}

const KEY = Buffer.alloc(32, 7);
const SYNCHRONOUS = ['OFF', 'NORMAL', 'FULL', 'EXTRA'];

/**
 * Writes rows into the desk's own table with its indexes, in a fresh cache opened as the desk opens it, so many in a
 * transaction, and nothing else; ms.
 */
export function insertBare(rows: readonly BareRow[], batch: number): number {
  return inFreshCache((cache) => {
    const insert = cache.prepare(
      'INSERT INTO appeal (viewer_id, appeal_id, occurred_at, pass, base) VALUES (?, ?, ?, 1, ?)',
    );
    const write = cache.transaction((some: readonly BareRow[]) => {
      for (const row of some) insert.run(row.viewerId, row.appealId, row.occurredAt, row.body);
    });
    const began = performance.now();
    for (let i = 0; i < rows.length; i += batch) write.immediate(rows.slice(i, i + batch));
    return performance.now() - began;
  });
}

export function cacheSettings(): CacheSettings {
  return inFreshCache((cache) => ({
    cipher: String(cache.pragma('cipher', { simple: true })),
    synchronous: SYNCHRONOUS[Number(cache.pragma('synchronous', { simple: true }))] ?? 'unknown',
  }));
}

function inFreshCache<T>(work: (cache: ReturnType<typeof openCache>['cache']) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-bare-'));
  const { cache } = openCache(folder, KEY, 'bare');
  try {
    return work(cache);
  } finally {
    cache.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
