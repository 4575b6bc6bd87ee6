import type { Act, ActAnswer, ActCommand } from '../../../shared/contracts/journal.ts';
import type { Instant } from '../../../shared/lib/primitives.ts';
import type { Cache } from './openCache.ts';
import { outboxNumbers } from './outboxNumbers.ts';
import {
  actOf,
  entityOf,
  entryOf,
  owedOf,
  standingOf,
  type ActStanding,
  type OutboxEntry,
  type OutboxRow,
  type OutboxState,
  type Owed,
  type Resolution,
} from './outboxRow.ts';

type StandingRow = Pick<OutboxRow, 'act_id' | 'entity_id' | 'state' | 'refusal'>;

/** The part of the journal's answer that settles an act. */
export type Verdict = Pick<ActAnswer, 'actId' | 'outcome' | 'refusal'>;

export interface OutboxRepository {
  /** Appends an act with the desk's next sequence number. Must run inside the transaction that writes the act's effect. */
  add(entry: { actId: string; authorId: string; sessionId: string; occurredAt: Instant; command: ActCommand }): number;
  byActId(actId: string): OutboxEntry | null;
  /** What is owed from a number on, in order: at most so many acts, and no more bytes than that unless it is one act. */
  owed(afterSeq: number, limits: { acts: number; bytes: number }): Owed[];
  /**
   * Waiting commands that touch one entity and that the journal has never answered, in order; those this desk cannot
   * read are left out.
   */
  waitingFor(entityId: string): Act[];
  /**
   * What stands in for the journal's state while it has told none that this desk can read: what waits, what it has
   * taken, and a registration it did not take, so that what was typed stays where it is seen.
   */
  actsWithoutBase(entityId: string): Act[];
  isWaitingFor(entityId: string): boolean;
  /** Its registration was not taken and somebody dealt with that otherwise, and nothing waits for it any more. */
  isPutAside(appealId: string): boolean;
  /** Everything that some waiting act touches. */
  entitiesWaiting(): ReadonlySet<string>;
  /** What of an author's is not in the journal: waiting, or not taken and not dealt with. The oldest first. */
  unsettled(authorId: string, limit: number): OutboxEntry[];
  /** Where all of these stand, the oldest first. */
  standings(authorId: string): ActStanding[];
  /** The same, of one entity alone. */
  standingsFor(entityId: string, authorId: string): ActStanding[];
  /** A suffix for a provisional number, never given twice by this desk. */
  takeProvisional(): number;
  /** When the latest act happened, or null for a desk that has done nothing yet. */
  lastOccurredAt(): Instant | null;
  /** The journal's answer to an act that was owed. Returns whether it was. */
  settle(answer: Verdict, at: Instant): boolean;
  /** A parked act was judged after all. */
  settleParked(answer: Verdict, at: Instant): boolean;
  resolve(actId: string, resolution: Resolution): void;
  /** The journal's door does not let the act's content in: a stub goes up in its place. */
  withhold(actId: string): void;
  /**
   * The journal has nothing from this number on (it was restored from a backup): all of that is owed again, and so
   * are a few before it, whose ids tell whether what the journal has under these numbers is this desk's at all.
   * Returns whether it had answered any of what it has not: then it has forgotten.
   */
  oweFrom(seq: number, overlap?: number): boolean;
  /** What the journal has said of the latest acts, by number from `first` on: the initial of an outcome, or «-». */
  latestOutcomes(most: number): { first: number; outcomes: string } | null;
  /** The number the next act will get. */
  nextSeq(): number;
  /** Forgets what has long been in the journal and what was long dealt with. */
  prune(before: Instant): void;
  counts(authorId: string | null): {
    waiting: number;
    refused: number;
    parked: number;
    oldestWaitingAt: Instant | null;
  };
}

