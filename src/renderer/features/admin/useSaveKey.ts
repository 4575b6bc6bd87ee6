import { useRef, type RefObject } from 'react';
import { useShortcut } from '../../ui/keyboard.tsx';

/** The form that Ctrl+S saves while it is the one on screen. */
export function useSaveKey(isShown: boolean): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useShortcut('registerOpen', () => form.current?.requestSubmit(), isShown);
  return form;
}
