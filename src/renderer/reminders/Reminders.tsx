import { CalendarClock, CalendarX } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { COUNT_CAP } from '../../shared/contracts/worklists.ts';
import { may } from '../../shared/domain/policy/policy.ts';
import { useMirror } from '../services/services.tsx';
import { notify } from '../ui/notice.ts';
import { reminderCounts, type ReminderCounts } from './reminderCounts.ts';
import { useCounts } from './useCounts.ts';
import styles from './Reminders.module.css';

interface RemindersProps {
  /** Leads to the list of them. */
  onGo: (what: keyof ReminderCounts) => void;
}

/** How many terms run out and how many have: always there while there are any, and said once when one is added. */
export function Reminders({ onGo }: RemindersProps): ReactNode {
  const { t } = useTranslation();
  const role = useMirror((mirrored) => mirrored.session?.user?.role ?? null);
  const counts = useCounts();
  const due = role !== null && may(role, 'appeal.list') ? reminderCounts(counts, role) : { soon: 0, overdue: 0 };
  const { soon, overdue } = due;
  const seen = useRef({ soon: 0, overdue: 0 });
  useEffect(() => {
    const before = seen.current;
    seen.current = { soon, overdue };
    if (overdue > before.overdue) notify(t('reminders.overdueNow', { count: overdue }));
    else if (soon > before.soon) notify(t('reminders.soonNow', { count: soon }));
  }, [soon, overdue, t]);
  const shown = (count: number): string => (count >= COUNT_CAP ? `${COUNT_CAP}+` : String(count));
  return (
    <>
      {overdue > 0 && (
        <button
          type="button"
          className={`${styles['reminder']} ${styles['overdue']}`}
          onClick={() => onGo('overdue')}
          data-testid="reminder-overdue"
        >
          <CalendarX className="icon" aria-hidden /> {t('reminders.overdue', { shown: shown(overdue) })}
        </button>
      )}
      {soon > 0 && (
        <button
          type="button"
          className={`${styles['reminder']} ${styles['soon']}`}
          onClick={() => onGo('soon')}
          data-testid="reminder-soon"
        >
          <CalendarClock className="icon" aria-hidden /> {t('reminders.soon', { shown: shown(soon) })}
        </button>
      )}
    </>
  );
}
