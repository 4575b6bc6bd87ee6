import { useState, type ClipboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../i18n/format.ts';

type TextBox = HTMLTextAreaElement | HTMLInputElement;

interface Room {
  /** Why the last paste was not taken, in words. */
  problems: string[];
  handlers: {
    onPaste: (event: ClipboardEvent<TextBox>) => void;
    /** Typing on, the person has seen it. */
    onInput: () => void;
  };
}

/**
 * Keeps a paste that a field cannot hold from being cut off silently: all of it stays in the clipboard, and the field says
 * how much it holds. What stood in the field stays as it was.
 * @param most characters the field holds
 */
export function useRoom(most: number): Room {
  const { t } = useTranslation();
  const [pasted, setPasted] = useState<number | null>(null);
  return {
    problems: pasted === null ? [] : [t('field.tooLong', { pasted: formatCount(pasted), most: formatCount(most) })],
    handlers: {
      onPaste(event) {
        const { value, selectionStart, selectionEnd } = event.currentTarget;
        const text = event.clipboardData.getData('text/plain');
        const replaced = (selectionEnd ?? 0) - (selectionStart ?? 0);
        const isTooLong = value.length - replaced + text.length > most;
        setPasted(isTooLong ? text.length : null);
        if (isTooLong) event.preventDefault();
      },
      onInput: () => setPasted(null),
    },
  };
}
