import { Search } from 'lucide-react';
import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorklistLine } from '../../shared/contracts/worklists.ts';
import { formatDate, formatInstant } from '../i18n/format.ts';
import { useServices } from '../services/services.tsx';
import { useThemeOf } from '../services/useClassifiers.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { useAct } from '../ui/useAct.ts';
import type { StepFieldsProps } from './stepFieldsProps.ts';
import styles from './Way.module.css';

/** An earlier appeal on the same matter: those of the same person are offered, any other is found by its number. */
export function LinkField({ appeal, written, onWrite, problemsAt }: StepFieldsProps): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const [lines, setLines] = useState<readonly WorklistLine[] | null>(null);
  const [query, setQuery] = useState('');
  const finding = useAct();
  const themeOf = useThemeOf();
  const { personId, applicant, themeCode } = appeal.card;

  const offer = useEffectEvent(async () => {
    const { lines: similar } = await bridge.call('appeals.similar', {
      query: {
        exceptId: appeal.id,
        ...(personId === null ? {} : { personId }),
        ...(applicant.phone === null ? {} : { phone: applicant.phone }),
        ...(themeCode === null ? {} : { themeCode }),
      },
    });
    setLines(similar);
  });
  useEffect(() => {
    // Without the journal nothing is offered; the number may still be looked for.
    const soon = setTimeout(() => void offer().catch(() => setLines([])), 0);
    return () => clearTimeout(soon);
  }, []);
  const find = (): void => {
    if (query.trim() === '') return;
    finding.run(async () => setLines((await bridge.call('appeals.find', { query: { q: query, limit: 20 } })).lines));
  };
  return (
    <>
      <Field label={t('way.earlierNumber')} problems={problemsAt('earlier')}>
        {(wiring) => (
          <span className={styles['row']}>
            <input
              {...wiring}
              autoFocus
              data-testid="step-earlier-query"
              maxLength={200}
              value={query}
              onChange={(event) => setQuery(event.target.value)}
              onKeyDown={(event) => event.key === 'Enter' && find()}
            />
            <Button icon={Search} onPress={find} isDisabled={finding.isBusy} testId="step-earlier-find">
              {t('common.search')}
            </Button>
          </span>
        )}
      </Field>
      {finding.problem && <p className={styles['problem']}>{finding.problem}</p>}
      {lines?.length === 0 && <p className={styles['hint']}>{t('way.noEarlier')}</p>}
      <div role="radiogroup" aria-label={t('act.linkAppeal')} className={styles['links']}>
        {(lines ?? [])
          .filter((line) => line.id !== appeal.id)
          .map((line) => (
            <label key={line.id} className={styles['link']}>
              <input
                type="radio"
                name="earlier"
                data-testid={`step-earlier-${line.number}`}
                checked={written.earlierId === line.id}
                onChange={() => onWrite({ earlierId: line.id })}
              />
              <span>
                <b>{line.number}</b> {t(`status.${line.status}`)}, {formatInstant(line.occurredAt)}
                {line.dueOn !== null &&
                  `, ${t('term.answerUntil', { date: formatDate(line.answerDueOn ?? line.dueOn) })}`}
                <br />
                {line.themeCode === null ? line.essence : themeOf(line.themeCode, line.classifierVersion)?.title}
              </span>
            </label>
          ))}
      </div>
    </>
  );
}
