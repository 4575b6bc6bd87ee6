import { AppError } from '../../../shared/errors.ts';
import type { Owed } from '../cache/outboxRow.ts';
import type { Desk } from '../desk.ts';
import type { JournalClient, PushAnswer } from '../journal/journalClient.ts';
import { JournalDown } from '../ports.ts';
import type { Ask } from './ask.ts';
import type { BatchSize } from './patience.ts';
import { settleAnswers } from './settle.ts';

/** What the journal's door lets through in one piece, with room to spare. */
const BATCH_BYTES = 4_000_000;
/** The journal turned the content itself away: the same content would be turned away for ever. */
const ABOUT_CONTENT: ReadonlySet<string> = new Set(['input.invalid', 'input.too_large']);

export interface DrainHelp {
  ask: Ask;
  size: BatchSize;
  /** The journal has taken a batch. */
  taken(): void;
}

/**
 * Sends what waits, in order, until nothing does. An answer settles its act and puts the rest over the new base in
 * one transaction; silence settles nothing, and the same acts go again under the same numbers. The next batch is read
 * while one is on its way, and sent when that one is answered.
 * @throws JournalDown when the journal stops answering
 */
export async function drain(desk: Desk, journal: JournalClient, { ask, size, taken }: DrainHelp): Promise<void> {
  const read = (after: number): Owed[] => desk.outbox.owed(after, { acts: size.acts(), bytes: BATCH_BYTES });
  const send = (batch: Owed[]): Promise<PushAnswer[]> => {
    markSent(desk, batch);
    return ask((wait) => journal.push(batch, wait));
  };
  let hasReopened = false;
  let batch = read(FROM_THE_FIRST);
  let flight = batch.length > 0 ? send(batch) : null;
  try {
    while (flight) {
      const ahead = read(lastOf(batch));
      let answers: PushAnswer[];
      try {
        answers = await flight;
      } catch (thrown) {
        if (!isGap(thrown) || hasReopened) mend(desk, batch, thrown, size);
        else {
          reopen(desk, batch, thrown);
          hasReopened = true;
        }
        batch = read(FROM_THE_FIRST);
        flight = batch.length > 0 ? send(batch) : null;
        continue;
      }
      size.taken();
      taken();
      flight = ahead.length > 0 ? send(ahead) : null;
      // Whatever becomes of the next batch is looked at in its turn.
      flight?.catch(() => undefined);
      if (flight) await journal.departed();
      const settled = settleAnswers(desk, batch, answers);
      // The journal answers and says nothing of what was asked: going on would only repeat the same question.
      if (settled === 0) throw new AppError('sync.no_progress');
      const behind = lastOf(batch);
      batch = flight ? ahead : read(behind);
      flight ??= batch.length > 0 ? send(batch) : null;
    }
  } catch (thrown) {
    // What is on its way now is answered before anything is sent again.
    await flight?.catch(() => undefined);
    throw thrown;
  } finally {
    markSent(desk, []);
  }
}

const FROM_THE_FIRST = 0;

function lastOf(batch: readonly Owed[]): number {
  return batch.at(-1)?.act.seq ?? FROM_THE_FIRST;
}

function isGap(thrown: unknown): thrown is AppError {
  return thrown instanceof AppError && thrown.code === 'sync.gap';
}

/** The journal was restored from a copy older than our last answer: what it forgot is owed again. */
function reopen(desk: Desk, batch: readonly Owed[], gap: AppError): void {
  const expected = Number(gap.params['expected']);
  const first = batch[0]?.act.seq ?? 0;
  if (!(expected >= 1 && expected < first)) throw gap;
  desk.ports.log.warn('sync.journal_forgot', { expected, first });
  desk.transact(() => {
    if (desk.outbox.oweFrom(expected, 1)) desk.feed.restart();
  });
}

/** Makes the next try another than the one that failed, or gives up for this round. */
function mend(desk: Desk, batch: readonly Owed[], thrown: unknown, size: BatchSize): void {
  if (thrown instanceof JournalDown && thrown.how !== 'unreachable') size.failed();
  if (!(thrown instanceof AppError) || !ABOUT_CONTENT.has(thrown.code)) throw thrown;
  const [only] = batch;
  if (batch.length > 1) {
    size.failed();
    return;
  }
  if (!only || only.withheld) throw thrown;
  desk.ports.log.warn('sync.withheld', { seq: only.act.seq, code: thrown.code });
  desk.transact(() => desk.outbox.withhold(only.act.id));
}

function markSent(desk: Desk, batch: readonly Owed[]): void {
  if (desk.sent.size === 0 && batch.length === 0) return;
  const began = desk.sent.size === 0;
  desk.sent.clear();
  for (const { act } of batch) desk.sent.add(act.id);
  if (!began && batch.length > 0) return;
  desk.events.emit('outbox.changed', {});
  desk.events.emit('appeals.changed', {});
}
