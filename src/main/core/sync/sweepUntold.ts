import type { User } from '../../../shared/domain/user/user.ts';
import type { Desk } from '../desk.ts';

/**
 * The feed was read from its beginning to its end: what it told before and does not tell now is not this user's any
 * more, or was lost with the journal's latest hours. What still waits to be sent stays.
 */
export function sweepUntold(desk: Desk, user: User, pass: number): void {
  const waiting = desk.outbox.entitiesWaiting();
  for (const appealId of desk.appeals.untold(user.id, pass)) {
    if (waiting.has(appealId)) desk.appeals.markGone(user.id, appealId);
    else desk.appeals.remove(user.id, appealId);
  }
  desk.calls.sweep(user.id, pass);
  desk.feed.dropUntoldRaw(user.id, pass);
  desk.feed.swept(user.id);
}
