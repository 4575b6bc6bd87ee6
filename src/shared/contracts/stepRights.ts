import type { Appeal, AppealStatus } from '../domain/appeal/appeal.ts';
import { mayCloseAtOnce } from '../domain/appeal/controls.ts';
import { placeOf } from '../domain/appeal/placeOf.ts';
import { obstacleOnWay, type Step } from '../domain/appeal/way.ts';
import type { Organisation } from '../domain/organisation/organisation.ts';
import { mayWith, type Somebody } from '../domain/policy/policy.ts';
import type { Action } from '../domain/policy/policyTable.ts';
import type { User } from '../domain/user/user.ts';

/** What right a step asks for. */
const ACTION_OF: Readonly<Record<Step, Action>> = {
  'appeal.amend': 'appeal.change',
  'appeal.close': 'appeal.closeAtOnce',
  'appeal.linkCall': 'appeal.linkCall',
  'appeal.assign': 'appeal.assign',
  'appeal.accept': 'appeal.accept',
  'appeal.decline': 'appeal.decline',
  'appeal.forward': 'appeal.forward',
  'appeal.redirect': 'appeal.redirect',
  'appeal.answer': 'appeal.answer',
  'appeal.submit': 'appeal.submit',
  'appeal.return': 'appeal.return',
  'appeal.reopen': 'appeal.reopen',
  'appeal.extend': 'appeal.extend',
  'appeal.involve': 'appeal.involve',
  'appeal.comment': 'appeal.comment',
  'appeal.linkAppeal': 'appeal.linkAppeal',
  'appeal.attach': 'appeal.attach',
};

/** The right that a step needs in this state: closing after review is another right than closing at once. */
export function actionOfStep(step: Step, status: AppealStatus): Action {
  return step === 'appeal.close' && status === 'onReview' ? 'appeal.closeReviewed' : ACTION_OF[step];
}

/** Whether somebody may take this step now, as far as the state and their rights say; what they write is judged later. */
export function mayStep(of: Somebody, step: Step, appeal: Appeal): boolean {
  if (obstacleOnWay(step, appeal) !== null) return false;
  // Nobody passed it on: there is nowhere to send it back to.
  if (step === 'appeal.decline' && appeal.sentBy === null) return false;
  if (step === 'appeal.close' && appeal.status !== 'onReview' && !mayCloseAtOnce(appeal.card.kind)) return false;
  return mayWith(of, actionOfStep(step, appeal.status), placeOf(appeal));
}

/** A user with the kind of their organisation, by which the reach of a right is measured. */
export function somebodyOf(user: User, organisations: readonly Organisation[]): Somebody {
  const { id, role, organisationId } = user;
  const known = organisations.find((one) => one.id === organisationId)?.kind;
  return { id, role, organisationId, organisationKind: known ?? (role.startsWith('sp') ? 'insurer' : 'fund') };
}

/** Where an appeal on somebody's desk stands to them: theirs to lead, waiting to be accepted, or passed on. */
export function standingTo(userId: string, appeal: Appeal): 'mine' | 'incoming' | 'passedOn' {
  const { holderId } = placeOf(appeal);
  if (holderId === userId || appeal.coExecutorIds.includes(userId)) return 'mine';
  // What waits and is on this desk was sent by them, or lies before them to be accepted.
  if (!appeal.isWaiting) return 'passedOn';
  const isSender = appeal.sentBy?.userId === userId && appeal.assigneeId !== userId;
  return isSender ? 'passedOn' : 'incoming';
}
