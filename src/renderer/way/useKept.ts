import { useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import { useServices } from '../services/services.tsx';

const DELAY_MS = 250;

export interface Kept<T> {
  value: T;
  /** False until the core has said what it keeps. */
  isRead: boolean;
  set: (value: T) => void;
  /** It has done its work and is kept no more. */
  forget: () => void;
}

/** A value the core keeps for this user under a name: a half-written step, the columns of a list. */
export function useKept<T>(name: string, schema: z.ZodType<T>, empty: T): Kept<T> {
  const { bridge } = useServices();
  const [value, setValue] = useState(empty);
  const [isRead, setRead] = useState(false);
  const touched = useRef(false);
  const pending = useRef<{ timer: ReturnType<typeof setTimeout>; write: () => void } | null>(null);

  useEffect(() => {
    let isGone = false;
    bridge
      .call('kept.read', { name })
      .then(({ text }) => {
        if (isGone) return;
        const kept = text === null ? null : schema.safeParse(parsed(text));
        // What was typed before the answer came is newer.
        if (kept?.success && !touched.current) setValue(kept.data);
        setRead(true);
      })
      // Without what was kept the field begins empty; the strip says that the core is away.
      .catch(() => !isGone && setRead(true));
    return () => {
      isGone = true;
      if (pending.current === null) return;
      clearTimeout(pending.current.timer);
      pending.current.write();
      pending.current = null;
    };
  }, [bridge, name, schema]);

  const write = (text: string | null): void => {
    // What could not be kept is still on the screen.
    void bridge.call('kept.write', { name, text }).catch(() => undefined);
  };
  return {
    value,
    isRead,
    set(next) {
      touched.current = true;
      setValue(next);
      if (pending.current !== null) clearTimeout(pending.current.timer);
      const save = (): void => {
        pending.current = null;
        write(JSON.stringify(next));
      };
      pending.current = { timer: setTimeout(save, DELAY_MS), write: save };
    },
    forget() {
      if (pending.current !== null) clearTimeout(pending.current.timer);
      pending.current = null;
      touched.current = false;
      setValue(empty);
      write(null);
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