/** The acts this desk owes the journal. A row is settled by the journal's answer, never deleted before it. */
export function outboxRepository(cache: Cache): OutboxRepository {
  const insert = cache.prepare(`
    INSERT INTO outbox (seq, act_id, author_id, session_id, occurred_at, kind, entity_id, command, state)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting')`);
  const byActId = cache.prepare<[string], OutboxRow>('SELECT * FROM outbox WHERE act_id = ?');
  const owed = cache.prepare<[number, number], OutboxRow>(
    `SELECT * FROM outbox WHERE state = 'waiting' AND seq > ? ORDER BY seq LIMIT ?`,
  );
  // Owed once more, an act is in what the journal told after it had answered: put over it again, an author's older
  // change would meet their own newer one.
  const waitingFor = cache.prepare<[string], OutboxRow>(
    `SELECT * FROM outbox WHERE entity_id = ? AND state = 'waiting' AND answered_at IS NULL ORDER BY seq`,
  );
  const withoutBase = cache.prepare<[string], OutboxRow>(`
    SELECT * FROM outbox WHERE entity_id = ? AND resolution IS NULL
      AND (state IN ('waiting', 'accepted') OR kind = 'appeal.register') ORDER BY seq`);
  const isWaiting = cache.prepare<[string], { found: 1 }>(
    `SELECT 1 AS found FROM outbox WHERE entity_id = ? AND state = 'waiting' LIMIT 1`,
  );
  const isPutAside = cache.prepare<[string], { found: 1 }>(`
    SELECT 1 AS found FROM outbox WHERE entity_id = ? AND kind = 'appeal.register' AND state <> 'waiting'
      AND resolution IN ('withdrawn', 'handedOver') LIMIT 1`);
  const entities = cache.prepare<[], { entity_id: string }>(
    `SELECT DISTINCT entity_id FROM outbox WHERE state = 'waiting' AND entity_id IS NOT NULL`,
  );
  const unsettled = cache.prepare<[string, string, number], OutboxRow>(`
    SELECT * FROM outbox WHERE state = 'waiting' AND author_id = ?
    UNION ALL
    SELECT * FROM outbox WHERE state IN ('refused', 'parked') AND resolution IS NULL AND author_id = ?
    ORDER BY seq LIMIT ?`);
  const standings = cache.prepare<[string, string], StandingRow>(`
    SELECT seq, act_id, entity_id, state, refusal FROM outbox WHERE state = 'waiting' AND author_id = ?
    UNION ALL
    SELECT seq, act_id, entity_id, state, refusal FROM outbox
    WHERE state IN ('refused', 'parked') AND resolution IS NULL AND author_id = ? ORDER BY seq`);
  const standingsFor = cache.prepare<[string, string], StandingRow>(`
    SELECT act_id, entity_id, state, refusal FROM outbox WHERE entity_id = ? AND author_id = ?
      AND (state = 'waiting' OR (state IN ('refused', 'parked') AND resolution IS NULL)) ORDER BY seq`);
  const last = cache.prepare<[], { occurred_at: string }>('SELECT occurred_at FROM outbox ORDER BY seq DESC LIMIT 1');
  const settle = cache.prepare(
    `UPDATE outbox SET state = ?, refusal = ?, answered_at = ? WHERE act_id = ? AND state = 'waiting'`,
  );
  const settleParked = cache.prepare(
    `UPDATE outbox SET state = ?, refusal = ?, answered_at = ? WHERE act_id = ? AND state = 'parked'`,
  );
  const resolve = cache.prepare('UPDATE outbox SET resolution = ? WHERE act_id = ?');
  const withhold = cache.prepare('UPDATE outbox SET withheld = 1 WHERE act_id = ?');
  const prune = cache.prepare(`
    DELETE FROM outbox WHERE coalesce(answered_at, occurred_at) < ?
      AND (state = 'accepted' OR (state IN ('refused', 'parked') AND resolution IS NOT NULL))`);
  // Counted in the index alone: it is asked for after every act, and a long outage leaves thousands.
  const waiting = cache.prepare<[], { n: number; oldest: string | null }>(`
    SELECT count(*) AS n, (SELECT occurred_at FROM outbox WHERE state = 'waiting' ORDER BY seq LIMIT 1) AS oldest
    FROM outbox WHERE state = 'waiting'`);
  const notTaken = cache.prepare<[string], { state: OutboxState; n: number }>(`
    SELECT state, count(*) AS n FROM outbox
    WHERE state IN ('refused', 'parked') AND resolution IS NULL AND author_id = ? GROUP BY state`);
  const numbers = outboxNumbers(cache);

  return {
    ...numbers,
    add({ actId, authorId, sessionId, occurredAt, command }) {
      const seq = numbers.takeSeq();
      const text = JSON.stringify(command);
      insert.run(seq, actId, authorId, sessionId, occurredAt, command.kind, entityOf(command), text);
      return seq;
    },
    byActId(actId) {
      const row = byActId.get(actId);
      return row ? entryOf(row) : null;
    },
    owed(afterSeq, limits) {
      const acts: Owed[] = [];
      let bytes = 0;
      for (const row of owed.iterate(afterSeq, limits.acts)) {
        bytes += Buffer.byteLength(row.command) + ENVELOPE_BYTES;
        if (acts.length > 0 && bytes > limits.bytes) break;
        acts.push(owedOf(row));
      }
      return acts;
    },
    waitingFor: (entityId) => waitingFor.all(entityId).flatMap((row) => actOf(row) ?? []),
    actsWithoutBase: (entityId) => withoutBase.all(entityId).flatMap((row) => actOf(row) ?? []),
    isWaitingFor: (entityId) => isWaiting.get(entityId) !== undefined,
    isPutAside: (appealId) => isPutAside.get(appealId) !== undefined && isWaiting.get(appealId) === undefined,
    entitiesWaiting: () => new Set(entities.all().map((row) => row.entity_id)),
    standings: (authorId) => standings.all(authorId, authorId).map(standingOf),
    standingsFor: (entityId, authorId) => standingsFor.all(entityId, authorId).map(standingOf),
    unsettled: (authorId, limit) => unsettled.all(authorId, authorId, limit).map(entryOf),
    lastOccurredAt: () => last.get()?.occurred_at ?? null,
    settle: ({ outcome, refusal, actId }, at) =>
      settle.run(outcome, refusal && JSON.stringify(refusal), at, actId).changes > 0,
    settleParked: ({ outcome, refusal, actId }, at) =>
      settleParked.run(outcome, refusal && JSON.stringify(refusal), at, actId).changes > 0,
    resolve(actId, resolution) {
      resolve.run(resolution, actId);
    },
    withhold(actId) {
      withhold.run(actId);
    },
    prune(before) {
      prune.run(before);
    },
    counts(authorId) {
      const owing = waiting.get();
      const rows = new Map(authorId === null ? [] : notTaken.all(authorId).map((row) => [row.state, row.n]));
      return {
        waiting: owing?.n ?? 0,
        refused: rows.get('refused') ?? 0,
        parked: rows.get('parked') ?? 0,
        oldestWaitingAt: owing?.oldest ?? null,
      };
    },
  };
}

/** What an act's envelope adds to its command on the wire, at most. */
const ENVELOPE_BYTES = 300;
