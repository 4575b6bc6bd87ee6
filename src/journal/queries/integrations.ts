import type { Selectable } from 'kysely';
import { integrationScope, type Integration } from '../../shared/contracts/integration.ts';
import { reachesOrganisation, type Somebody } from '../../shared/domain/policy/policy.ts';
import type { Db } from '../db/createDb.ts';
import type { IntegrationTable } from '../db/schema.ts';

export function presentIntegration(row: Selectable<IntegrationTable>): Integration {
  return {
    id: row.id,
    name: row.name,
    organisationId: row.organisation_id,
    scopes: integrationScope.array().parse(row.scopes),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

/** Programs of the organisations somebody may manage them for, the newest first. */
export async function listIntegrations(db: Db, territory: string, of: Somebody): Promise<Integration[]> {
  const rows = await db
    .selectFrom('integration')
    .where('territory', '=', territory)
    .selectAll()
    .orderBy('created_at', 'desc')
    .execute();
  return rows
    .filter((row) => reachesOrganisation(of, 'integration.manage', row.organisation_id))
    .map(presentIntegration);
}
