import type { Appeal, AppealStatus } from './appeal.ts';
import type { AppealCommand } from './appealCommand.ts';
import { mayCloseAtOnce } from './controls.ts';
import { placeOf } from './placeOf.ts';
import { obstacleOnWay, type Step } from './way.ts';
import type { Organisation } from '../organisation/organisation.ts';
import { mayWith, type Somebody } from '../policy/policy.ts';
import type { Action } from '../policy/policyTable.ts';
import type { User } from '../user/user.ts';

/**
 * The right a command asks for: most have one of their own name, and closing after review is another right than
 * closing at once.
 */
export function actionOf(kind: AppealCommand['kind'], status: AppealStatus | null): Action {
  if (kind === 'appeal.amend') return 'appeal.change';
  if (kind === 'appeal.close') return status === 'onReview' ? 'appeal.closeReviewed' : 'appeal.closeAtOnce';
  return kind;
}

/** Whether somebody may take this step now, as far as the state and their rights say; what they write is judged later. */
export function mayStep(of: Somebody, step: Step, appeal: Appeal): boolean {
  if (obstacleOnWay(step, appeal) !== null) return false;
  // Nobody passed it on: there is nowhere to send it back to.
  if (step === 'appeal.decline' && appeal.sentBy === null) return false;
  if (step === 'appeal.close' && appeal.status !== 'onReview' && !mayCloseAtOnce(appeal.card.kind)) return false;
  return mayWith(of, actionOf(step, appeal.status), placeOf(appeal));
}

/**
 * A user with the kind of their organisation, by which the reach of a right is measured.
 * @param standsInFor whom they stand in for now
 */
export function somebodyOf(
  user: User,
  organisations: readonly Organisation[],
  standsInFor: readonly string[] = [],
): Somebody {
  const { id, role, organisationId } = user;
  const known = organisations.find((one) => one.id === organisationId)?.kind;
  return {
    id,
    role,
    organisationId,
    organisationKind: known ?? (role.startsWith('sp') ? 'insurer' : 'fund'),
    standsInFor,
  };
}

/**
 * Where an appeal on somebody's desk stands to them: theirs to lead, waiting to be accepted, or passed on. What those
 * lead whom they stand in for is theirs meanwhile.
 */
export function standingTo(
  userId: string,
  appeal: Appeal,
  standsInFor: readonly string[] = [],
): 'mine' | 'incoming' | 'passedOn' {
  const { holderId } = placeOf(appeal);
  if (
    holderId === userId ||
    (holderId !== null && standsInFor.includes(holderId)) ||
    appeal.coExecutorIds.includes(userId)
  )
    return 'mine';
  // What waits and is on this desk was sent by them, or lies before them to be accepted.
  if (!appeal.isWaiting) return 'passedOn';
  const isSender = appeal.sentBy?.userId === userId && appeal.assigneeId !== userId;
  return isSender ? 'passedOn' : 'incoming';
}
