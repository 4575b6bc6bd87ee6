import { useEffect, useEffectEvent, useState } from 'react';
import type { DeskAct, DeskAppeal, DeskFile } from '../../shared/contracts/bridge.ts';
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

const NONE: readonly DeskAct[] = [];

/** The file of one appeal: read when it is opened, and again when own acts on it have been answered. */
export function useFile(appealId: string | null, isPaused = false): OpenedFile {
  const { bridge } = useServices();
  const [opened, setOpened] = useState<{ file: DeskFile; isWhole: boolean } | null>(null);
  const opening = useAct();
  const waiting = useMirror((mirrored) => mirrored.acts.rows ?? NONE).filter(
    (act) => act.appealId === appealId && (act.state === 'waiting' || act.state === 'sent'),
  ).length;

  const read = (): void => {
    if (appealId === null) return;
    setOpened((before) => (before?.file.appeal.id === appealId ? before : null));
    opening.run(async () => setOpened(await bridge.call('appeals.file', { appealId })));
  };
  const readAgain = useEffectEvent((seen: number) => {
    if (seen === waiting) read();
  });
  useEffect(() => {
    if (appealId === null || isPaused) return;
    const soon = setTimeout(() => readAgain(waiting), 0);
    return () => clearTimeout(soon);
  }, [appealId, isPaused, waiting]);
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
