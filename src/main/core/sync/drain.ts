import { AppError } from '../../../shared/errors.ts';
import type { ActAnswer } from '../../../shared/contracts/journal.ts';
import { rebaseAppeal } from '../appeals/rebase.ts';
import type { Desk } from '../desk.ts';
import type { JournalClient } from '../journal/journalClient.ts';

const BATCH = 50;

/**
 * Sends what waits, in order, until nothing does. An answer settles its act and puts the rest over the new base in
 * one transaction; silence settles nothing, and the same acts go again under the same numbers.
 * @throws JournalDown when the journal stops answering
 */
export async function drain(desk: Desk, journal: JournalClient): Promise<void> {
  let reopened = false;
  for (;;) {
    const acts = desk.outbox.waiting(BATCH);
    const [first] = acts;
    if (!first) return;
    try {
      const { answers } = await journal.push(acts);
      const settled = settleAll(desk, answers, new Set(acts.map((act) => act.id)));
      // Another desk wears this one's credential: going on would only repeat the same question.
      if (settled === 0) throw new AppError('sync.no_progress');
    } catch (thrown) {
      const expected =
        thrown instanceof AppError && thrown.code === 'sync.gap' ? Number(thrown.params['expected']) : null;
      if (expected === null || expected >= first.seq || reopened) throw thrown;
      // The journal was restored from a copy older than our last answer: what it forgot is owed again.
      desk.ports.log.warn('sync.journal_forgot', { expected, first: first.seq });
      desk.outbox.reopenFrom(expected);
      reopened = true;
    }
  }
}

function settleAll(desk: Desk, answers: readonly ActAnswer[], asked: ReadonlySet<string>): number {
  let settled = 0;
  desk.transact(() => {
    for (const answer of answers) {
      if (!asked.has(answer.actId)) continue;
      const entry = desk.outbox.byActId(answer.actId);
      if (!entry) continue;
      desk.outbox.settle(answer);
      settled += 1;
      if ('appealId' in entry.act.command) {
        const { appealId } = entry.act.command;
        const base = answer.appeal ?? desk.appeals.base(entry.act.authorId, appealId);
        rebaseAppeal(desk, entry.act.authorId, appealId, base);
      }
    }
  });
  for (const answer of answers) {
    if (answer.outcome !== 'accepted')
      desk.ports.log.warn('sync.not_accepted', { seq: answer.seq, outcome: answer.outcome });
  }
  if (settled > 0) desk.events.emit('appeals.changed', {});
  return settled;
}
