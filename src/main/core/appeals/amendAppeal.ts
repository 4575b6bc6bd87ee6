import type { BridgeInput, DeskAppeal } from '../../../shared/contracts/bridge.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AppealCard } from '../../../shared/domain/appeal/appealCard.ts';
import type { AppealCommand } from '../../../shared/domain/appeal/appealCommand.ts';
import { fieldsOf } from '../../../shared/domain/appeal/amendCard.ts';
import type { Desk } from '../desk.ts';
import { deskAppealOf } from './deskAppealOf.ts';
import { decideHere, rebaseForViewers } from './rebase.ts';

/**
 * Changes an open appeal: one act, which says what its author saw, so that a change made meanwhile by somebody else
 * becomes a conflict and not a loss. Null when the appeal is not on this desk: the journal judges alone then.
 */
export function amendAppeal(desk: Desk, input: BridgeInput<'appeals.amend'>): DeskAppeal | null {
  const { actId, appealId, changes, settles } = input;
  if (fieldsOf(changes).length === 0) return appealHere(desk, appealId);
  const was = pick(input.was, fieldsOf(changes));
  return changeAppeal(desk, actId, { kind: 'appeal.amend', v: 2, appealId, changes, was, settles });
}

/** Names who works on the appeal from now on; it leaves this desk when the journal has taken it. */
export function assignAppeal(desk: Desk, input: BridgeInput<'appeals.assign'>): DeskAppeal | null {
  const { actId, appealId, assigneeId } = input;
  return changeAppeal(desk, actId, { kind: 'appeal.assign', v: 1, appealId, assigneeId, reason: '' });
}

function changeAppeal(desk: Desk, actId: string, command: AppealCommand): DeskAppeal | null {
  const { user } = desk.session.require();
  desk.transact(() => {
    if (desk.outbox.byActId(actId)) return;
    const known = desk.appeals.get(user.id, command.appealId);
    const at = desk.now();
    const refusal =
      known && decideHere(desk, command, known, { id: actId, authorId: user.id, occurredAt: at })?.refusal;
    // Told now, before the eyes of whoever typed it, and not by the journal later.
    if (refusal) throw new AppError(refusal.code, {}, { text: refusal.text });
    desk.enqueue(command, { actId, at });
    rebaseForViewers(desk, command.appealId, null);
  });
  return appealHere(desk, command.appealId);
}

function appealHere(desk: Desk, appealId: string): DeskAppeal | null {
  const { user } = desk.session.require();
  return desk.appeals.get(user.id, appealId) === null ? null : deskAppealOf(desk, appealId);
}

function pick(
  card: { [K in keyof AppealCard]?: AppealCard[K] | undefined },
  fields: readonly (keyof AppealCard)[],
): Partial<AppealCard> {
  return Object.fromEntries(fields.filter((field) => field in card).map((field) => [field, card[field]]));
}
