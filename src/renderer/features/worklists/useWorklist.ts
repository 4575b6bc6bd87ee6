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

/** One list as it stands, read again whenever appeals change or the journal is back. */
export function useWorklist(name: WorklistName, query: Omit<WorklistQuery, 'cursor'>): ReadWorklist {
  const { bridge } = useServices();
  const journal = useMirror((mirrored) => mirrored.sync?.journal ?? 'connecting');
  const key = JSON.stringify([name, query]);
  const [shown, setShown] = useState<Shown>({ key, list: NOTHING_YET, next: null, isWhole: true });
  const asked = useRef('');

  const read = async (cursor: string | null): Promise<void> => {
    asked.current = key;
    try {
      const page = await bridge.call('worklists.page', {
        list: name,
        query: cursor === null ? query : { ...query, cursor },
      });
      // Another list was picked meanwhile.
      if (asked.current !== key) return;
      setShown((before) => ({
        key,
        list: { rows: [...(cursor === null ? [] : (before.list.rows ?? [])), ...page.lines], error: null },
        next: page.next,
        isWhole: page.source === 'journal',
      }));
    } catch (error) {
      if (asked.current !== key) return;
      const value = toErrorValue(error);
      setShown((before) => ({
        ...before,
        key,
        list: { rows: before.key === key ? before.list.rows : null, error: value },
      }));
    }
  };
  /** Of what was wished for then, and only while it still is. */
  const readAgain = useEffectEvent((wanted: string, seen: typeof journal) => {
    if (wanted === key && seen === journal) void read(null);
  });
  useEffect(() => {
    const readNow = (): void => readAgain(key, journal);
    let timer = setTimeout(readNow, 0);
    const stop = bridge.subscribe('appeals.changed', () => {
      clearTimeout(timer);
      timer = setTimeout(readNow, BURST_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [bridge, key, journal]);
  const { list, next, isWhole } = shown.key === key ? shown : { list: NOTHING_YET, next: null, isWhole: true };
  return { list, isWhole, hasMore: next !== null, read: () => void read(null), readMore: () => void read(next) };
}
