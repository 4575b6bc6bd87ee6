import { appealScope } from '../../shared/domain/policy/appealScope.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Caller } from '../auth/authenticate.ts';
import type { Journal } from '../context.ts';
import { isWithin } from '../queries/handOvers.ts';
import { somebodyOf } from '../sync/accountOf.ts';

/**
 * Marks what was handed over as dealt with. The first to do so stays named; doing it again changes nothing.
 * @throws AppError `hand_over.not_found`, also for one this user may not see
 */
export async function settleHandOver(journal: Journal, caller: Caller, handOverId: string): Promise<void> {
  const { db, territory, clock } = journal;
  const scope = appealScope(somebodyOf(caller), 'handOver.settle');
  const found = await db
    .selectFrom('hand_over as h')
    .where('h.territory', '=', territory)
    .where('h.id', '=', handOverId)
    .where(isWithin(scope))
    .select('h.id')
    .executeTakeFirst();
  if (found === undefined) throw new AppError('hand_over.not_found');
  await db
    .updateTable('hand_over')
    .set({ settled_at: toInstant(clock.nowMs()), settled_by: caller.user.id })
    .where('territory', '=', territory)
    .where('id', '=', handOverId)
    .where('settled_at', 'is', null)
    .execute();
}
