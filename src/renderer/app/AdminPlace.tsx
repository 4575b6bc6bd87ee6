import {
  BookMarked,
  Building2,
  CalendarDays,
  FileText,
  LibraryBig,
  Settings,
  Users,
  type LucideIcon,
} from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from '../../shared/domain/user/user.ts';
import { AnswerTemplatesPage } from '../features/admin/AnswerTemplatesPage.tsx';
import { CalendarPage } from '../features/admin/CalendarPage.tsx';
import { ClassifiersPage } from '../features/admin/ClassifiersPage.tsx';
import { CodeBooksPage } from '../features/admin/CodeBooksPage.tsx';
import { OrganisationsPage } from '../features/admin/OrganisationsPage.tsx';
import { SettingsPage } from '../features/admin/SettingsPage.tsx';
import { UsersPage } from '../features/admin/UsersPage.tsx';
import { CommandPalette } from './CommandPalette.tsx';
import { PlainPage } from './PlainPage.tsx';
import { pageCommands } from './usePaletteCommands.ts';
import styles from './App.module.css';

type Page = 'users' | 'organisations' | 'classifiers' | 'codeBooks' | 'calendar' | 'answers' | 'settings';

const PAGES: readonly { id: Page; icon: LucideIcon; of: (props: { isHidden: boolean }) => ReactNode }[] = [
  { id: 'users', icon: Users, of: UsersPage },
  { id: 'organisations', icon: Building2, of: OrganisationsPage },
  { id: 'classifiers', icon: LibraryBig, of: ClassifiersPage },
  { id: 'codeBooks', icon: BookMarked, of: CodeBooksPage },
  { id: 'calendar', icon: CalendarDays, of: CalendarPage },
  { id: 'answers', icon: FileText, of: AnswerTemplatesPage },
  { id: 'settings', icon: Settings, of: SettingsPage },
];

/** The workplace of the system administrator. A page once opened stays alive behind the others, with what is typed in it. */
export function AdminPlace({ user, onSignOut }: { user: User; onSignOut: () => void }): ReactNode {
  const { t } = useTranslation();
  const [page, setPage] = useState<Page>('users');
  const [opened, setOpened] = useState<readonly Page[]>(['users']);
  const go = (id: Page): void => {
    setPage(id);
    if (!opened.includes(id)) setOpened([...opened, id]);
  };
  const commands = pageCommands(
    PAGES.map(({ id }) => ({ id, text: t(`admin.${id}`) })),
    (name) => t('palette.page', { name }),
    go,
  );
  const tabs = (
    <nav className={styles['pageTabs']} aria-label={t('nav.label')}>
      {PAGES.map(({ id, icon: Icon }) => (
        <button
          key={id}
          type="button"
          className={styles['pageTab']}
          aria-current={page === id ? 'page' : undefined}
          onClick={() => go(id)}
          data-testid={`nav-${id}`}
        >
          <Icon className="icon" aria-hidden /> {t(`admin.${id}`)}
        </button>
      ))}
    </nav>
  );
  return (
    <PlainPage user={user} onSignOut={onSignOut} tabs={tabs}>
      <CommandPalette user={user} commands={commands} onOpenAppeal={null} />
      <div className={styles['adminPages']}>
        {PAGES.filter(({ id }) => opened.includes(id)).map(({ id, of: PageOf }) => (
          <PageOf key={id} isHidden={page !== id} />
        ))}
      </div>
    </PlainPage>
  );
}
