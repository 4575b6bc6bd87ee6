import { decide } from '../../../shared/domain/appeal/decide.ts';
import { evolve } from '../../../shared/domain/appeal/evolve.ts';
import type { Appeal } from '../../../shared/domain/appeal/appeal.ts';
import type { AppealCommand } from '../../../shared/domain/appeal/appealCommand.ts';
import type { Act } from '../../../shared/contracts/journal.ts';
import type { Desk } from '../desk.ts';
import { deskAppealReference } from './storedReference.ts';

/**
 * Puts the desk's waiting acts over the journal's state of an appeal and stores the result: what the operator
 * sees is always base + own acts, whatever order news and answers come in. Runs inside a transaction.
 */
export function rebaseAppeal(desk: Desk, viewerId: string, appealId: string, base: Appeal | null): Appeal | null {
  const local = desk.outbox.waitingFor(appealId).reduce<Appeal | null>((state, act) => predict(desk, state, act), base);
  // A refused registration has neither base nor waiting acts: what was typed stays where it is seen.
  const shown = local ?? desk.appeals.get(viewerId, appealId);
  if (shown) desk.appeals.save(viewerId, shown, base);
  return shown;
}

/** The state after one waiting act, as the journal would most likely decide. A prediction, never kept as an event. */
function predict(desk: Desk, state: Appeal | null, act: Act): Appeal | null {
  if (!isAppealCommand(act.command)) return state;
  const author = desk.users.byId(act.authorId)?.user;
  if (!author) return state;
  const decision = decide(act.command, state, {
    actor: { userId: author.id, role: author.role, organisationId: author.organisationId },
    occurredAt: act.occurredAt,
    receivedAt: null,
    reference: deskAppealReference(desk),
  });
  return decision.events ? decision.events.reduce<Appeal | null>(evolve, state) : state;
}

function isAppealCommand(command: Act['command']): command is AppealCommand {
  return command.kind !== 'call.record' && command.kind !== 'operator.moved';
}
