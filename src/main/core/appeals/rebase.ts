import { decide } from '../../../shared/domain/appeal/decide.ts';
import { evolve } from '../../../shared/domain/appeal/evolve.ts';
import { holderOf, type Appeal } from '../../../shared/domain/appeal/appeal.ts';
import { isAppealCommand, type AppealCommand } from '../../../shared/domain/appeal/appealCommand.ts';
import type { Decision } from '../../../shared/domain/appeal/decision.ts';
import type { Act } from '../../../shared/contracts/journal.ts';
import type { Desk } from '../desk.ts';
import { deskAppealReference } from './storedReference.ts';

/**
 * Puts the desk's waiting acts over the journal's state of an appeal and stores the result: what the operator
 * sees is always base + own acts, whatever order news and answers come in. Runs inside a transaction.
 */
export function rebaseAppeal(desk: Desk, viewerId: string, appealId: string, base: Appeal | null): void {
  const acts = base === null ? desk.outbox.actsWithoutBase(appealId) : desk.outbox.waitingFor(appealId);
  const local = acts.reduce<Appeal | null>((state, act) => predict(desk, state, act), base);
  if (local === null && desk.outbox.isPutAside(appealId)) {
    desk.appeals.remove(viewerId, appealId);
    return;
  }
  // Of what was long forgotten here the last that was seen stays.
  const shown = local ?? desk.appeals.get(viewerId, appealId);
  if (shown) desk.appeals.save(viewerId, shown, base);
}

/**
 * The acts that wait for an appeal are others now, or the journal has answered one with its state: every viewer of
 * this desk who has the appeal sees the new result. Runs inside a transaction.
 */
export function rebaseForViewers(desk: Desk, appealId: string, told: Appeal | null): void {
  const isWaiting = desk.outbox.isWaitingFor(appealId);
  for (const { viewerId, baseVersion, isGone } of desk.appeals.viewersOf(appealId)) {
    const isNews = told !== null && told.version >= (baseVersion ?? 0);
    if (isGone && !isWaiting) {
      desk.appeals.remove(viewerId, appealId);
      continue;
    }
    const isHolder = told !== null && !isGone && holderOf(told) === viewerId;
    if (isNews && !isWaiting && isHolder) {
      const { pass } = desk.feed.state(viewerId);
      desk.appeals.tell(viewerId, appealId, told.occurredAt, JSON.stringify(told), pass);
      continue;
    }
    // An answer given again is as old as when it was first given: the feed may have told more since.
    rebaseAppeal(desk, viewerId, appealId, isNews ? told : desk.appeals.base(viewerId, appealId));
    if (isHolder) desk.appeals.markTold(viewerId, appealId, desk.feed.state(viewerId).pass);
  }
}

/** An appeal that is not in the cache, with this desk's waiting acts on top. */
export function predictOver(desk: Desk, base: Appeal): Appeal {
  return desk.outbox.waitingFor(base.id).reduce<Appeal>((state, act) => predict(desk, state, act) ?? state, base);
}

/** The state after one waiting act, as the journal would most likely decide. A prediction, never kept as an event. */
function predict(desk: Desk, state: Appeal | null, act: Act): Appeal | null {
  if (!isAppealCommand(act.command)) return state;
  const decision = decideHere(desk, act.command, state, act);
  return decision?.events ? decision.events.reduce<Appeal | null>(evolve, state) : state;
}

/** What the journal would most likely say of a command of somebody known at this desk; null of a stranger's. */
export function decideHere(
  desk: Desk,
  command: AppealCommand,
  state: Appeal | null,
  act: Pick<Act, 'id' | 'authorId' | 'occurredAt'>,
): Decision | null {
  const author = desk.users.byId(act.authorId)?.user;
  if (!author) return null;
  return decide(command, state, {
    actId: act.id,
    actor: { userId: author.id, role: author.role, organisationId: author.organisationId },
    occurredAt: act.occurredAt,
    receivedAt: null,
    reference: deskAppealReference(desk),
  });
}
