import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from '../../shared/domain/user/user.ts';
import { MessageLine } from '../features/wrap-up/NowLine.tsx';
import { StatusStrip } from '../features/status-strip/StatusStrip.tsx';
import { SettingsMenu } from './SettingsMenu.tsx';
import styles from './App.module.css';

interface PlainPageProps {
  user: User;
  onSignOut: () => void;
  /** Where else to go, between the name and the way out. */
  tabs?: ReactNode;
  onOpenOutbox?: (() => void) | undefined;
  /** What stands first in the bottom line: reminders. */
  reminders?: ReactNode;
  children: ReactNode;
}

/** The frame of a workplace without a telephone. */
export function PlainPage({ user, onSignOut, tabs, onOpenOutbox, reminders, children }: PlainPageProps): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles['plain']}>
      <header className={styles['plainHead']}>
        <b>{t('app.name')}</b>
        <span className={styles['plainWho']} title={user.name}>
          <span>{user.name}</span>
          <span className={styles['dim']}>{t(`roles.${user.role}`)}</span>
        </span>
        {tabs}
        <span className={styles['spring']} />
        <SettingsMenu className={styles['headMenu']} onSignOut={onSignOut} />
      </header>
      <MessageLine />
      {children}
      <StatusStrip hasLine={false} onOpenOutbox={onOpenOutbox} reminders={reminders} />
    </div>
  );
}

/** What somebody may do here whose workplace is still to be built: said plainly. */
export function OtherRole({ user }: { user: User }): ReactNode {
  const { t } = useTranslation();
  return (
    <main className={styles['otherRole']} data-testid="other-role">
      <h1>{t('otherRole.title', { name: user.name })}</h1>
      <p>{t('otherRole.body')}</p>
      <p>{t('otherRole.can')}</p>
      <p>{t('otherRole.who')}</p>
    </main>
  );
}
