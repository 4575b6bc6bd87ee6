import type { z } from 'zod';
import type { integrationCreated, integrationRequest } from '../../shared/contracts/integration.ts';
import { reachesOrganisation } from '../../shared/domain/policy/policy.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Caller } from '../auth/authenticate.ts';
import { createToken } from '../auth/requireIntegration.ts';
import type { Journal } from '../context.ts';
import { presentIntegration } from '../queries/integrations.ts';
import { somebodyOf } from '../sync/accountOf.ts';

const DAY_MS = 86_400_000;

/**
 * Lets another program in, in the name of an organisation.
 * @throws AppError `input.invalid` for an organisation that registers no appeals, or is not here
 */
export async function createIntegration(
  { db, territory, clock, ids }: Journal,
  caller: Caller,
  { name, organisationId, scopes, validDays }: z.output<typeof integrationRequest>,
): Promise<z.output<typeof integrationCreated>> {
  if (!reachesOrganisation(somebodyOf(caller), 'integration.manage', organisationId))
    throw new AppError('auth.forbidden');
  const organisation = await db
    .selectFrom('organisation')
    .where('territory', '=', territory)
    .where('id', '=', organisationId)
    .where('kind', 'in', ['fund', 'insurer'])
    .select('id')
    .executeTakeFirst();
  if (organisation === undefined) throw new AppError('input.invalid', { field: 'organisationId' });
  const nowMs = clock.nowMs();
  const id = ids.next();
  const { token, hash } = createToken(id);
  const row = await db
    .insertInto('integration')
    .values({
      territory,
      id,
      name,
      organisation_id: organisationId,
      token_hash: hash,
      scopes: [...new Set(scopes)],
      created_by: caller.user.id,
      created_at: toInstant(nowMs),
      expires_at: toInstant(nowMs + validDays * DAY_MS),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { integration: presentIntegration(row), token };
}

/**
 * Shuts a program out, from its next request on. Done again it changes nothing.
 * @throws AppError `integration.not_found`, also for one beyond this user's reach
 */
export async function revokeIntegration(
  { db, territory, clock }: Journal,
  caller: Caller,
  integrationId: string,
): Promise<void> {
  const known = await db
    .selectFrom('integration')
    .where('territory', '=', territory)
    .where('id', '=', integrationId)
    .select('organisation_id')
    .executeTakeFirst();
  const isReached = known && reachesOrganisation(somebodyOf(caller), 'integration.manage', known.organisation_id);
  if (!isReached) throw new AppError('integration.not_found');
  await db
    .updateTable('integration')
    .set({ revoked_at: toInstant(clock.nowMs()) })
    .where('territory', '=', territory)
    .where('id', '=', integrationId)
    .where('revoked_at', 'is', null)
    .execute();
}
