import type { Trx } from '../db/createDb.ts';
import type { ChangeTable } from '../db/schema.ts';

/**
 * Notes in the writer's own transaction that something changed and for whom. It gets its number only when the
 * sequencer sees it committed: numbers given here would let a late commit slip in behind a desk's cursor.
 */
export async function writeChange(
  trx: Trx,
  territory: string,
  change: Pick<ChangeTable, 'entity' | 'entity_id' | 'scope_old' | 'scope_new'>,
): Promise<void> {
  if (change.scope_old === null && change.scope_new === null) return;
  await trx
    .insertInto('change')
    .values({ territory, ...change })
    .execute();
}
