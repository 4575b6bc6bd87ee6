import type { FastifyRequest } from 'fastify';
import type { IntegrationScope } from '../../shared/contracts/integration.ts';
import { AppError } from '../../shared/errors.ts';
import { id, toInstant } from '../../shared/lib/primitives.ts';
import type { Journal } from '../context.ts';
import type { Account } from '../sync/accountOf.ts';
import { equalSecrets, randomSecret, sha256Hex } from './secrets.ts';

/** Another program that asks. */
export interface IntegrationCaller {
  integrationId: string;
  name: string;
  organisationId: string;
  organisationKind: Account['organisationKind'];
}

const TOKEN = /^Bearer otk_([0-9a-f-]{36})_([\w-]{43})$/;

/** A token names its program, so that it is found without a search, and begins so that a leaked one is recognised. */
export function createToken(integrationId: string): { token: string; hash: string } {
  const token = `otk_${integrationId}_${randomSecret()}`;
  return { token, hash: sha256Hex(token) };
}

/**
 * The program behind a request, let do this and not too often.
 * @throws AppError `auth.required` also for a token that is revoked or over, `auth.forbidden`, `integration.too_many`
 */
export async function requireIntegration(
  { db, territory, clock, rates }: Journal,
  request: FastifyRequest,
  scope: IntegrationScope,
): Promise<IntegrationCaller> {
  const { authorization = '' } = request.headers;
  const integrationId = id.safeParse(TOKEN.exec(authorization)?.[1]);
  if (!integrationId.success) throw new AppError('auth.required');
  const row = await db
    .selectFrom('integration as i')
    .innerJoin('organisation as o', (join) =>
      join.onRef('o.territory', '=', 'i.territory').onRef('o.id', '=', 'i.organisation_id'),
    )
    .where('i.territory', '=', territory)
    .where('i.id', '=', integrationId.data)
    .where('i.revoked_at', 'is', null)
    .where('i.expires_at', '>', toInstant(clock.nowMs()))
    .select(['i.id', 'i.name', 'i.organisation_id', 'i.token_hash', 'i.scopes', 'o.kind'])
    .executeTakeFirst();
  const given = sha256Hex(authorization.slice('Bearer '.length));
  if (row === undefined || !equalSecrets(given, row.token_hash)) throw new AppError('auth.required');
  // Only who holds a token spends its rate: nobody can shut out a program whose id they know.
  rates.spend(row.id);
  if (!row.scopes.includes(scope)) throw new AppError('auth.forbidden');
  return {
    integrationId: row.id,
    name: row.name,
    organisationId: row.organisation_id,
    organisationKind: row.kind,
  };
}
