import { setTimeout as delay } from 'node:timers/promises';
import type { TermRules } from '../../shared/domain/term/appealTerm.ts';
import type { Log } from '../ports.ts';
import { fillPortion, rereckonPortion } from './fillProjection.ts';
import type { ListDb } from './runSql.ts';

/** Between two portions: whoever is at work wants the database, too. */
const REST_MS = 20;
const AGAIN_AFTER_MS = 5_000;

export interface Projector {
  stop(): Promise<void>;
}

/**
 * Once after every start, beside the work: what an older journal wrote is filled in, and the terms of open appeals are
 * reckoned by today's rules. Two journals at it do the same twice, and nothing else.
 */
export function startProjector(
  options: Pick<ListDb, 'lend' | 'territory'> & { termRules(): Promise<TermRules>; log: Log },
): Projector {
  const ending = new AbortController();
  const rest = (ms: number): Promise<unknown> => delay(ms, undefined, { signal: ending.signal }).catch(() => undefined);

  const walk = async (portion: typeof fillPortion): Promise<void> => {
    let after: string | null = null;
    do {
      after = await portion(options, await options.termRules(), after);
      if (after !== null) await rest(REST_MS);
    } while (after !== null && !ending.signal.aborted);
  };

  const run = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      try {
        await walk(fillPortion);
        if (!ending.signal.aborted) await walk(rereckonPortion);
        return;
      } catch (error) {
        if (ending.signal.aborted) return;
        options.log.warn({ err: error }, 'lists.fill_interrupted');
        await rest(AGAIN_AFTER_MS);
      }
    }
  };
  const running = run();
  return {
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}
