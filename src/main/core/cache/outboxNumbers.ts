import type { Cache } from './openCache.ts';

/** Beyond every number in use: rows are put aside there while they change places. */
const ASIDE = 2 ** 40;

/**
 * The numbers of a desk's acts: dense, but for those that were forgotten because they had long been answered.
 * Everything that moves numbers runs inside a transaction.
 */
export function outboxNumbers(cache: Cache) {
  const take = cache.prepare<[string], { taken: number }>(
    'UPDATE counter SET next = next + 1 WHERE name = ? RETURNING next - 1 AS taken',
  );
  const next = cache.prepare<[string], { next: number }>('SELECT next FROM counter WHERE name = ?');
  const setNext = cache.prepare(`UPDATE counter SET next = ? WHERE name = 'act'`);
  const move = cache.prepare('UPDATE outbox SET seq = ? WHERE seq = ?');
  // What was dealt with must not be done after all: its number is kept by a stub.
  const owe = cache.prepare(`
    UPDATE outbox SET state = 'waiting', refusal = NULL,
      withheld = CASE WHEN resolution IS NULL THEN withheld ELSE 1 END
    WHERE seq >= ? AND state <> 'waiting'`);
  const isAnswered = cache.prepare<[number], { found: 1 }>(
    `SELECT 1 AS found FROM outbox WHERE seq >= ? AND state <> 'waiting' LIMIT 1`,
  );
  const latest = cache.prepare<[number], { seq: number; state: string }>(
    'SELECT seq, state FROM outbox ORDER BY seq DESC LIMIT ?',
  );
  const from = cache.prepare<[number], { seq: number }>('SELECT seq FROM outbox WHERE seq >= ? ORDER BY seq');
  const isKept = cache.prepare<[number], { found: 1 }>('SELECT 1 AS found FROM outbox WHERE seq = ?');

  function takeFrom(name: string): number {
    const row = take.get(name);
    if (!row) throw new Error(`no counter ${name}`);
    return row.taken;
  }

  function nextSeq(): number {
    return next.get('act')?.next ?? 1;
  }

  /** Gives rows, in their order, the numbers from `first` on. */
  function place(seqs: readonly number[], first: number): void {
    for (const seq of seqs) move.run(seq - ASIDE, seq);
    seqs.forEach((seq, index) => move.run(first + index, seq - ASIDE));
  }

  /** How many of the acts right before a number are still kept, at most so many. */
  function overlapOf(seq: number, most: number): number {
    let kept = 0;
    while (kept < most && isKept.get(seq - kept - 1) !== undefined) kept += 1;
    return kept;
  }

  return {
    /** The number the next act will get. */
    nextSeq,
    takeSeq: () => takeFrom('act'),
    takeProvisional: () => takeFrom('provisional'),
    latestOutcomes(most: number): { first: number; outcomes: string } | null {
      const rows = latest.all(most).reverse();
      const [first] = rows;
      if (first === undefined) return null;
      const known = new Map(rows.map(({ seq, state }) => [seq, state === 'waiting' ? '-' : state.charAt(0)]));
      const width = Math.min(most, nextSeq() - first.seq);
      return {
        first: first.seq,
        outcomes: Array.from({ length: width }, (_, i) => known.get(first.seq + i) ?? '-').join(''),
      };
    },
    oweFrom(seq: number, overlap = 0): boolean {
      const hasForgotten = isAnswered.get(seq) !== undefined;
      owe.run(seq - overlapOf(seq, overlap));
      const owed = from.all(seq).map((row) => row.seq);
      const isDense = owed.every((known, index) => known === seq + index);
      if (isDense) return hasForgotten;
      // Acts in between were forgotten here because they had long been there: the rest closes up.
      place(owed, seq);
      setNext.run(seq + owed.length);
      return hasForgotten;
    },
  };
}
