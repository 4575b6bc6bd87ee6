import type { BridgeInput, DeskAppeal } from '../../../shared/contracts/bridge.ts';
import { AppError } from '../../../shared/errors.ts';
import { checkClosing } from '../../../shared/domain/appeal/controls.ts';
import type { Desk } from '../desk.ts';
import { deskAppealReference } from './storedReference.ts';
import { deskAppealOf } from './deskAppealOf.ts';
import { rebaseForViewers } from './rebase.ts';

/** Closes an open appeal of the operator's own with its answer: the answer and the closing are one transaction. */
export function closeAppeal(desk: Desk, input: BridgeInput<'appeals.close'>): DeskAppeal {
  const { user } = desk.session.require();
  desk.transact(() => {
    if (desk.outbox.byActId(input.actId)) return;
    const known = desk.appeals.get(user.id, input.appealId);
    if (!known) throw new AppError('appeal.not_found');
    if (known.status === 'closed') throw new AppError('appeal.closed');
    if (known.conflicts.length > 0) throw new AppError('appeal.conflict_open');
    const card = { ...known.card, answer: input.answer };
    const { occurredAt, classifierVersion } = known;
    const [obstacle] = checkClosing(card, input.outcome, deskAppealReference(desk), occurredAt, classifierVersion);
    if (obstacle) throw new AppError(obstacle.code, { field: obstacle.field });
    if (input.answer !== known.card.answer) {
      desk.enqueue({
        kind: 'appeal.amend',
        v: 2,
        appealId: known.id,
        changes: { answer: input.answer },
        was: { answer: known.card.answer },
        settles: null,
      });
    }
    desk.enqueue({ kind: 'appeal.close', v: 1, appealId: known.id, outcome: input.outcome }, { actId: input.actId });
    rebaseForViewers(desk, known.id, null);
  });
  return deskAppealOf(desk, input.appealId);
}
