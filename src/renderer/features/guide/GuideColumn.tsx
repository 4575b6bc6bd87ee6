import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Guide.module.css';
import { GuideSteps } from './GuideSteps.tsx';
import { QuestionSearch } from './QuestionSearch.tsx';

/** What to say now, and the ready answer to what is asked. */
export function GuideColumn(): ReactNode {
  const { t } = useTranslation();
  return (
    <section className={styles['column']} aria-label={t('guide.title')} data-testid="guide">
      <GuideSteps />
      <QuestionSearch />
    </section>
  );
}
