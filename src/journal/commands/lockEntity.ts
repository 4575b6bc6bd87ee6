import { sql } from 'kysely';
import type { Trx } from '../db/createDb.ts';

/**
 * Lets one transaction at a time work on an entity, also on one that does not exist yet and so has no row to lock.
 */
export async function lockEntity(trx: Trx, entity: 'appeal' | 'call', entityId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${entity}:${entityId}`}, 0))`.execute(trx);
}
