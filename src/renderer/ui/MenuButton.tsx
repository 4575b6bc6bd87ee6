import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { Check } from 'lucide-react';
import styles from './MenuButton.module.css';

export interface MenuEntry {
  id: string;
  text: string;
  icon?: LucideIcon | undefined;
  isChosen?: boolean | undefined;
  isDisabled?: boolean | undefined;
}

export interface MenuGroup {
  id: string;
  title?: string | undefined;
  entries: readonly MenuEntry[];
}

interface MenuButtonProps {
  children: ReactNode;
  label: string;
  groups: readonly MenuGroup[];
  onChoose: (id: string) => void;
  className?: string | undefined;
  testId: string;
  placement?: 'bottom start' | 'right bottom' | undefined;
}

/** A button that opens a menu. Entries have test ids «<testId>-<id>». */
export function MenuButton({
  children,
  label,
  groups,
  onChoose,
  className,
  testId,
  placement,
}: MenuButtonProps): ReactNode {
  return (
    <MenuTrigger>
      <AriaButton className={className ?? ''} aria-label={label} data-testid={testId}>
        {children}
      </AriaButton>
      <Popover className={styles['popover'] ?? ''} placement={placement ?? 'bottom start'}>
        <Menu className={styles['menu'] ?? ''} onAction={(key) => onChoose(String(key))} aria-label={label}>
          {groups.map((group) => (
            <MenuSection key={group.id} className={styles['section'] ?? ''} aria-label={group.title ?? label}>
              {group.title !== undefined && <Header className={styles['header'] ?? ''}>{group.title}</Header>}
              {group.entries.map((entry) => (
                <MenuItem
                  key={entry.id}
                  id={entry.id}
                  textValue={entry.text}
                  isDisabled={entry.isDisabled ?? false}
                  className={styles['item'] ?? ''}
                  data-testid={`${testId}-${entry.id}`}
                >
                  {entry.icon ? <entry.icon className="icon" aria-hidden /> : <span className={styles['gap']} />}
                  <span>{entry.text}</span>
                  {entry.isChosen && <Check className="icon" aria-label="✓" />}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
