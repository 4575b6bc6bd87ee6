import type { Wait } from '../journal/journalClient.ts';
import { JournalDown, type Clock } from '../ports.ts';
import type { Patience } from './patience.ts';

/** Asks the journal one question, with the patience its kind has come to need. */
export type Ask = <T>(question: (wait: Wait) => Promise<T>) => Promise<T>;

export interface Asker {
  with(patience: Patience): Ask;
  /** What is being waited for will not come this way: the machine slept, or changed its network. */
  interrupt(): void;
  /** The slowest answer since this was last asked, ms; a question that got none counts as long as it waited. */
  takeSlowestMs(): number;
}

export function createAsker(clock: Clock): Asker {
  let ending = new AbortController();
  let slowestMs = 0;
  return {
    with: (patience) => async (question) => {
      const askedMs = clock.nowMs();
      const tookMs = (): number => clock.nowMs() - askedMs;
      try {
        const answer = await question({ timeoutMs: patience.timeoutMs(), signal: ending.signal });
        patience.answered(tookMs());
        return answer;
      } catch (thrown) {
        if (thrown instanceof JournalDown && thrown.how === 'timeout') patience.timedOut();
        throw thrown;
      } finally {
        slowestMs = Math.max(slowestMs, tookMs());
      }
    },
    interrupt() {
      ending.abort();
      ending = new AbortController();
    },
    takeSlowestMs() {
      const slowest = slowestMs;
      slowestMs = 0;
      return slowest;
    },
  };
}
