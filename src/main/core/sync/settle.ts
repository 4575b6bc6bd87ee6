import { appeal, type Appeal } from '../../../shared/domain/appeal/appeal.ts';
import { rebaseForViewers } from '../appeals/rebase.ts';
import type { Owed } from '../cache/outboxRow.ts';
import type { Desk } from '../desk.ts';
import type { PushAnswer } from '../journal/journalClient.ts';

/** Takes the journal's answers to a batch in one transaction. Returns how many acts they settled. */
export function settleAnswers(desk: Desk, batch: readonly Owed[], answers: readonly PushAnswer[]): number {
  const asked = new Map(batch.map((owed) => [owed.act.id, owed]));
  const at = desk.now();
  const told = new Set<string>();
  const settled = desk.transact(() => {
    let count = 0;
    for (const answer of answers) {
      const owed = asked.get(answer.actId);
      if (!owed || !desk.outbox.settle(answer, at)) continue;
      count += 1;
      if (owed.appealId === null) continue;
      rebaseForViewers(desk, owed.appealId, appealOf(answer.appeal));
      told.add(owed.appealId);
    }
    return count;
  });
  for (const answer of answers) {
    if (answer.outcome !== 'accepted')
      desk.ports.log.warn('sync.not_accepted', { seq: answer.seq, outcome: answer.outcome });
  }
  if (settled > 0) {
    desk.events.emit('appeals.changed', {});
    desk.events.emit('appeals.told', { told: [...told].map((appealId) => ({ appealId, version: null })) });
    desk.events.emit('outbox.changed', {});
  }
  return settled;
}

/** Null also for a state of a newer journal's that this desk cannot read: the feed keeps it for a newer desk. */
export function appealOf(body: unknown): Appeal | null {
  const parsed = appeal.safeParse(body);
  return parsed.success ? parsed.data : null;
}
