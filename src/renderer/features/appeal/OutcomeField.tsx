import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { appealOutcome } from '../../../shared/domain/appeal/codeBooks.ts';
import { outcomesOf } from '../../../shared/domain/appeal/controls.ts';
import type { Tab } from '../../desk/deskState.ts';
import { useServices } from '../../services/services.tsx';
import styles from './Appeal.module.css';

/** With what the appeal is closed; the usual outcome of the kind until another is picked. */
export function OutcomeField({ tab }: { tab: Tab }): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const { id, card } = tab.draft;
  return (
    <label className={styles['outcome']}>
      <span>{t('appeal.outcome')}</span>
      <select
        value={tab.outcome}
        disabled={tab.busy}
        data-testid="outcome"
        data-field="outcome"
        onChange={(event) => desk.setOutcome(id, appealOutcome.parse(event.target.value))}
      >
        {outcomesOf(card.kind).map((outcome) => (
          <option key={outcome} value={outcome}>
            {t(`outcome.${outcome}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
