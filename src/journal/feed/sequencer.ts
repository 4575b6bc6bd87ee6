import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Log } from '../ports.ts';

/** «feed»: held by the one journal process that numbers changes. */
const SEQUENCER_LOCK = 0x66_65_65_64;
const CHANNEL = 'otklik_feed';
const BATCH = 500;
/** A notification of PostgreSQL holds 8,000 bytes. */
const SCOPES_PER_NOTICE = 100;
const LOOK_EVERY_MS = 500;
const RECONNECT_MS = 1_000;

export interface SequencerOptions {
  territory: string;
  connect(): Promise<pg.Client>;
  log: Log;
  /** Rings for these scopes; in every journal process, whichever of them numbers. */
  ring(scopes: readonly string[]): void;
}

export interface Sequencer {
  /** Something was committed by this process: look now. */
  wake(): void;
  stop(): Promise<void>;
}

/**
 * Numbers committed changes, in one process at a time and in transactions of a few milliseconds. A cursor reads
 * numbered rows only, so a writer that holds its transaction open for long delays nobody, and its change, getting a
 * later number when it commits, is missed by nobody.
 */
export function startSequencer(options: SequencerOptions): Sequencer {
  const { territory, log } = options;
  const state = { isStopped: false, isWanted: true };
  let wakeUp: (() => void) | null = null;
  const wake = (): void => {
    state.isWanted = true;
    wakeUp?.();
  };

  const rest = async (ms: number): Promise<void> => {
    const woken = Promise.withResolvers<void>();
    wakeUp = woken.resolve;
    if (!state.isWanted || ms === RECONNECT_MS) {
      const timer = new AbortController();
      await Promise.race([woken.promise, delay(ms, undefined, { signal: timer.signal }).catch(() => undefined)]);
      timer.abort();
    }
    wakeUp = null;
  };

  const work = async (client: pg.Client): Promise<void> => {
    const line = { isLost: false };
    const lose = (): void => {
      line.isLost = true;
      wake();
    };
    client.on('error', lose).on('end', lose);
    client.on('notification', ({ payload }) => options.ring(JSON.parse(payload ?? '[]') as string[]));
    await client.query(`listen ${CHANNEL}`);
    let isHolder = false;
    while (!state.isStopped && !line.isLost) {
      state.isWanted = false;
      if (!isHolder) {
        const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', [
          SEQUENCER_LOCK,
          Number(territory),
        ]);
        isHolder = rows[0]?.held === true;
      }
      if (isHolder) while ((await numberWaiting(client, territory)) === BATCH);
      await rest(LOOK_EVERY_MS);
    }
  };

  const run = async (): Promise<void> => {
    while (!state.isStopped) {
      let client: pg.Client | null = null;
      try {
        client = await options.connect();
        await work(client);
      } catch (error) {
        if (!state.isStopped) log.warn({ err: error }, 'feed.interrupted');
      }
      await client?.end().catch(() => undefined);
      if (!state.isStopped) await rest(RECONNECT_MS);
    }
  };

  const running = run();
  return {
    wake,
    stop: async () => {
      state.isStopped = true;
      wake();
      await running;
    },
  };
}

/** One statement is one transaction: it sees what is committed, numbers it after all that was numbered before. */
const NUMBER_WAITING = `
  with waiting as materialized (
    select id, row_number() over (order by id) as place
    from (select id from change where territory = $1 and number is null order by id limit ${BATCH}) as first_ones
  ), counter as (
    update feed_counter set last = last + (select count(*) from waiting)
    where territory = $1 and exists (select from waiting)
    returning last
  )
  update change set number = counter.last - (select count(*) from waiting) + waiting.place
  from waiting, counter
  where change.territory = $1 and change.id = waiting.id
  returning change.scope_old, change.scope_new`;

/** Gives numbers to what waits and rings for it in the same transaction. How many there were. */
async function numberWaiting(client: pg.Client, territory: string): Promise<number> {
  await client.query('begin');
  try {
    const { rows } = await client.query<{ scope_old: string | null; scope_new: string | null }>(NUMBER_WAITING, [
      territory,
    ]);
    const scopes = [
      ...new Set(rows.flatMap((row) => [row.scope_old, row.scope_new]).filter((scope) => scope !== null)),
    ];
    for (let i = 0; i < scopes.length; i += SCOPES_PER_NOTICE) {
      const notice = JSON.stringify(scopes.slice(i, i + SCOPES_PER_NOTICE));
      await client.query('select pg_notify($1, $2)', [CHANNEL, notice]);
    }
    await client.query('commit');
    return rows.length;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
