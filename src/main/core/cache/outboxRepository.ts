import { act, type Act, type ActAnswer, type ActCommand } from '../../../shared/contracts/journal.ts';
import type { Instant } from '../../../shared/lib/primitives.ts';
import type { Cache } from './openCache.ts';

export type OutboxState = 'waiting' | 'accepted' | 'refused' | 'parked';

export interface OutboxEntry {
  act: Act;
  state: OutboxState;
  refusal: { code: string; text: string } | null;
}

export interface OutboxRepository {
  /** Appends an act with the desk's next sequence number. Must run inside the transaction that writes the act's effect. */
  add(entry: { actId: string; authorId: string; sessionId: string; occurredAt: Instant; command: ActCommand }): number;
  byActId(actId: string): OutboxEntry | null;
  /** Acts in order of their numbers, the oldest first. */
  waiting(limit: number): Act[];
  /** Waiting commands that touch one entity, in order. */
  waitingFor(entityId: string): Act[];
  /** What became of the last act that touched the entity. */
  lastFor(entityId: string): OutboxEntry | null;
  /** The number the next act will get. */
  nextSeq(): number;
  settle(answer: ActAnswer): void;
  /** The journal has forgotten acts from this number on (it was restored): they are owed again. */
  reopenFrom(seq: number): void;
  counts(): { waiting: number; refused: number; parked: number; oldestWaitingAt: Instant | null };
}

interface Row {
  seq: number;
  act_id: string;
  author_id: string;
  session_id: string;
  occurred_at: string;
  command: string;
  state: OutboxState;
  refusal: string | null;
}

/** The acts this desk owes the journal. A row is settled by the journal's answer, never deleted before it. */
export function outboxRepository(cache: Cache): OutboxRepository {
  const insert = cache.prepare(`
    INSERT INTO outbox (seq, act_id, author_id, session_id, occurred_at, kind, entity_id, command, state)
    VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM outbox), ?, ?, ?, ?, ?, ?, ?, 'waiting')`);
  const byActId = cache.prepare<[string], Row>('SELECT * FROM outbox WHERE act_id = ?');
  const waiting = cache.prepare<[number], Row>(`SELECT * FROM outbox WHERE state = 'waiting' ORDER BY seq LIMIT ?`);
  const waitingFor = cache.prepare<[string], Row>(
    `SELECT * FROM outbox WHERE entity_id = ? AND state = 'waiting' ORDER BY seq`,
  );
  const lastFor = cache.prepare<[string], Row>('SELECT * FROM outbox WHERE entity_id = ? ORDER BY seq DESC LIMIT 1');
  const settle = cache.prepare('UPDATE outbox SET state = ?, refusal = ? WHERE seq = ? AND act_id = ?');
  const nextSeq = cache.prepare<[], { n: number }>('SELECT coalesce(max(seq), 0) + 1 AS n FROM outbox');
  const reopen = cache.prepare(`UPDATE outbox SET state = 'waiting', refusal = NULL WHERE seq >= ?`);
  const counts = cache.prepare<[], { state: OutboxState; n: number; oldest: string }>(
    `SELECT state, count(*) AS n, min(occurred_at) AS oldest FROM outbox WHERE state <> 'accepted' GROUP BY state`,
  );
  return {
    add({ actId, authorId, sessionId, occurredAt, command }) {
      const entity = entityOf(command);
      const { lastInsertRowid } = insert.run(
        actId,
        authorId,
        sessionId,
        occurredAt,
        command.kind,
        entity,
        JSON.stringify(command),
      );
      return Number(lastInsertRowid);
    },
    byActId: (actId) => entryOf(byActId.get(actId)),
    waiting: (limit) => waiting.all(limit).map(actOf),
    waitingFor: (entityId) => waitingFor.all(entityId).map(actOf),
    lastFor: (entityId) => entryOf(lastFor.get(entityId)),
    nextSeq: () => nextSeq.get()?.n ?? 1,
    reopenFrom(seq) {
      reopen.run(seq);
    },
    settle(answer) {
      settle.run(answer.outcome, answer.refusal && JSON.stringify(answer.refusal), answer.seq, answer.actId);
    },
    counts() {
      const rows = new Map(counts.all().map((row) => [row.state, row]));
      return {
        waiting: rows.get('waiting')?.n ?? 0,
        refused: rows.get('refused')?.n ?? 0,
        parked: rows.get('parked')?.n ?? 0,
        oldestWaitingAt: rows.get('waiting')?.oldest ?? null,
      };
    },
  };
}

function entityOf(command: ActCommand): string | null {
  switch (command.kind) {
    case 'appeal.register':
    case 'appeal.amend':
    case 'appeal.close':
    case 'appeal.linkCall':
      return command.appealId;
    case 'call.record':
      return command.callId;
    case 'operator.moved':
      return null;
  }
}

function actOf(row: Row): Act {
  return act.parse({
    id: row.act_id,
    seq: row.seq,
    authorId: row.author_id,
    sessionId: row.session_id,
    occurredAt: row.occurred_at,
    command: JSON.parse(row.command),
  });
}

function entryOf(row: Row | undefined): OutboxEntry | null {
  if (!row) return null;
  return {
    act: actOf(row),
    state: row.state,
    refusal: row.refusal ? (JSON.parse(row.refusal) as OutboxEntry['refusal']) : null,
  };
}
