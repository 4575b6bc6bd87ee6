import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { appealStatus } from '../../../shared/domain/appeal/appeal.ts';
import { appealKind, expertiseKind } from '../../../shared/domain/appeal/codeBooks.ts';
import { worklistSort } from '../../../shared/contracts/worklists.ts';
import type { WorklistView } from './worklistView.ts';
import styles from './Worklists.module.css';

interface WorklistFiltersProps {
  view: WorklistView;
  onChange: (view: WorklistView) => void;
}

/** What narrows the list, in one line; it stays as it was left. */
export function WorklistFilters({ view, onChange }: WorklistFiltersProps): ReactNode {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const takeTyped = (): void => {
    if (typed !== null) onChange({ ...view, text: typed });
    setTyped(null);
  };
  return (
    <div className={styles['filters']} role="search" aria-label={t('worklist.filters')}>
      <input
        className={styles['search']}
        placeholder={t('worklist.text')}
        aria-label={t('worklist.text')}
        maxLength={200}
        data-testid="worklist-text"
        value={typed ?? view.text}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={takeTyped}
        onKeyDown={(event) => event.key === 'Enter' && takeTyped()}
      />
      <select
        aria-label={t('appeal.kind')}
        data-testid="worklist-kind"
        value={view.kind ?? ''}
        disabled={view.isWrittenComplaints}
        onChange={(event) => onChange({ ...view, kind: appealKind.safeParse(event.target.value).data ?? null })}
      >
        <option value="">{t('worklist.anyKind')}</option>
        {appealKind.options.map((kind) => (
          <option key={kind} value={kind}>
            {t(`kind.${kind}`)}
          </option>
        ))}
      </select>
      <select
        aria-label={t('lists.status')}
        data-testid="worklist-status"
        value={view.status ?? ''}
        onChange={(event) => onChange({ ...view, status: appealStatus.safeParse(event.target.value).data ?? null })}
      >
        <option value="">{t('worklist.anyStatus')}</option>
        {appealStatus.options.map((status) => (
          <option key={status} value={status}>
            {t(`status.${status}`)}
          </option>
        ))}
      </select>
      <select
        aria-label={t('expertise.title')}
        data-testid="worklist-expertise"
        value={view.expertise ?? ''}
        onChange={(event) => onChange({ ...view, expertise: expertiseKind.safeParse(event.target.value).data ?? null })}
      >
        <option value="">{t('expertise.any')}</option>
        {expertiseKind.options.map((kind) => (
          <option key={kind} value={kind}>
            {t('expertise.selectedBy', { name: t(`expertise.${kind}`) })}
          </option>
        ))}
      </select>
      <select
        aria-label={t('worklist.order')}
        data-testid="worklist-sort"
        value={view.sort}
        onChange={(event) => onChange({ ...view, sort: worklistSort.parse(event.target.value) })}
      >
        {worklistSort.options.map((sort) => (
          <option key={sort} value={sort}>
            {t(`worklist.sort.${sort}`)}
          </option>
        ))}
      </select>
      <label className={styles['check']}>
        <input
          type="checkbox"
          data-testid="worklist-written"
          checked={view.isWrittenComplaints}
          onChange={(event) => onChange({ ...view, isWrittenComplaints: event.target.checked })}
        />
        {t('worklist.writtenComplaints')}
      </label>
    </div>
  );
}
