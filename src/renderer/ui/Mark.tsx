import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Mark.module.css';

export type MarkLook = 'green' | 'amber' | 'red' | 'grey';

interface MarkProps {
  look: MarkLook;
  icon: LucideIcon;
  children: ReactNode;
  testId?: string | undefined;
}

/** A state in a word and an icon; the colour only repeats it. */
export function Mark({ look, icon: Icon, children, testId }: MarkProps): ReactNode {
  return (
    <span className={`${styles['mark']} ${styles[look]}`} data-testid={testId}>
      <Icon className="icon" aria-hidden /> <span>{children}</span>
    </span>
  );
}
