import { useEffect, useState } from 'react';
import type { WorklistCounts } from '../../shared/contracts/worklists.ts';
import { useMirror, useServices } from '../services/services.tsx';

/** Changes come in bursts: a batch of acts is one reading. */
const BURST_MS = 300;
/** A term ends by itself, and what others do beyond this desk's feed is told by nobody. */
const ANEW_MS = 60_000;

/** How much lies in each list, as it stands. */
export function useCounts(): WorklistCounts['counts'] {
  const { bridge } = useServices();
  const journal = useMirror((mirrored) => mirrored.sync?.journal ?? 'connecting');
  const [counts, setCounts] = useState<WorklistCounts['counts']>([]);
  useEffect(() => {
    const read = (): void => {
      // Without an answer the last known counts stay; the list itself says that it may be old.
      bridge.call('worklists.counts', {}).then(
        (answer) => setCounts(answer.counts),
        () => undefined,
      );
    };
    // A journal that has just gone leaves its last counts for a moment.
    let timer = setTimeout(read, journal === 'up' ? 0 : BURST_MS);
    const anew = setInterval(read, ANEW_MS);
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(read, BURST_MS);
    };
    const stops = (['appeals.changed', 'worklists.changed', 'reference.changed'] as const).map((name) =>
      bridge.subscribe(name, soon),
    );
    return () => {
      clearTimeout(timer);
      clearInterval(anew);
      for (const stop of stops) stop();
    };
  }, [bridge, journal]);
  return counts;
}
