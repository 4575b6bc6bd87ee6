import type pg from 'pg';
import { appealEvent, type AppealEvent } from '../../shared/domain/appeal/appealEvent.ts';
import type { TermRules } from '../../shared/domain/term/appealTerm.ts';
import { isPassingFailure, sqlStateOf, type Lend } from '../db/createDb.ts';
import {
  StoreCollision,
  StoreRejected,
  type ActPlace,
  type JournalStore,
  type ParkedAct,
  type StoreTransaction,
} from './journalStore.ts';
import { feedHead, numberChanges, readFeed, saveSegment, waitingChanges } from './pgFeed.ts';
import { loadSet } from './pgLoad.ts';
import { saveWrites } from './pgSave.ts';

/**
 * The journal's store in PostgreSQL, in read committed: what must not change under a transaction is locked by it.
 * @param termRules asked before every transaction, for the terms that are kept beside open appeals
 */
export function createPgStore(lend: Lend, territory: string, termRules: () => Promise<TermRules>): JournalStore {
  return {
    transact: async (work) => {
      // Before a connection is held: who waits for the rules must not keep others from reading them.
      const rules = await termRules();
      return lend(async (client) => {
        const onWay = createOnWay();
        onWay.add(client.query('begin'));
        try {
          const result = await work(transactionOver(client, territory, rules, onWay));
          // In one message with what was saved last: where that failed, PostgreSQL makes a rollback of it.
          onWay.add(client.query('commit'));
          await onWay.arrived();
          return result;
        } catch (error) {
          await client.query('rollback').catch(() => undefined);
          throw storeFailure(error);
        }
      });
    },
    readFeed: (query) => lend((client) => readFeed(client, territory, query)),
  };
}

/** One connection's store: all its transactions are seen to end when the connection does. */
export function lendOnly(client: pg.ClientBase): Lend {
  return (work) => work(client);
}

/** Statements nobody waits for until the transaction ends: the messages there and back are what a short one costs. */
interface OnWay {
  add(statement: Promise<unknown>): void;
  /** @throws what the first of them failed with */
  arrived(): Promise<void>;
}

function createOnWay(): OnWay {
  const statements: Promise<unknown>[] = [];
  return {
    add(statement) {
      statements.push(statement);
      // Heard of when they have all arrived; until then a failure must not count as unheard.
      statement.catch(() => undefined);
    },
    async arrived() {
      for (const statement of statements) await statement;
    },
  };
}

function transactionOver(client: pg.ClientBase, territory: string, rules: TermRules, onWay: OnWay): StoreTransaction {
  return {
    load: (keys) => loadSet(client, territory, keys),
    streams: (appealIds) => loadStreams(client, territory, appealIds),
    advanceNumbers: (by) =>
      counterAfter(
        client,
        'update number_counter set last = last + $2 where territory = $1 returning last',
        territory,
        by,
      ),
    raiseNumbers: async (atLeast) => {
      const raise = 'update number_counter set last = greatest(last, $2) where territory = $1 returning last';
      await counterAfter(client, raise, territory, atLeast);
    },
    save: async (writes) => {
      await onWay.arrived();
      onWay.add((await saveWrites(client, territory, writes, rules)).written);
    },
    feedHead: () => feedHead(client, territory),
    waitingChanges: (limit) => waitingChanges(client, territory, limit),
    numberChanges: async (numbered, last) => {
      onWay.add(numberChanges(client, territory, numbered, last));
    },
    saveSegment: (segment) => saveSegment(client, territory, segment),
    parkedActs: (fault, after, limit) => parkedActs(client, territory, fault, after, limit),
  };
}

async function loadStreams(
  client: pg.ClientBase,
  territory: string,
  appealIds: readonly string[],
): Promise<Map<string, AppealEvent[]>> {
  const { rows } = await client.query<{ appeal_id: string; body: unknown }>(
    // A destroyed appeal has no stream any more: what is asked of it is answered without it.
    `select appeal_id, body from appeal_event where territory = $1 and appeal_id = any($2::uuid[])
      and not jsonb_exists(body, 'destroyed')
      order by appeal_id, version`,
    [territory, appealIds],
  );
  const streams = new Map<string, AppealEvent[]>();
  for (const row of rows) {
    const stream = streams.get(row.appeal_id) ?? [];
    stream.push(appealEvent.parse(row.body));
    streams.set(row.appeal_id, stream);
  }
  return streams;
}

async function counterAfter(client: pg.ClientBase, text: string, territory: string, value: number): Promise<number> {
  const { rows } = await client.query<{ last: number }>(text, [territory, value]);
  return rows[0]?.last ?? 0;
}

async function parkedActs(
  client: pg.ClientBase,
  territory: string,
  fault: string,
  after: ActPlace | null,
  limit: number,
): Promise<ParkedAct[]> {
  const { rows } = await client.query<{
    received_at: string;
    device_id: string;
    seq: number;
    act_id: string;
    body: string;
  }>(
    `select received_at, device_id, seq, act_id, body from act_log
      where territory = $1 and outcome = 'parked' and fault = $2 and not is_repeat
        and ($3::timestamptz is null or (received_at, device_id, seq) > ($3, $4::uuid, $5::bigint))
      order by received_at, device_id, seq limit $6`,
    [territory, fault, after?.receivedAt ?? null, after?.deviceId ?? null, after?.seq ?? null, limit],
  );
  return rows.map(({ received_at: receivedAt, device_id: deviceId, seq, act_id: actId, body }) => {
    return { receivedAt, deviceId, seq, actId, body };
  });
}

/** Unique keys met, transactions that stood in each other's way. */
const COLLISIONS = ['23505', '40001', '40P01'];

/** What the database said, in the words of the port; what may pass in a moment stays as it is. */
function storeFailure(thrown: unknown): unknown {
  const state = sqlStateOf(thrown);
  if (state === null) return thrown;
  if (COLLISIONS.includes(state)) return new StoreCollision({ cause: thrown });
  return isPassingFailure(thrown) ? thrown : new StoreRejected({ cause: thrown });
}
