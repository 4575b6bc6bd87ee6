import { ChevronDown, X } from 'lucide-react';
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import styles from './Combobox.module.css';
import { Field } from './Field.tsx';

export interface ComboboxProps<T> {
  label: ReactNode;
  placeholder: string;
  problems?: readonly string[] | undefined;
  hint?: ReactNode;
  /** The text of what is chosen, or null. */
  chosen: string | null;
  find: (query: string) => readonly T[];
  keyOf: (item: T) => string;
  render: (item: T) => ReactNode;
  onChoose: (item: T | null) => void;
  isDisabled?: boolean | undefined;
  noMatch: string;
  clearLabel: string;
  testId: string;
  field: string;
}

/**
 * A field that finds: typing searches, arrows choose, Enter takes, Escape gives the old choice back, Delete takes the
 * choice away. Written by hand after the ARIA combobox pattern, because the list here is a ranked answer to the whole query, not a filter of names.
 */
export function Combobox<T>(props: ComboboxProps<T>): ReactNode {
  const { chosen, find, keyOf, render, onChoose, isDisabled = false, testId } = props;
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const items = isOpen ? find(query ?? '') : [];
  const active = items[Math.min(at, items.length - 1)];

  const close = (): void => {
    setOpen(false);
    setQuery(null);
    setAt(0);
  };
  const take = (item: T | null): void => {
    onChoose(item);
    close();
  };
  const open = (): void => {
    if (isDisabled) return;
    setOpen(true);
    setAt(0);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) return open();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt((was) => (items.length === 0 ? 0 : (Math.min(was, items.length - 1) + step + items.length) % items.length));
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      if (active !== undefined) take(active);
    } else if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      close();
    } else if (event.key === 'Delete' && !isOpen && chosen !== null && isAllSelected(input.current)) {
      event.preventDefault();
      take(null);
    }
  };

  return (
    <Field label={props.label} problems={props.problems} hint={props.hint}>
      {(wiring) => (
        <div className={styles['box']}>
          <input
            {...wiring}
            ref={input}
            role="combobox"
            aria-expanded={isOpen}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={isOpen && active !== undefined ? `${listId}-${keyOf(active)}` : undefined}
            autoComplete="off"
            spellCheck={false}
            disabled={isDisabled}
            placeholder={props.placeholder}
            value={query ?? chosen ?? ''}
            title={chosen ?? undefined}
            data-testid={testId}
            data-field={props.field}
            onChange={(event) => {
              setQuery(event.target.value);
              setOpen(true);
              setAt(0);
            }}
            onFocus={(event) => event.target.select()}
            onClick={open}
            onBlur={close}
            onKeyDown={onKeyDown}
          />
          {chosen !== null && !isDisabled && query === null && (
            <button
              type="button"
              // Delete in the field does the same; a stop here would cost a key between any two fields.
              tabIndex={-1}
              className={styles['clear']}
              aria-label={props.clearLabel}
              onClick={() => take(null)}
            >
              <X className="icon" aria-hidden />
            </button>
          )}
          <ChevronDown className={`icon ${styles['chevron'] ?? ''}`} aria-hidden />
          {isOpen && (
            // The list must not take the focus: a press on it would blur the field and close the list first.
            <ul className={styles['list']} role="listbox" id={listId} onMouseDown={(event) => event.preventDefault()}>
              {items.map((item, index) => (
                <li
                  key={keyOf(item)}
                  id={`${listId}-${keyOf(item)}`}
                  role="option"
                  aria-selected={item === active}
                  className={item === active ? styles['active'] : ''}
                  ref={item === active ? scrollIn : null}
                  onMouseMove={() => setAt(index)}
                  onClick={() => take(item)}
                  data-testid={`${testId}-option-${keyOf(item)}`}
                >
                  {render(item)}
                </li>
              ))}
              {items.length === 0 && <li className={styles['none']}>{props.noMatch}</li>}
            </ul>
          )}
        </div>
      )}
    </Field>
  );
}

/** A part of the text is being mended, and becomes a query; only the whole of it is a choice. */
function isAllSelected(input: HTMLInputElement | null): boolean {
  return input !== null && input.selectionStart === 0 && input.selectionEnd === input.value.length;
}

function scrollIn(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
