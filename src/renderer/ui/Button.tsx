import type { LucideIcon } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useKeyLabel, type ShortcutAction } from './keyboard.tsx';
import styles from './Button.module.css';

export interface ButtonProps {
  children: ReactNode;
  onPress?: (() => void) | undefined;
  icon?: LucideIcon | undefined;
  look?: 'plain' | 'primary' | 'answer' | 'hangUp' | 'quiet' | undefined;
  /** Shows the key of the action; binding it is `useShortcut`. */
  action?: ShortcutAction | undefined;
  keyLabel?: string | undefined;
  isDisabled?: boolean | undefined;
  isPressed?: boolean | undefined;
  isWide?: boolean | undefined;
  type?: 'button' | 'submit' | undefined;
  label?: string | undefined;
  testId?: string | undefined;
  ref?: Ref<HTMLButtonElement> | undefined;
}

/** A button with its icon, its words and its key. */
export function Button(props: ButtonProps): ReactNode {
  const { children, icon: Icon, look = 'plain', action, keyLabel, isPressed, isWide, testId, label, ref } = props;
  return (
    <AriaButton
      ref={ref}
      className={[
        styles['button'],
        styles[look],
        isPressed ? styles['pressed'] : '',
        isWide ? styles['wide'] : '',
      ].join(' ')}
      type={props.type ?? 'button'}
      isDisabled={props.isDisabled ?? false}
      {...(props.onPress ? { onPress: () => props.onPress?.() } : {})}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
      data-testid={testId}
    >
      {Icon && <Icon className="icon" aria-hidden />}
      <span className={styles['text']}>{children}</span>
      {action ? <KeyOf action={action} /> : keyLabel ? <kbd className={styles['key']}>{keyLabel}</kbd> : null}
    </AriaButton>
  );
}

function KeyOf({ action }: { action: ShortcutAction }): ReactNode {
  return <kbd className={styles['key']}>{useKeyLabel(action)}</kbd>;
}
