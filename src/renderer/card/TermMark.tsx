import { CalendarCheck, CalendarClock, CalendarX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppealTerm } from '../../shared/domain/term/appealTerm.ts';
import { formatDate } from '../i18n/format.ts';
import { Mark } from '../ui/Mark.tsx';

const LOOKS = {
  inTime: { look: 'green', icon: CalendarCheck },
  soon: { look: 'amber', icon: CalendarClock },
  overdue: { look: 'red', icon: CalendarX },
} as const;

/** «22.12» of «22.12.2026». */
const SHORT_DATE_LENGTH = 5;

/** Until when an open appeal is to be answered, and how much of that is left when it is little; nothing for a closed one. */
export function TermMark({ term }: { term: AppealTerm }): ReactNode {
  const { t } = useTranslation();
  if (term.state === 'closed') return null;
  const { look, icon } = LOOKS[term.state];
  return (
    <Mark look={look} icon={icon} testId={`term-${term.state}`}>
      {short(term)}
    </Mark>
  );

  function short({ state, dueOn, daysLeft }: AppealTerm): string {
    const date = formatDate(dueOn).slice(0, SHORT_DATE_LENGTH);
    if (state === 'overdue') return t('term.over', { count: -daysLeft });
    if (daysLeft === 0) return t('term.today');
    return state === 'soon' ? t('term.left', { date, count: daysLeft }) : t('term.until', { date });
  }
}
