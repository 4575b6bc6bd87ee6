import type { WorklistName } from '../../../shared/contracts/worklists.ts';
import { standingTo } from '../../../shared/domain/appeal/stepRights.ts';
import { deskOf, type Appeal } from '../../../shared/domain/appeal/appeal.ts';
import { levelOf } from '../../../shared/domain/policy/policy.ts';
import type { TermRules } from '../../../shared/domain/term/appealTerm.ts';
import { runningTermOf } from '../../../shared/domain/term/runningTerm.ts';
import type { User } from '../../../shared/domain/user/user.ts';
import type { Instant } from '../../../shared/lib/primitives.ts';

/** For whom a list is told here. */
export interface Reader {
  user: User;
  standsInFor: readonly string[];
  rules: TermRules;
  at: Instant;
}

/** Whether an appeal this desk has belongs on a list, by what it looks like here: the journal's own rule, predicted. */
export function isOnWorklist(list: WorklistName, { user, standsInFor, rules, at }: Reader, appeal: Appeal): boolean {
  const isOpen = appeal.status !== 'closed';
  switch (list) {
    case 'incoming':
      return isOpen && isIncoming(user, standsInFor, appeal);
    case 'mine':
      return isOpen && standingTo(user.id, appeal, standsInFor) === 'mine';
    case 'team':
      return isOpen && !appeal.isWaiting && isAtTeam(user, appeal);
    case 'overdue':
      return isOpen && runningTermOf(appeal, rules, at).state === 'overdue';
    case 'soon':
      return (
        isOpen &&
        runningTermOf(appeal, rules, at).state === 'soon' &&
        (standingTo(user.id, appeal, standsInFor) === 'mine' || isIncoming(user, standsInFor, appeal))
      );
    case 'review':
      return appeal.status === 'onReview';
    case 'registered':
      return appeal.registeredBy === user.id;
    case 'all':
      return true;
  }
}

function isIncoming(user: User, standsInFor: readonly string[], appeal: Appeal): boolean {
  if (!appeal.isWaiting) return false;
  return appeal.assigneeId === null ? isAtTeam(user, appeal) : [user.id, ...standsInFor].includes(appeal.assigneeId);
}

function isAtTeam(user: User, appeal: Appeal): boolean {
  const desk = deskOf(appeal);
  return desk.organisationId === user.organisationId && desk.level === levelOf(user.role);
}
