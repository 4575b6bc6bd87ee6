import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskAttachment } from '../../shared/contracts/bridge.ts';
import { toErrorValue } from '../../shared/errors.ts';
import { uuid7 } from '../../shared/lib/uuid7.ts';
import { refusalOf, refusalText } from '../i18n/errorText.ts';
import { useServices } from '../services/services.tsx';
import { handOverFile, type CardRef } from './handOverFile.ts';

/** A file that was not taken, beside the field it was chosen at. */
export interface NotTaken {
  key: string;
  name: string;
  text: string;
}

export interface Attachments {
  /** The present user's files of this card that are not in the journal yet. */
  files: readonly DeskAttachment[];
  notTaken: readonly NotTaken[];
  isAdding: boolean;
  add: (files: readonly File[]) => void;
  remove: (attachmentId: string) => void;
  retry: (attachmentId: string) => void;
  dismiss: (key: string) => void;
}

const NONE: readonly DeskAttachment[] = [];

/**
 * The files of a card as far as this desk has them, and adding more.
 * @param onSent one of them has arrived: it is in the appeal now, which is to be looked at again
 */
export function useAttachments(of: CardRef, onSent?: () => void): Attachments {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const cardId = 'draftId' in of ? of.draftId : of.appealId;
  const [listed, setListed] = useState<{ cardId: string; files: readonly DeskAttachment[] } | null>(null);
  const [notTaken, setNotTaken] = useState<readonly NotTaken[]>([]);
  const [adding, setAdding] = useState(0);

  const present = useRef<{ cardId: string; ids: readonly string[] }>({ cardId, ids: [] });
  const takenBack = useRef(new Set<string>());
  const take = useEffectEvent((files: readonly DeskAttachment[]) => {
    const before = present.current;
    const ids = files.map(({ id }) => id);
    present.current = { cardId, ids };
    setListed({ cardId, files });
    const isSent = (id: string): boolean => !ids.includes(id) && !takenBack.current.has(id);
    if (before.cardId === cardId && before.ids.some(isSent)) onSent?.();
  });
  useEffect(() => {
    let isGone = false;
    const read = (): void => {
      bridge
        .call('attachments.list', { cardId })
        .then(({ files }) => !isGone && take(files))
        // What is shown stays; the strip says that the core is away.
        .catch(() => undefined);
    };
    read();
    const stops = [bridge.subscribe('attachments.changed', read), bridge.onBack(read)];
    return () => {
      isGone = true;
      stops.forEach((stop) => stop());
    };
  }, [bridge, cardId]);

  const told = (key: string, name: string, error: unknown): void => {
    const text = refusalText(t, refusalOf(toErrorValue(error)));
    setNotTaken((before) => [...before.filter((one) => one.key !== key), { key, name, text }]);
  };
  const addOne = async (file: File): Promise<void> => {
    const attachmentId = uuid7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
    const name = nameOf(file);
    setAdding((n) => n + 1);
    try {
      await handOverFile(bridge, { attachmentId, of, name, to: 'appeal' }, file);
    } catch (error) {
      told(attachmentId, name, error);
    } finally {
      setAdding((n) => n - 1);
    }
  };
  const asked = (file: DeskAttachment | undefined, work: Promise<unknown>): void => {
    work.catch((error: unknown) => told(file?.id ?? '', file?.name ?? '', error));
  };
  const files = listed?.cardId === cardId ? listed.files : NONE;
  const fileOf = (id: string): DeskAttachment | undefined => files.find((one) => one.id === id);
  return {
    files,
    notTaken,
    isAdding: adding > 0,
    add(chosen) {
      setNotTaken([]);
      for (const file of chosen) void addOne(file);
    },
    remove(attachmentId) {
      takenBack.current.add(attachmentId);
      asked(fileOf(attachmentId), bridge.call('attachments.remove', { attachmentId }));
    },
    retry: (attachmentId) => asked(fileOf(attachmentId), bridge.call('attachments.retry', { attachmentId })),
    dismiss: (key) => setNotTaken((before) => before.filter((one) => one.key !== key)),
  };
}

const LONGEST_NAME = 255;

/** A name too long for the journal keeps its ending, by which its kind is told. */
function nameOf({ name }: File): string {
  if (name.length <= LONGEST_NAME) return name;
  const ending = name.slice(name.lastIndexOf('.')).slice(0, 16);
  return name.slice(0, LONGEST_NAME - ending.length) + ending;
}
