import { CalendarCheck, CalendarClock, CalendarX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunningTerm } from '../../shared/domain/term/runningTerm.ts';
import { formatDate } from '../i18n/format.ts';
import { Mark } from '../ui/Mark.tsx';

const LOOKS = {
  inTime: { look: 'green', icon: CalendarCheck },
  soon: { look: 'amber', icon: CalendarClock },
  overdue: { look: 'red', icon: CalendarX },
} as const;

/** «22.12» of «22.12.2026». */
const SHORT_DATE_LENGTH = 5;

/** Which term of an open appeal runs and until when, and how much of it is left when it is little; nothing for a closed one. */
export function TermMark({ term }: { term: Omit<RunningTerm, 'answerDueOn'> }): ReactNode {
  const { t } = useTranslation();
  if (term.state === 'closed') return null;
  const { look, icon } = LOOKS[term.state];
  return (
    <span title={whole(term)} data-runs={term.runs}>
      <Mark look={look} icon={icon} testId={`term-${term.state}`}>
        {short(term)}
      </Mark>
    </span>
  );

  function short({ state, dueOn, daysLeft, workingDaysLeft, runs }: typeof term): string {
    const date = formatDate(dueOn).slice(0, SHORT_DATE_LENGTH);
    if (state === 'overdue') return t(`term.over.${runs}`, { count: -daysLeft });
    if (daysLeft === 0) return t(`term.today.${runs}`);
    return state === 'soon'
      ? t('term.left', { what: t(`term.nearWhat.${runs}`, { date }), count: workingDaysLeft })
      : t('term.until', { what: t(`term.what.${runs}`), date });
  }

  function whole({ dueOn, workingDaysLeft, runs }: typeof term): string {
    return t('term.whole', { what: t(`term.full.${runs}`), date: formatDate(dueOn), count: workingDaysLeft });
  }
}
