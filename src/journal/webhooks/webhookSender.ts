import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { webhookKind, type WebhookPayload } from '../../shared/contracts/integration.ts';
import { appealEvent } from '../../shared/domain/appeal/appealEvent.ts';
import { replay } from '../../shared/domain/appeal/evolve.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Journal } from '../context.ts';
import { claimDue, fillQueue, noteOutcome, type Claimed } from './deliveryQueue.ts';
import type { SendNotice } from './httpSender.ts';

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 3_600_000;
/** Then a notice is given up: the receiver finds what it missed by reading the lists. */
const GIVE_UP_MS = 72 * 3_600_000;

export interface WebhookSender {
  /** One turn: queues what is new and sends what is due. How many were sent, whatever became of them. */
  turn(): Promise<number>;
  /** Takes turns until it is stopped. */
  start(everyMs: number): void;
  stop(): Promise<void>;
}

type Deps = Pick<Journal, 'db' | 'territory' | 'clock' | 'log' | 'seal'> & {
  send: SendNotice;
  /** From 0 to 1: spreads what failed together. */
  random(): number;
};

/** Tells other programs what happened to their organisation's appeals: at least once, of each appeal in order. */
export function createWebhookSender(deps: Deps): WebhookSender {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const turn = async (): Promise<number> => {
    await fillQueue(deps);
    const due = await claimDue(deps);
    await Promise.all(due.map((one) => deliver(deps, one, stopping.signal)));
    return due.length;
  };
  const takeTurns = async (everyMs: number): Promise<void> => {
    while (!stopping.signal.aborted) {
      const sent = await turn().catch((error: unknown) => {
        if (!stopping.signal.aborted) deps.log.warn({ err: error }, 'webhook.turn_failed');
        return 0;
      });
      if (sent === 0) await delay(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  return {
    turn,
    start: (everyMs) => {
      running = takeTurns(everyMs);
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function deliver(deps: Deps, claimed: Claimed, signal: AbortSignal): Promise<void> {
  const { clock, log, send } = deps;
  const { id, integrationId, attempts } = claimed;
  let status: number | null = null;
  try {
    const body = JSON.stringify(await payloadOf(deps, claimed));
    const secret = deps.seal.open(claimed.sealedSecret, integrationId);
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'otklik-journal',
      'x-otklik-delivery': id,
      'x-otklik-signature': signatureOf(secret, clock.nowMs(), body),
    };
    status = await send({ url: claimed.url, headers, body }, signal);
  } catch {
    // What is not answered is sent again, whatever was the matter. An address may hold a secret, so it is not logged.
  }
  const nowMs = clock.nowMs();
  const isDelivered = status !== null && status >= 200 && status <= 299;
  const isGivenUp = !isDelivered && nowMs - Date.parse(claimed.createdAt) >= GIVE_UP_MS;
  if (!isDelivered) log.warn({ deliveryId: id, integrationId, attempts, status, isGivenUp }, 'webhook.failed');
  await noteOutcome(deps, claimed, {
    status,
    isDelivered,
    settledAt: isDelivered || isGivenUp ? toInstant(nowMs) : null,
    nextAt: toInstant(nowMs + waitMs(attempts, deps.random())),
  });
}

/** Doubles from five seconds to an hour, less up to a half by chance, so that those who failed together do not return so. */
export function waitMs(attempts: number, random: number): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 30));
  return Math.round(longest * (1 - random / 2));
}

/** Over the time as well, so that what was caught once cannot be sent again later. */
export function signatureOf(secret: string, nowMs: number, body: string): string {
  const t = Math.floor(nowMs / 1000);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`, 'utf8').digest('hex')}`;
}

/** The appeal as it was at that event: events never change, so a repeat says the same. */
async function payloadOf({ db, territory }: Deps, claimed: Claimed): Promise<WebhookPayload> {
  const rows = await db
    .selectFrom('appeal_event')
    .where('territory', '=', territory)
    .where('appeal_id', '=', claimed.appealId)
    .where('version', '<=', claimed.version)
    .select(['body', 'received_at'])
    .orderBy('version')
    .execute();
  const appeal = replay(rows.map(({ body }) => appealEvent.parse(body)));
  if (appeal === null) throw new Error('a notice of no appeal');
  const { id, number, status, version } = appeal;
  return {
    deliveryId: claimed.id,
    kind: webhookKind.parse(claimed.kind),
    at: rows.at(-1)?.received_at ?? claimed.createdAt,
    appeal: { id, number, status, version },
  };
}
