import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Clock, Log } from '../ports.ts';
import type { Head } from './auditHash.ts';
import type { AuditHeads } from './auditHeads.ts';
import { sealBlock } from './sealBlock.ts';

/** «audi»: held by the one journal process that seals. */
const SEALER_LOCK = 0x61_75_64_69;
const SEAL_EVERY_MS = 3_000;
/** Between two portions of what was there before: others want the disk, too. */
const OLD_EVERY_MS = 100;
const RECONNECT_MS = 3_000;
const HEADS_AT_ONCE = 1_000;

export interface SealerOptions {
  territory: string;
  connect(): Promise<pg.Client>;
  heads: AuditHeads;
  clock: Clock;
  log: Log;
  everyMs?: number;
}

export interface Sealer {
  stop(): Promise<void>;
}

/** Seals what was written every few seconds, in one process at a time; another takes over when its connection ends. */
export function startSealer(options: SealerOptions): Sealer {
  const { territory, heads, clock, log, everyMs = SEAL_EVERY_MS } = options;
  const ending = new AbortController();
  const rest = (ms: number): Promise<unknown> => delay(ms, undefined, { signal: ending.signal }).catch(() => undefined);

  const work = async (client: pg.Client): Promise<void> => {
    const line = { isLost: false };
    const lose = (): void => {
      line.isLost = true;
    };
    client.on('error', lose).on('end', lose);
    let isHolder = false;
    while (!ending.signal.aborted && !line.isLost) {
      if (!isHolder && (await takeLock(client, territory))) {
        isHolder = true;
        await catchUp(client, territory, heads, log);
      }
      if (!isHolder) {
        await rest(everyMs);
        continue;
      }
      const now = toInstant(clock.nowMs());
      const { head, mayBeMore, isOld } = await sealBlock({ client, territory, now });
      // After the commit: a kill in between leaves a block whose head is written at the next start.
      if (head !== null) await heads.append([{ ...head, sealedAt: now }]);
      if (!mayBeMore) await rest(everyMs);
      else if (isOld && head !== null) await rest(OLD_EVERY_MS);
    }
  };

  const run = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      let client: pg.Client | null = null;
      try {
        client = await options.connect();
        await work(client);
      } catch (error) {
        if (!ending.signal.aborted) log.warn({ err: error }, 'audit.interrupted');
      }
      await client?.end().catch(() => undefined);
      await rest(RECONNECT_MS);
    }
  };

  const running = run();
  return {
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}

async function takeLock(client: pg.Client, territory: string): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', [
    SEALER_LOCK,
    Number(territory),
  ]);
  return rows[0]?.held === true;
}

/**
 * Writes down the heads of blocks that were made elsewhere, or just before a kill. A last head that the chain does not
 * have is left where it is: it is the proof that the chain was cut or rewritten, or the database restored.
 */
export async function catchUp(client: pg.ClientBase, territory: string, heads: AuditHeads, log: Log): Promise<void> {
  let last: Head | null = await heads.last();
  const { rows } = await client.query<{ hash: string }>(
    `select encode(hash, 'hex') as hash from audit_block where territory = $1 and number = $2`,
    [territory, last?.number ?? 0],
  );
  if (last !== null && rows[0]?.hash !== last.hash) log.error({ block: last.number }, 'audit.head_differs');
  for (;;) {
    const { rows: missed } = await client.query<Head & { sealedAt: string }>(
      `select number, encode(hash, 'hex') as hash, sealed_at as "sealedAt" from audit_block
        where territory = $1 and number > $2 order by number limit $3`,
      [territory, last?.number ?? 0, HEADS_AT_ONCE],
    );
    await heads.append(missed);
    last = missed.at(-1) ?? last;
    if (missed.length < HEADS_AT_ONCE) return;
  }
}
