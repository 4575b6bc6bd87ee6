import type { KeyboardEvent, ReactNode } from 'react';
import { Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import styles from './Popup.module.css';

interface PopupProps {
  trigger: ReactNode;
  title: string;
  isOpen?: boolean | undefined;
  onOpenChange?: ((isOpen: boolean) => void) | undefined;
  placement?: 'bottom start' | 'bottom end' | 'top start' | 'right bottom' | undefined;
  onKeyDown?: ((event: KeyboardEvent) => void) | undefined;
  children: (close: () => void) => ReactNode;
}

/** A small window at its button; Escape and a press outside close it. */
export function Popup({
  trigger,
  title,
  isOpen,
  onOpenChange,
  placement = 'bottom start',
  onKeyDown,
  children,
}: PopupProps): ReactNode {
  return (
    <DialogTrigger {...(isOpen === undefined ? {} : { isOpen })} {...(onOpenChange ? { onOpenChange } : {})}>
      {trigger}
      <Popover className={styles['popover'] ?? ''} placement={placement}>
        <Dialog className={styles['dialog'] ?? ''}>
          {({ close }) => (
            <>
              <Heading slot="title" className={styles['title'] ?? ''}>
                {title}
              </Heading>
              <div className={styles['body']} ref={takeFocus} tabIndex={-1} onKeyDown={onKeyDown}>
                {children(close)}
              </div>
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

/** The cursor goes in with the opening, so that the keys of the popup work from the first press. */
function takeFocus(element: HTMLElement | null): void {
  element?.focus();
}
