import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { toErrorValue } from '../../../shared/errors.ts';
import type { Listed } from '../../mirror/createMirror.ts';
import { useMirror } from '../../services/services.tsx';

export interface Reading<T> {
  list: Listed<T>;
  isOnline: boolean;
  read(): Promise<void>;
  /** Puts what was just saved in its place, before the list is read again. */
  set(rows: readonly T[]): void;
}

/** A list the journal is asked for: read when the journal is there, kept when it goes. */
export function useListed<T>(load: () => Promise<readonly T[]>): Reading<T> {
  const isOnline = useMirror((mirrored) => mirrored.sync?.journal === 'up');
  const wasAsked = useRef(false);
  const [list, setList] = useState<Listed<T>>({ rows: null, error: null });
  const read = async (): Promise<void> => {
    try {
      setList({ rows: await load(), error: null });
    } catch (error) {
      setList((before) => ({ rows: before.rows, error: toErrorValue(error) }));
    }
  };
  const readNow = useEffectEvent(() => void read());
  useEffect(() => {
    // Once while the journal is away, too: its absence is the answer that is shown then.
    if (!isOnline && wasAsked.current) return;
    wasAsked.current = true;
    const soon = setTimeout(() => readNow(), 0);
    return () => clearTimeout(soon);
  }, [isOnline]);
  return { list, isOnline, read, set: (rows) => setList({ rows, error: null }) };
}
