import { CalendarOff, ClipboardCheck, ClipboardList, Send, ShieldUser, type LucideIcon } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from '../../shared/domain/user/user.ts';
import { AbsencesPage } from '../features/absences/AbsencesPage.tsx';
import { AppealColumn } from '../features/appeal/AppealColumn.tsx';
import { Outbox } from '../features/outbox/Outbox.tsx';
import { HandOvers } from '../features/supervisor/HandOvers.tsx';
import { Supervisor } from '../features/supervisor/Supervisor.tsx';
import { Worklists } from '../features/worklists/Worklists.tsx';
import { listsOf } from '../features/worklists/worklistView.ts';
import { Reminders } from '../reminders/Reminders.tsx';
import { useDesk, useMirror, useServices } from '../services/services.tsx';
import { useShortcut } from '../ui/keyboard.tsx';
import type { WorklistName } from '../../shared/contracts/worklists.ts';
import { CommandPalette } from './CommandPalette.tsx';
import { PlainPage } from './PlainPage.tsx';
import { pageCommands, useListCommands } from './usePaletteCommands.ts';
import styles from './App.module.css';

type Page = 'region' | 'review' | 'handOvers' | 'absences' | 'outbox';

const PAGES: readonly { id: Page; icon: LucideIcon }[] = [
  { id: 'region', icon: ClipboardList },
  { id: 'review', icon: ClipboardCheck },
  { id: 'handOvers', icon: ShieldUser },
  { id: 'absences', icon: CalendarOff },
  { id: 'outbox', icon: Send },
];

/** The workplace of who watches: the region's appeals, what operators handed over, and their own acts on the way. */
export function SupervisorPlace({ user, onSignOut }: { user: User; onSignOut: () => void }): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const [page, setPage] = useState<Page>(user.role === 'ccAdmin' ? 'review' : 'region');
  const [openId, setOpenId] = useState<string | null>(null);
  const [listedId, setListedId] = useState<string | null>(null);
  const notTaken = useMirror(({ sync }) => (sync === null ? 0 : sync.refused + sync.parked));
  const isEditing = useDesk((state) => state.activeId !== null);
  const [asked, setAsked] = useState<WorklistName | null>(null);
  const goToList = (list: WorklistName): void => {
    setListedId(null);
    setAsked(list);
    setPage('review');
  };
  const openAppeal = (appealId: string): void => {
    setListedId(appealId);
    setPage('review');
  };
  const commands = [
    ...useListCommands(listsOf(user.role), goToList),
    ...pageCommands(
      PAGES.map(({ id }) => ({ id, text: t(`nav.${id}`) })),
      (name) => t('palette.page', { name }),
      setPage,
    ),
  ];
  const showOutbox = (): void => setPage('outbox');
  useShortcut('outbox', showOutbox);
  useEffect(() => {
    // A core that is away is told by the line under the head; changes begun before are laid open again by it.
    desk.load().catch(() => undefined);
  }, [desk]);

  const tabs = (
    <nav className={styles['pageTabs']} aria-label={t('nav.label')}>
      {PAGES.map(({ id, icon: Icon }) => (
        <button
          key={id}
          type="button"
          className={styles['pageTab']}
          aria-current={page === id ? 'page' : undefined}
          onClick={() => setPage(id)}
          data-testid={`nav-${id}`}
        >
          <Icon className="icon" aria-hidden /> {t(`nav.${id}`)}
          {id === 'outbox' && notTaken > 0 && <b className={`${styles['tabCount']} ${styles['bad']}`}>{notTaken}</b>}
        </button>
      ))}
    </nav>
  );
  return (
    <PlainPage
      user={user}
      onSignOut={onSignOut}
      tabs={tabs}
      onOpenOutbox={showOutbox}
      reminders={<Reminders onGo={goToList} />}
    >
      <CommandPalette user={user} commands={commands} onOpenAppeal={openAppeal} />
      {page === 'region' && (
        <Supervisor openId={openId} onOpen={setOpenId} editor={isEditing ? <AppealColumn mayCreate={false} /> : null} />
      )}
      {page === 'review' && (
        <Worklists
          user={user}
          openId={listedId}
          onOpen={setListedId}
          asked={asked}
          onShown={() => setAsked(null)}
          editor={isEditing ? <AppealColumn mayCreate={false} /> : null}
        />
      )}
      {page === 'handOvers' && (
        <HandOvers
          onOpenAppeal={(appealId) => {
            setOpenId(appealId);
            setPage('region');
          }}
        />
      )}
      {page === 'absences' && <AbsencesPage user={user} />}
      {page === 'outbox' && <Outbox onOpenCard={() => setPage('region')} />}
    </PlainPage>
  );
}
