import { sql } from 'kysely';
import type { z } from 'zod';
import type { webhookRequest, webhookState } from '../../shared/contracts/integration.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Journal } from '../context.ts';
import { mayBeSentTo } from '../webhooks/publicAddress.ts';

/**
 * Where a program wants to be told, and of what. What waits already goes to the new address.
 * @throws AppError `webhook.address`
 */
export async function setWebhook(
  { db, territory, clock, seal, webhooks }: Journal,
  integrationId: string,
  { url, secret, kinds }: z.output<typeof webhookRequest>,
): Promise<void> {
  if (!mayBeSentTo(new URL(url), webhooks.allowPrivate)) throw new AppError('webhook.address');
  const wanted = { url, sealed_secret: seal.seal(secret, integrationId), kinds: [...new Set(kinds)] };
  await db
    .insertInto('webhook')
    .values({
      territory,
      integration_id: integrationId,
      ...wanted,
      since: toInstant(clock.nowMs()),
      seen_number: sql<number>`(select last from feed_counter where territory = ${territory})`,
    })
    .onConflict((conflict) => conflict.columns(['territory', 'integration_id']).doUpdateSet(wanted))
    .execute();
}

/** Together with what waits. Done again it changes nothing. */
export async function removeWebhook({ db, territory }: Journal, integrationId: string): Promise<void> {
  await db
    .deleteFrom('webhook')
    .where('territory', '=', territory)
    .where('integration_id', '=', integrationId)
    .execute();
}

/** @throws AppError `webhook.not_found` */
export async function readWebhook(
  { db, territory }: Journal,
  integrationId: string,
): Promise<z.output<typeof webhookState>> {
  const row = await db
    .selectFrom('webhook')
    .where('territory', '=', territory)
    .where('integration_id', '=', integrationId)
    .select(['url', 'kinds', 'since'])
    .select((eb) => {
      const own = eb
        .selectFrom('webhook_delivery as d')
        .whereRef('d.territory', '=', 'webhook.territory')
        .whereRef('d.integration_id', '=', 'webhook.integration_id')
        .select(sql<number>`count(*)`.as('many'));
      return [
        own.where('d.settled_at', 'is', null).as('waiting'),
        own.where('d.settled_at', 'is not', null).where('d.is_delivered', '=', false).as('given_up'),
      ];
    })
    .executeTakeFirst();
  if (row === undefined) throw new AppError('webhook.not_found');
  const { url, kinds, since, waiting, given_up: givenUp } = row;
  return { url, kinds, since, waiting: waiting ?? 0, givenUp: givenUp ?? 0 };
}
