import { call as callSchema, type Call } from '../../shared/domain/call/call.ts';
import { emptyCall, mergeCall } from '../../shared/domain/call/mergeCall.ts';
import type { ActCommand } from '../../shared/contracts/journal.ts';
import type { DbOrTrx, Trx } from '../db/createDb.ts';
import { writeChange } from '../feed/writeChange.ts';
import { mayRecord, userScope } from '../policies/may.ts';
import type { ActContext } from './actContext.ts';
import { lockEntity } from './lockEntity.ts';
import { accepted, refused, type Verdict } from './verdict.ts';

/** Merges what was seen of a call into its record: late, twice or out of order, it is never refused for that. */
export async function applyCall(
  trx: Trx,
  command: Extract<ActCommand, { kind: 'call.record' }>,
  act: ActContext,
): Promise<Verdict> {
  const { territory, author, receivedAt } = act;
  await lockEntity(trx, 'call', command.callId);
  const before = await loadCall(trx, territory, command.callId);
  if (!mayRecord(author.user, before, command.fact)) return refused('auth.forbidden', 'Это звонок другого оператора');
  const after = mergeCall(before ?? emptyCall(command.callId), command.fact);
  await storeCall(trx, territory, before, after, receivedAt);
  return accepted();
}

export async function loadCall(db: DbOrTrx, territory: string, callId: string): Promise<Call | null> {
  const row = await db
    .selectFrom('call')
    .where('territory', '=', territory)
    .where('id', '=', callId)
    .select('record')
    .executeTakeFirst();
  return row === undefined ? null : callSchema.parse(row.record);
}

/** Stores the record with the columns it is found by, and tells the feed. */
export async function storeCall(
  trx: Trx,
  territory: string,
  before: Call | null,
  after: Call,
  receivedAt: string,
): Promise<void> {
  if (before !== null && JSON.stringify(before) === JSON.stringify(after)) return;
  const row = {
    record: JSON.stringify(after),
    phone: after.phone,
    operator_id: after.operatorId,
    person_id: after.personId,
    linked_id: after.linkedId,
    offered_at: after.offeredAt,
    began_at: after.offeredAt ?? after.answeredAt ?? after.endedAt ?? receivedAt,
  };
  await trx
    .insertInto('call')
    .values({ territory, id: after.id, ...row })
    .onConflict((conflict) => conflict.columns(['territory', 'id']).doUpdateSet(row))
    .execute();
  await writeChange(trx, territory, {
    entity: 'call',
    entity_id: after.id,
    scope_old: scopeOfCall(before),
    scope_new: scopeOfCall(after),
  });
}

export function scopeOfCall(of: Call | null): string | null {
  return of === null || of.operatorId === null ? null : userScope(of.operatorId);
}
