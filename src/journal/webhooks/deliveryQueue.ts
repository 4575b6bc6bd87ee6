import { sql } from 'kysely';
import { toInstant } from '../../shared/lib/primitives.ts';
import { ofParty } from '../lists/scopeFilter.ts';
import type { Journal } from '../context.ts';

/** Numbers of the feed looked through for one program in one transaction. */
const SEEN_AT_ONCE = 1000;
const CLAIMED_AT_ONCE = 20;
/** Longer than any sending takes: then another process may think that this one has died. */
const LEASE_MS = 60_000;

export interface Claimed {
  id: string;
  integrationId: string;
  appealId: string;
  version: number;
  kind: string;
  createdAt: string;
  /** With this one. */
  attempts: number;
  url: string;
  sealedSecret: string;
}

type Deps = Pick<Journal, 'db' | 'territory' | 'clock'>;

/**
 * Puts what was committed and numbered since into the queue, for every program that wants to hear of it. A cursor over
 * the feed, so that no writer knows of any of this; a repeat meets the key of what is there already.
 */
export function fillQueue({ db, territory, clock }: Deps): Promise<void> {
  const now = toInstant(clock.nowMs());
  return db.transaction().execute(async (trx) => {
    const webhooks = await trx
      .selectFrom('webhook as w')
      .innerJoin('integration as i', (join) =>
        join.onRef('i.territory', '=', 'w.territory').onRef('i.id', '=', 'w.integration_id'),
      )
      .innerJoin('feed_counter as f', 'f.territory', 'w.territory')
      .where('w.territory', '=', territory)
      .where('i.revoked_at', 'is', null)
      .where('i.expires_at', '>', now)
      .whereRef('w.seen_number', '<', 'f.last')
      .select(['w.integration_id', 'w.kinds', 'w.since', 'w.seen_number', 'i.organisation_id', 'f.last'])
      .orderBy('w.integration_id')
      .forUpdate('w')
      .skipLocked()
      .execute();
    for (const { integration_id: integrationId, kinds, since, seen_number: seen, ...rest } of webhooks) {
      const upTo = Math.min(rest.last, seen + SEEN_AT_ONCE);
      await sql`
        insert into webhook_delivery (territory, id, integration_id, appeal_id, version, kind, created_at, next_at)
        select ${territory}, gen_random_uuid(), ${integrationId}, e.appeal_id, e.version, e.kind, ${now}, ${now}
        from (select distinct entity_id from change
          where territory = ${territory} and number > ${seen} and number <= ${upTo} and entity = 'appeal') as c
        join appeal as a on a.territory = ${territory} and a.id = c.entity_id
          and ${ofParty(rest.organisation_id)}
        join appeal_event as e on e.territory = a.territory and e.appeal_id = a.id
          and e.received_at >= ${since} and e.kind = any(${kinds}::text[])
        on conflict (territory, integration_id, appeal_id, version) do nothing`.execute(trx);
      await trx
        .updateTable('webhook')
        .set({ seen_number: upTo })
        .where('territory', '=', territory)
        .where('integration_id', '=', integrationId)
        .execute();
    }
  });
}

/**
 * Takes what is due, of each appeal only its earliest that is not settled: so a program hears of an appeal in order.
 * What is taken is not due to anybody else until the lease is over.
 */
export async function claimDue({ db, territory, clock }: Deps): Promise<Claimed[]> {
  const nowMs = clock.nowMs();
  const now = toInstant(nowMs);
  const { rows } = await sql<Claimed>`
    update webhook_delivery as d set attempts = d.attempts + 1, next_at = ${toInstant(nowMs + LEASE_MS)}
    from (
      select q.id, w.url, w.sealed_secret from webhook_delivery as q
      join webhook as w on w.territory = q.territory and w.integration_id = q.integration_id
      join integration as i on i.territory = q.territory and i.id = q.integration_id
        and i.revoked_at is null and i.expires_at > ${now}
      where q.territory = ${territory} and q.settled_at is null and q.next_at <= ${now}
        and not exists (select from webhook_delivery as earlier
          where earlier.territory = q.territory and earlier.integration_id = q.integration_id
            and earlier.appeal_id = q.appeal_id and earlier.version < q.version and earlier.settled_at is null)
      order by q.next_at limit ${CLAIMED_AT_ONCE}
      for update of q skip locked
    ) as due
    where d.territory = ${territory} and d.id = due.id
    returning d.id, d.integration_id as "integrationId", d.appeal_id as "appealId", d.version, d.kind,
      d.created_at as "createdAt", d.attempts, due.url, due.sealed_secret as "sealedSecret"`.execute(db);
  return rows;
}

/** What became of a sending: settled, or due again. Not written where another process has taken it meanwhile. */
export async function noteOutcome(
  { db, territory }: Deps,
  { id, attempts }: Claimed,
  outcome: { status: number | null; isDelivered: boolean; settledAt: string | null; nextAt: string },
): Promise<void> {
  await db
    .updateTable('webhook_delivery')
    .set({
      last_status: outcome.status,
      is_delivered: outcome.isDelivered,
      settled_at: outcome.settledAt,
      next_at: outcome.nextAt,
    })
    .where('territory', '=', territory)
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('settled_at', 'is', null)
    .execute();
}
