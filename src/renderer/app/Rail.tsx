import { ClipboardList, FilePen, Headset, Phone, PhoneMissed, Send, Users, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskAppeal } from '../../shared/contracts/bridge.ts';
import { useTerm } from '../card/useTerm.ts';
import { PracticeRing } from '../features/practice-calls/PracticeRing.tsx';
import type { PlaceList } from '../features/my-place/MyPlace.tsx';
import { waitsForCallback } from '../features/my-place/missedAndPromised.ts';
import { useDesk, useMirror, useSoftphone } from '../services/services.tsx';
import { SettingsMenu } from './SettingsMenu.tsx';
import styles from './App.module.css';

export type Page = 'work' | 'worklists' | 'absences' | 'outbox' | PlaceList;

const PAGES: readonly { id: Page; icon: LucideIcon }[] = [
  { id: 'work', icon: Headset },
  { id: 'appeals', icon: ClipboardList },
  { id: 'calls', icon: Phone },
  { id: 'missed', icon: PhoneMissed },
  { id: 'drafts', icon: FilePen },
  { id: 'outbox', icon: Send },
];

const NONE: readonly DeskAppeal[] = [];

/**
 * Who takes what the first line passes on has the lists of their team in the place of their own; who stands in for a
 * colleague of the first line has them beside.
 */
export function pagesOf(isSpecialist: boolean, standsIn: boolean): typeof PAGES {
  if (isSpecialist) return PAGES.map((page) => (page.id === 'appeals' ? { ...page, id: 'worklists' } : page));
  if (!standsIn) return PAGES;
  return PAGES.flatMap((page) => (page.id === 'appeals' ? [page, { id: 'worklists', icon: Users } as const] : [page]));
}

interface RailProps {
  isSpecialist: boolean;
  /** For somebody of the first line who is away. */
  standsIn: boolean;
  page: Page;
  onGo: (page: Page) => void;
  onSignOut: () => void;
}

/** Where to go, with a count where something waits: of appeals, those whose term is near or over. */
export function Rail({ isSpecialist, standsIn, page, onGo, onSignOut }: RailProps): ReactNode {
  const { t } = useTranslation();
  const practice = useMirror((mirrored) => mirrored.session?.practice ?? false);
  const waiting = useMirror((mirrored) => mirrored.callbacks.rows?.filter(waitsForCallback).length ?? 0);
  const drafts = useDesk((state) => state.drafts?.length ?? 0);
  const isInCall = useSoftphone(({ call }) => call !== null && call.phase !== 'ended');
  const notTaken = useMirror(({ sync }) => (sync === null ? 0 : sync.refused + sync.parked));
  const termOf = useTerm();
  const terms = useMirror((mirrored) => mirrored.appeals.rows ?? NONE).map(({ appeal }) => termOf(appeal).state);
  const isOverdue = terms.includes('overdue');
  const due = terms.filter((state) => state === 'soon' || state === 'overdue').length;
  const incoming = useMirror(
    (mirrored) => (mirrored.appeals.rows ?? NONE).filter(({ place }) => place === 'incoming').length,
  );
  const counts: Partial<Record<Page, number>> = {
    appeals: due,
    worklists: incoming,
    missed: waiting,
    drafts,
    outbox: notTaken,
  };
  return (
    <nav className={styles['rail']} aria-label={t('nav.label')}>
      {pagesOf(isSpecialist, standsIn).map(({ id, icon: Icon }) => (
        <button
          key={id}
          type="button"
          className={styles['railItem']}
          aria-current={page === id ? 'page' : undefined}
          onClick={() => onGo(id)}
          data-testid={`nav-${id}`}
        >
          <Icon className="icon" aria-hidden />
          <span>{t(id === 'worklists' && !isSpecialist ? 'nav.standIn' : `nav.${id}`)}</span>
          {(counts[id] ?? 0) > 0 && (
            <b
              className={`${styles['count']} ${id === 'outbox' || (id === 'appeals' && isOverdue) ? styles['bad'] : ''}`}
            >
              {counts[id]}
            </b>
          )}
        </button>
      ))}
      <span className={styles['spring']} />
      {practice && <PracticeRing className={`${styles['railItem']} ${styles['practice']}`} />}
      <SettingsMenu
        className={styles['railItem']}
        onSignOut={onSignOut}
        maySignOut={!isInCall}
        onAbsence={() => onGo('absences')}
      />
    </nav>
  );
}
