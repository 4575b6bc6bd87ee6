import type { WorklistCounts } from '../../shared/contracts/worklists.ts';
import { levelOf } from '../../shared/domain/policy/policy.ts';
import type { Role } from '../../shared/domain/user/user.ts';

export interface ReminderCounts {
  /** Near the end of their term. */
  soon: number;
  /** Past it. */
  overdue: number;
}

/**
 * What somebody is to be reminded of: who works appeals, of those they lead or that wait before them; who watches, of
 * every one that is overdue within their reach: that is the escalation, on the day it happens.
 */
export function reminderCounts(counts: WorklistCounts['counts'], role: Role): ReminderCounts {
  const of = (list: string) => counts.find((one) => one.list === list);
  const soon = of('soon')?.count ?? 0;
  if (levelOf(role) === 0) return { soon, overdue: of('overdue')?.count ?? 0 };
  return { soon, overdue: (of('mine')?.overdue ?? 0) + (of('incoming')?.overdue ?? 0) };
}
