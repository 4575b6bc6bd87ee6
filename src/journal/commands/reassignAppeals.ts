import { decide } from '../../shared/domain/appeal/decide.ts';
import { evolve } from '../../shared/domain/appeal/evolve.ts';
import { holderOf, type Appeal } from '../../shared/domain/appeal/appeal.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Journal } from '../context.ts';
import { openAppealIds } from '../queries/adminUsers.ts';
import { loadSet } from '../store/pgLoad.ts';
import { saveWrites } from '../store/pgSave.ts';
import { NO_KEYS } from '../sync/keysOf.ts';
import { isAssignable } from '../sync/judgeAppeal.ts';
import { createWorkingBatch } from '../sync/workingBatch.ts';
import type { Caller } from '../auth/authenticate.ts';
import { changeReference, type Changing } from './changeReference.ts';

/** Locked and saved at once: their states are a few megabytes at most. */
const AT_ONCE = 200;

export interface Reassignment {
  fromUserId: string;
  toUserId: string;
  reason: string;
}

/**
 * Gives every open appeal somebody leads to another: each by the event of an assignment, judged by the domain, so that
 * the history says who led it when, and desks are told. How many there were.
 * @throws AppError `user.not_found`, `appeal.assignee_unknown` when that person works no appeals
 */
export function reassign(journal: Journal, caller: Caller, of: Reassignment): Promise<number> {
  return changeReference(journal, caller, (changing) => reassignAppeals(changing, of));
}

/** The same, as a part of another change. */
export async function reassignAppeals(changing: Changing, of: Reassignment): Promise<number> {
  const { db, journal } = changing;
  const { territory } = journal;
  const reference = await journal.reference.forDecisions();
  const ids = await openAppealIds(db, territory, of.fromUserId);
  if (of.toUserId === of.fromUserId) throw new AppError('appeal.assignee_unknown');
  const moved: string[] = [];
  for (let i = 0; i === 0 || i < ids.length; i += AT_ONCE) {
    moved.push(...(await moveSome(changing, of, ids.slice(i, i + AT_ONCE), reference)));
  }
  const { fromUserId, toUserId, reason } = of;
  await changing.note({
    what: 'appeals.reassigned',
    entity: 'user',
    entityId: fromUserId,
    detail: { toUserId, reason, appealIds: moved },
  });
  return moved.length;
}

async function moveSome(
  { client, journal, caller }: Changing,
  { fromUserId, toUserId, reason }: Reassignment,
  appealIds: readonly string[],
  reference: Awaited<ReturnType<Journal['reference']['forDecisions']>>,
): Promise<string[]> {
  const { territory, clock } = journal;
  const receivedAt = toInstant(clock.nowMs());
  const set = await loadSet(client, territory, { ...NO_KEYS, userIds: [toUserId], appealIds });
  if (!isAssignable({ set, territory, receivedAt }, toUserId)) throw new AppError('appeal.assignee_unknown');
  const batch = createWorkingBatch(set);
  const moved: string[] = [];
  const { id: userId, role, organisationId } = caller.user;
  for (const [appealId, before] of set.appeals) {
    // Somebody may have taken or closed it before it was locked.
    if (before.status === 'closed' || holderOf(before) !== fromUserId) continue;
    const command = { kind: 'appeal.assign', v: 1, appealId, assigneeId: toUserId, reason } as const;
    const actor = { userId, role, organisationId };
    const actId = journal.ids.next();
    const { events, refusal } = decide(command, before, {
      actId,
      actor,
      occurredAt: receivedAt,
      receivedAt,
      reference,
    });
    if (refusal !== null) throw new AppError(refusal.code, {}, { text: refusal.text });
    const after = events.reduce<Appeal>((state, event) => evolve(state, event), before);
    batch.apply({ appeal: { after, events } }, { actId: null, receivedAt });
    moved.push(appealId);
  }
  await (
    await saveWrites(client, territory, batch.writes(), reference.terms)
  ).written;
  return moved;
}
