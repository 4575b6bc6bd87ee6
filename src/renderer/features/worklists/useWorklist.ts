import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { WorklistLine, WorklistName, WorklistQuery } from '../../../shared/contracts/worklists.ts';
import { toErrorValue } from '../../../shared/errors.ts';
import type { Listed } from '../../mirror/createMirror.ts';
import { useMirror, useServices } from '../../services/services.tsx';

/** Changes come in bursts: a list is read once for all of them. */
const BURST_MS = 150;
const NOTHING_YET = { rows: null, error: null } as const;

export interface ReadWorklist {
  list: Listed<WorklistLine>;
  /** False: what this desk has, with the journal away. */
  isWhole: boolean;
  hasMore: boolean;
  read: () => void;
  readMore: () => void;
}

interface Shown {
  key: string;
  list: Listed<WorklistLine>;
  next: string | null;
  isWhole: boolean;
}

/** More rows than these are not read again by themselves: whoever has gone so far down searches. */
const MOST_AGAIN = 500;

/**
 * One list as it stands, read again whenever appeals change or the journal is back: as far down as it was shown, so that
 * nobody is thrown back to its top.
 */
export function useWorklist(name: WorklistName, query: Omit<WorklistQuery, 'cursor'>): ReadWorklist {
  const { bridge } = useServices();
  const journal = useMirror((mirrored) => mirrored.sync?.journal ?? 'connecting');
  const key = JSON.stringify([name, query]);
  const [shown, setShown] = useState<Shown>({ key, list: NOTHING_YET, next: null, isWhole: true });
  const asked = useRef('');
  /** What is shown, for a reading that began before it was. */
  const last = useRef(shown);
  /** One reading after another: a list read anew and the next part of the old one do not meet. */
  const line = useRef(Promise.resolve());

  const readNow = async (isMore: boolean): Promise<void> => {
    if (asked.current !== key) return;
    const before = last.current.key === key ? last.current : { list: NOTHING_YET, next: null };
    const had = before.list.rows ?? [];
    if (isMore && before.next === null) return;
    const wanted = isMore ? 0 : Math.min(had.length, MOST_AGAIN);
    const keep = (next: Shown): void => {
      // Another list was picked meanwhile.
      if (asked.current !== key) return;
      last.current = next;
      setShown(next);
    };
    try {
      let rows: readonly WorklistLine[] = isMore ? had : [];
      let cursor = isMore ? before.next : null;
      let isWhole: boolean;
      do {
        const page = await bridge.call('worklists.page', {
          list: name,
          query: cursor === null ? query : { ...query, cursor },
        });
        rows = [...rows, ...page.lines];
        cursor = page.next;
        isWhole = page.source === 'journal';
      } while (cursor !== null && rows.length < wanted);
      keep({ key, list: { rows, error: null }, next: cursor, isWhole });
    } catch (error) {
      const rows = last.current.key === key ? last.current.list.rows : null;
      keep({ ...last.current, key, list: { rows, error: toErrorValue(error) } });
    }
  };
  const read = (isMore: boolean): void => {
    asked.current = key;
    line.current = line.current.then(() => readNow(isMore));
  };
  /** Of what was wished for then, and only while it still is. */
  const readAgain = useEffectEvent((wanted: string, seen: typeof journal) => {
    if (wanted === key && seen === journal) read(false);
  });
  useEffect(() => {
    const again = (): void => readAgain(key, journal);
    let timer = setTimeout(again, 0);
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(again, BURST_MS);
    };
    const stops = [bridge.subscribe('appeals.changed', soon), bridge.subscribe('worklists.changed', soon)];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [bridge, key, journal]);
  const { list, next, isWhole } = shown.key === key ? shown : { list: NOTHING_YET, next: null, isWhole: true };
  return { list, isWhole, hasMore: next !== null, read: () => read(false), readMore: () => read(true) };
}
