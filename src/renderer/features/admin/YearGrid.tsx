import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays, isWorkingDay, withDayToggled, type WorkCalendar } from '../../../shared/domain/term/workCalendar.ts';
import type { CalendarDate } from '../../../shared/lib/primitives.ts';
import { formatDate } from '../../i18n/format.ts';
import styles from './Admin.module.css';
import { monthsOf } from './monthsOf.ts';

interface YearGridProps {
  year: number;
  today: CalendarDate;
  calendar: WorkCalendar;
  onChange: (calendar: WorkCalendar) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** The year by months; a day is toggled by a press. One day of it is in the way of Tab, arrows go to the others. */
export function YearGrid({ year, today, calendar, onChange }: YearGridProps): ReactNode {
  const { t, i18n } = useTranslation();
  const [at, setAt] = useState<CalendarDate | null>(null);
  const start = today.startsWith(String(year)) ? today : `${year}-01-01`;
  const current = at?.startsWith(String(year)) ? at : start;
  const months = monthsOf(year);
  const worked = months.flatMap(({ days }) => days).filter((date) => isWorkingDay(date, calendar)).length;
  const weekdays = t('calendar.weekdays').split(' ');

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = addDays(current, step);
    if (!next.startsWith(String(year))) return;
    setAt(next);
    document.getElementById(idOf(next))?.focus();
  };
  const labelOf = (date: CalendarDate): string => {
    const state = t(isWorkingDay(date, calendar) ? 'calendar.worked' : 'calendar.off');
    return t(isMoved(date, calendar) ? 'calendar.dayMoved' : 'calendar.day', { date: formatDate(date), state });
  };
  return (
    <>
      <div className={styles['legend']}>
        <span>{t('calendar.workdays', { count: worked })}</span>
        <span>
          <i className={styles['day']} /> {t('calendar.legendWorked')}
        </span>
        <span>
          <i className={styles['day']} data-off="true" /> {t('calendar.legendOff')}
        </span>
        <span>
          <i className={styles['day']} data-moved="true" /> {t('calendar.legendMoved')}
        </span>
        <span>{t('calendar.hint')}</span>
      </div>
      <div className={styles['months']} onKeyDown={onKeyDown}>
        {months.map(({ month, blanks, days }) => (
          <section key={month} className={styles['month']}>
            <h3>{new Intl.DateTimeFormat(i18n.language, { month: 'long' }).format(new Date(year, month - 1, 1))}</h3>
            <div className={styles['days']}>
              {weekdays.map((weekday) => (
                <span key={weekday} className={styles['weekday']} aria-hidden>
                  {weekday}
                </span>
              ))}
              {blanks > 0 && <span style={{ gridColumn: `span ${blanks}` }} />}
              {days.map((date) => (
                <button
                  key={date}
                  type="button"
                  id={idOf(date)}
                  className={styles['day']}
                  aria-pressed={!isWorkingDay(date, calendar)}
                  data-off={!isWorkingDay(date, calendar)}
                  aria-label={labelOf(date)}
                  title={labelOf(date)}
                  data-moved={isMoved(date, calendar)}
                  data-today={date === today}
                  data-testid={`day-${date}`}
                  tabIndex={date === current ? 0 : -1}
                  onFocus={() => setAt(date)}
                  onClick={() => onChange(withDayToggled(calendar, date))}
                >
                  {Number(date.slice(8))}
                </button>
              ))}
            </div>
          </section>
        ))}
      </div>
    </>
  );
}

function idOf(date: CalendarDate): string {
  return `calendar-${date}`;
}

/** Whether this day is otherwise than the week and the holidays of every year say. */
function isMoved(date: CalendarDate, { daysOff, workingWeekends }: WorkCalendar): boolean {
  return daysOff.includes(date) || workingWeekends.includes(date);
}
