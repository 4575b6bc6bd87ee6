import type { NumberBlock } from '../../../shared/contracts/journal.ts';
import type { Cache } from './openCache.ts';

export interface NumberBlockRepository {
  /** The next reserved number, used up by this call; null when the blocks have run out. */
  take(): { territory: string; serial: number } | null;
  left(): number;
  add(block: NumberBlock): void;
  /** Every block this desk believes its own, used up or not: a journal restored from a backup must learn of all. */
  all(): { first: number; last: number }[];
  /** The journal says which blocks stay this desk's; the others are another desk's by now. */
  keepOnly(blocks: readonly { first: number; last: number }[]): void;
  dropAll(): void;
}

/** Registration numbers reserved for this desk, so that an appeal made offline has its final number at once. */
export function numberBlockRepository(cache: Cache): NumberBlockRepository {
  const current = cache.prepare<[], { first: number; next: number; territory: string }>(
    'SELECT first, next, territory FROM number_block WHERE next <= last ORDER BY first LIMIT 1',
  );
  const advance = cache.prepare('UPDATE number_block SET next = next + 1 WHERE first = ?');
  const left = cache.prepare<[], { n: number | null }>(
    'SELECT sum(last - next + 1) AS n FROM number_block WHERE next <= last',
  );
  const insert = cache.prepare('INSERT OR IGNORE INTO number_block (first, last, next, territory) VALUES (?, ?, ?, ?)');
  const all = cache.prepare<[], { first: number; last: number }>(
    'SELECT first, last FROM number_block ORDER BY first DESC LIMIT 1000',
  );
  const drop = cache.prepare('DELETE FROM number_block WHERE first = ?');
  const dropAll = cache.prepare('DELETE FROM number_block');
  return {
    take() {
      const row = current.get();
      if (!row) return null;
      advance.run(row.first);
      return { territory: row.territory, serial: row.next };
    },
    left: () => left.get()?.n ?? 0,
    add(block) {
      insert.run(block.first, block.last, block.first, block.territory);
    },
    all: () => all.all(),
    keepOnly(blocks) {
      const kept = new Set(blocks.map((block) => block.first));
      for (const block of all.all()) if (!kept.has(block.first)) drop.run(block.first);
    },
    dropAll() {
      dropAll.run();
    },
  };
}
