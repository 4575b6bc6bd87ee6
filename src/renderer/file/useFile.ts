import { useEffect, useEffectEvent, useState } from 'react';
import type { BridgeEvent, BridgeOutput, DeskAppeal, DeskFile } from '../../shared/contracts/bridge.ts';
import { useMirror, useServices } from '../services/services.tsx';
import { useAct } from '../ui/useAct.ts';

export interface OpenedFile {
  file: DeskFile | null;
  isWhole: boolean;
  isBusy: boolean;
  problem: string | null;
  read: () => void;
  /** What was done is shown at once; the journal's own word follows. */
  show: (shown: DeskAppeal | null) => void;
}

/** Answers to own acts and the feed's word of them come close together: one reading does for both. */
const BURST_MS = 80;

/** The file of one appeal: read when it is opened, and again whenever the journal has something new to say of it. */
export function useFile(appealId: string | null, isPaused = false): OpenedFile {
  const { bridge } = useServices();
  const [opened, setOpened] = useState<BridgeOutput<'appeals.file'> | null>(null);
  const opening = useAct();
  // With the journal away only a part is shown; when it is back, the whole.
  const journal = useMirror((mirrored) => mirrored.sync?.journal);

  const read = (): void => {
    if (appealId === null) return;
    setOpened((before) => (before?.file.appeal.id === appealId ? before : null));
    opening.run(async () => {
      const next = await bridge.call('appeals.file', { appealId });
      // Of two readings the one that began later may end sooner.
      const isOlder = (before: typeof opened): boolean =>
        before?.file.appeal.id === appealId && (before.version ?? 0) > (next.version ?? Infinity);
      setOpened((before) => (isOlder(before) ? before : next));
    });
  };
  const readAgain = useEffectEvent((wanted: string, seen: typeof journal) => {
    if (wanted === appealId && seen === journal) read();
  });
  const isNews = useEffectEvent((told: BridgeEvent<'appeals.told'>['told']) =>
    told.some((one) => one.appealId === appealId && (one.version ?? Infinity) > (opened?.version ?? 0)),
  );
  useEffect(() => {
    if (appealId === null || isPaused) return;
    let soon = setTimeout(() => readAgain(appealId, journal), 0);
    const stop = bridge.subscribe('appeals.told', ({ told }) => {
      if (!isNews(told)) return;
      clearTimeout(soon);
      soon = setTimeout(() => readAgain(appealId, journal), BURST_MS);
    });
    return () => {
      clearTimeout(soon);
      stop();
    };
  }, [bridge, appealId, isPaused, journal]);
  const isShown = opened !== null && opened.file.appeal.id === appealId;
  return {
    file: isShown ? opened.file : null,
    isWhole: opened?.isWhole ?? true,
    isBusy: opening.isBusy,
    problem: opening.problem,
    read,
    show: (shown) =>
      setOpened((before) => (before && shown ? { ...before, file: { ...before.file, appeal: shown.appeal } } : before)),
  };
}
