import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Log } from '../ports.ts';
import { mayBeMore } from '../sync/feed.ts';
import type { SyncService } from '../sync/syncService.ts';

/** «feed»: held by the one journal process that numbers changes. */
const SEQUENCER_LOCK = 0x66_65_65_64;
const CHANNEL = 'otklik_feed';
const LOOK_EVERY_MS = 500;
const RECONNECT_MS = 1_000;

export interface SequencerOptions {
  territory: string;
  connect(): Promise<pg.Client>;
  /** The sync's calls over this one connection: whoever numbers must lose the right to it together with the lock. */
  syncOver(client: pg.Client): Pick<SyncService, 'openFeed' | 'sequence'>;
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
 * Numbers committed changes, in one process at a time and in transactions of a few milliseconds. The others hear of
 * it by a notification that says nothing and is sent on its own, and look by themselves in case it was lost.
 */
export function startSequencer(options: SequencerOptions): Sequencer {
  const { territory, log, ring } = options;
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
    const { rows } = await client.query<{ own: number }>('select pg_backend_pid() as own');
    client.on('notification', ({ processId }) => {
      // A connection that listens hears its own, too.
      if (processId !== rows[0]?.own) wake();
    });
    await client.query(`listen ${CHANNEL}`);
    const sync = options.syncOver(client);
    const numberAll = async (): Promise<void> => {
      for (let isMore = true; isMore && !state.isStopped;) {
        const { numbered, scopes } = await sync.sequence();
        if (numbered > 0) {
          ring(scopes);
          // On its own: a notification inside a transaction makes every commit of the database wait for its turn.
          // It need not wait for the disk: a lost one is looked for.
          await client.query(`set local synchronous_commit = off; notify ${CHANNEL}`);
        }
        isMore = mayBeMore(numbered);
      }
    };
    let isHolder = false;
    let seen = await lastNumber(client, territory);
    while (!state.isStopped && !line.isLost) {
      state.isWanted = false;
      if (!isHolder && (await takeLock(client, territory))) {
        isHolder = true;
        await sync.openFeed();
      }
      if (isHolder) await numberAll();
      else seen = await ringForOthers(client, territory, seen, ring);
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

async function takeLock(client: pg.Client, territory: string): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', [
    SEQUENCER_LOCK,
    Number(territory),
  ]);
  return rows[0]?.held === true;
}

async function lastNumber(client: pg.Client, territory: string): Promise<number> {
  const { rows } = await client.query<{ last: number }>('select last from feed_counter where territory = $1', [
    territory,
  ]);
  return rows[0]?.last ?? 0;
}

/** Rings here for what another process has numbered since it was last looked; gives how far that is. */
async function ringForOthers(
  client: pg.Client,
  territory: string,
  seen: number,
  ring: SequencerOptions['ring'],
): Promise<number> {
  const last = await lastNumber(client, territory);
  if (last <= seen) return last;
  const { rows } = await client.query<{ scope: string }>(
    `select scope_new as scope from change where territory = $1 and number > $2 and number <= $3 and scope_new is not null
      union select scope_old from change where territory = $1 and number > $2 and number <= $3 and scope_old is not null`,
    [territory, seen, last],
  );
  ring(rows.map(({ scope }) => scope));
  return last;
}
