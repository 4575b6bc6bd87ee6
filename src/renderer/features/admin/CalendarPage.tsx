import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RegionSettings } from '../../../shared/contracts/admin.ts';
import { dateIn, firstDueOn, termRules, type TermRules } from '../../../shared/domain/term/appealTerm.ts';
import { toInstant } from '../../../shared/lib/primitives.ts';
import { formatDate } from '../../i18n/format.ts';
import { Button } from '../../ui/Button.tsx';
import { ListState } from '../../ui/ListState.tsx';
import { useNow } from '../../ui/useNow.ts';
import styles from './Admin.module.css';
import { SelectInput, TextInput } from './Inputs.tsx';
import { SaveRow } from './SaveRow.tsx';
import { useSaveKey } from './useSaveKey.ts';
import { useSettings } from './useSettings.ts';
import { YearGrid } from './YearGrid.tsx';

/** Terms as they are typed: figures may be half-written. */
interface Fields {
  oral: string;
  written: string;
  register: string;
  forward: string;
  extension: string;
  backdating: string;
  warnAt: string;
  timeZone: string;
  lastDayOff: TermRules['lastDayOff'];
  calendar: TermRules['calendar'];
}

function toFields({ terms }: RegionSettings): Fields {
  const { answerDays, warnAtShare, timeZone, lastDayOff, calendar } = terms;
  return {
    oral: String(answerDays.oral),
    written: String(answerDays.written),
    register: String(terms.registerDays),
    forward: String(terms.forwardDays),
    extension: String(terms.longestExtensionDays),
    backdating: String(terms.backdatingDays),
    warnAt: String(Math.round(warnAtShare * 100)),
    timeZone,
    lastDayOff,
    calendar,
  };
}

function read({ oral, written, warnAt, timeZone, lastDayOff, calendar, ...more }: Fields) {
  const figure = (text: string): number => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : NaN);
  return termRules.safeParse({
    timeZone: timeZone.trim(),
    answerDays: { oral: figure(oral), written: figure(written) },
    lastDayOff,
    warnAtShare: figure(warnAt) / 100,
    registerDays: figure(more.register),
    forwardDays: figure(more.forward),
    longestExtensionDays: figure(more.extension),
    backdatingDays: figure(more.backdating),
    calendar,
  });
}

/** The other figures of 59-ФЗ and of the region, and where each stands in the rules. */
const FIGURES = [
  ['register', 'registerDays'],
  ['forward', 'forwardDays'],
  ['extension', 'longestExtensionDays'],
  ['backdating', 'backdatingDays'],
] as const;

/** By when an appeal is answered: terms at the left, the year's days at the right, and at once what comes of both. */
export function CalendarPage({ isHidden }: { isHidden: boolean }): ReactNode {
  const { t } = useTranslation();
  const form = useSettings<Fields, never>(toFields);
  const ref = useSaveKey(!isHidden);
  const [isTried, setTried] = useState(false);
  const now = useNow();
  const [year, setYear] = useState(() => new Date().getFullYear());
  const { fields } = form;
  const parsed = fields === null ? null : read(fields);
  const wrong = new Set(parsed?.error?.issues.map((issue) => issue.path.join('.')));
  const problem = (path: string, text: string): string[] => (isTried && wrong.has(path) ? [text] : []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    const terms = parsed?.data;
    if (terms !== undefined) form.submit(() => ({ terms }));
  };
  const due = (channel: 'hotline' | 'letter', terms: TermRules): string =>
    formatDate(firstDueOn({ occurredAt: toInstant(now), card: { channel } }, terms));

  if (fields === null) {
    return (
      <main className={styles['form']} hidden={isHidden} data-testid="admin-calendar">
        {!form.list.isOnline && <p className={styles['offline']}>{t('admin.offline')}</p>}
        <ListState list={form.list.list} empty="" onRetry={() => void form.list.read()}>
          {() => null}
        </ListState>
      </main>
    );
  }
  const set = (changes: Partial<Fields>): void => form.type({ ...fields, ...changes });
  const offs = termRules.shape.lastDayOff.options.map((value) => ({ value, text: t(`calendar.lastDayOffs.${value}`) }));
  return (
    <main className={`${styles['page']} ${styles['calendarPage']}`} hidden={isHidden} data-testid="admin-calendar">
      <form ref={ref} className={styles['side']} onSubmit={submit} noValidate aria-label={t('calendar.terms')}>
        <h1 className={styles['title']}>{t('calendar.terms')}</h1>
        {!form.list.isOnline && <p className={styles['offline']}>{t('admin.offline')}</p>}
        <TextInput
          label={t('calendar.oral')}
          value={fields.oral}
          onChange={(oral) => set({ oral })}
          problems={problem('answerDays.oral', t('calendar.problem.days'))}
          type="number"
          maxLength={3}
          testId="terms-oral"
        />
        <TextInput
          label={t('calendar.written')}
          value={fields.written}
          onChange={(written) => set({ written })}
          problems={problem('answerDays.written', t('calendar.problem.days'))}
          type="number"
          maxLength={3}
          testId="terms-written"
        />
        <div className={styles['pair']}>
          {FIGURES.map(([name, path]) => (
            <TextInput
              key={name}
              label={t(`calendar.${name}`)}
              value={fields[name]}
              onChange={(value) => set({ [name]: value })}
              problems={problem(path, t('calendar.problem.count'))}
              type="number"
              maxLength={4}
              testId={`terms-${name}`}
            />
          ))}
        </div>
        <SelectInput
          label={t('calendar.lastDayOff')}
          value={fields.lastDayOff}
          onChange={(lastDayOff) => set({ lastDayOff })}
          options={offs}
          testId="terms-last-day-off"
        />
        <TextInput
          label={t('calendar.warnAt')}
          value={fields.warnAt}
          onChange={(warnAt) => set({ warnAt })}
          problems={problem('warnAtShare', t('calendar.problem.warnAt'))}
          type="number"
          maxLength={3}
          testId="terms-warn-at"
        />
        <TextInput
          label={t('calendar.timeZone')}
          value={fields.timeZone}
          onChange={(timeZone) => set({ timeZone })}
          problems={problem('timeZone', t('calendar.problem.timeZone'))}
          maxLength={64}
          testId="terms-time-zone"
        />
        {parsed?.data !== undefined && (
          <p className={styles['dim']} data-testid="terms-example">
            {t('calendar.example', { oral: due('hotline', parsed.data), written: due('letter', parsed.data) })}
          </p>
        )}
        <SaveRow save={form.save} isTyped={form.isTyped} onRevert={form.revert} testId="calendar" />
      </form>
      <section className={styles['form']} aria-label={t('calendar.year', { year })}>
        <div className={styles['yearHead']}>
          <Button
            look="quiet"
            icon={ChevronLeft}
            label={t('calendar.previousYear')}
            onPress={() => setYear(year - 1)}
            testId="previous-year"
          >
            {year - 1}
          </Button>
          <h2 aria-live="polite">{year}</h2>
          <Button
            look="quiet"
            icon={ChevronRight}
            label={t('calendar.nextYear')}
            onPress={() => setYear(year + 1)}
            testId="next-year"
          >
            {year + 1}
          </Button>
        </div>
        <YearGrid
          year={year}
          today={dateIn(parsed?.data?.timeZone ?? 'Europe/Moscow', now)}
          calendar={fields.calendar}
          onChange={(calendar) => set({ calendar })}
        />
      </section>
    </main>
  );
}
