import {
  createContext,
  use,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useState,
  type ReactNode,
} from 'react';

/** Everything the keyboard can ask for. The keys themselves are one map: app/shortcuts.ts. */
export type ShortcutAction =
  | 'answer'
  | 'hold'
  | 'transfer'
  | 'redial'
  | 'microphone'
  | 'hangUp'
  | 'guideSearch'
  | 'findPerson'
  | 'toCard'
  | 'closeWithAnswer'
  | 'registerOpen'
  | 'noAppeal'
  | 'takeMine'
  | 'takeTheirs'
  | 'outbox'
  | 'stepAccept'
  | 'stepClose'
  | 'stepReturn'
  | 'stepSubmit'
  | 'stepAnswer'
  | 'stepForward'
  | 'stepDecline'
  | 'stepRedirect'
  | 'stepExtend'
  | 'stepReopen'
  | 'stepInvolve'
  | 'stepAssign'
  | 'stepMarkExpertise'
  | 'stepLinkAppeal'
  | 'stepComment'
  | 'toList'
  | 'palette'
  | `guideStep${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`;

/** A key by its place on the keyboard (`KeyboardEvent.code`), so that the Russian layout changes nothing. */
export interface Chord {
  code: string;
  ctrl?: boolean;
  alt?: boolean;
  /** As shown on the button. */
  label: string;
}

export type ShortcutMap = Readonly<Record<ShortcutAction, Chord>>;
export type PressedKey = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Which action the pressed key means, or null. */
export function actionOf(map: ShortcutMap, event: PressedKey): ShortcutAction | null {
  const code = event.code === 'NumpadEnter' ? 'Enter' : event.code;
  const ctrl = event.ctrlKey || event.metaKey;
  const found = Object.entries(map).find(
    ([, chord]) =>
      chord.code === code && (chord.ctrl ?? false) === ctrl && (chord.alt ?? false) === event.altKey && !event.shiftKey,
  );
  return (found?.[0] as ShortcutAction | undefined) ?? null;
}

interface Keyboard {
  map: ShortcutMap;
  handlers: Map<ShortcutAction, (() => void)[]>;
}

const KeyboardContext = createContext<Keyboard | null>(null);

/** One listener for the whole window, before any field sees the key, so that a field never swallows «answer». */
export function KeyboardProvider({ map, children }: { map: ShortcutMap; children: ReactNode }): ReactNode {
  const [handlers] = useState(() => new Map<ShortcutAction, (() => void)[]>());
  const keyboard = useMemo(() => ({ map, handlers }), [map, handlers]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const action = actionOf(map, event);
      if (!action) return;
      const handler = handlers.get(action)?.at(-1);
      // The browser's own meaning (F1 help, Ctrl+S) would take the operator away from the call.
      event.preventDefault();
      event.stopPropagation();
      // A key held down repeats; a call must not be hung up by a heavy finger.
      if (!event.repeat) handler?.();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [map, handlers]);
  return <KeyboardContext value={keyboard}>{children}</KeyboardContext>;
}

function useKeyboard(): Keyboard {
  const keyboard = use(KeyboardContext);
  if (!keyboard) throw new Error('a shortcut outside KeyboardProvider');
  return keyboard;
}

/** Binds an action while the component is on screen; the latest one bound wins. */
export function useShortcut(action: ShortcutAction, handler: () => void, isEnabled = true): void {
  const { handlers } = useKeyboard();
  const run = useEffectEvent(handler);
  // With the drawing, not after it: what is on the screen answers its key from the first moment.
  useLayoutEffect(() => {
    if (!isEnabled) return;
    const bound = (): void => run();
    handlers.set(action, [...(handlers.get(action) ?? []), bound]);
    return () =>
      void handlers.set(
        action,
        (handlers.get(action) ?? []).filter((one) => one !== bound),
      );
  }, [action, handlers, isEnabled]);
}

/** The label of an action's key, for its button. */
export function useKeyLabel(action: ShortcutAction): string {
  return useKeyboard().map[action].label;
}
