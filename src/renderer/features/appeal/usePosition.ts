import type { FocusEvent, SyntheticEvent } from 'react';
import type { Tab } from '../../desk/deskState.ts';
import { useServices } from '../../services/services.tsx';

interface PositionHandlers {
  onFocus: (event: FocusEvent) => void;
  onSelect: (event: SyntheticEvent) => void;
  onInput: (event: SyntheticEvent) => void;
}

/** Keeps with the draft where the cursor is, field and character, so that after a crash it is put there again. */
export function usePosition(tab: Tab): PositionHandlers {
  const { desk } = useServices();
  const { id, position } = tab.draft;
  const remember = (target: EventTarget, caret: number | null): void => {
    const field = target instanceof HTMLElement ? target.dataset['field'] : undefined;
    if (!field || (field === position.field && caret === position.caret)) return;
    desk.setPosition(id, { field, caret });
  };
  const rememberCaret = (target: EventTarget): void => {
    const isText = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
    if (isText) remember(target, target.selectionStart);
  };
  return {
    onFocus(event) {
      const field = event.target instanceof HTMLElement ? event.target.dataset['field'] : undefined;
      // Where in the field is told by the selection; the focus alone must not undo what is known of it.
      if (field !== position.field) remember(event.target, null);
    },
    onSelect: ({ target }) => rememberCaret(target),
    // What is typed and where the cursor stands after it are saved together.
    onInput: ({ target }) => rememberCaret(target),
  };
}
