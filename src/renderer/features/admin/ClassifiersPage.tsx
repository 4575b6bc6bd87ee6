import { BookUp, FileSearch, Lock } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClassifierLine } from '../../../shared/contracts/admin.ts';
import { formatDate, formatInstant } from '../../i18n/format.ts';
import { useServices } from '../../services/services.tsx';
import { useRegionDay } from '../../services/useClassifiers.ts';
import { Button } from '../../ui/Button.tsx';
import { ListState } from '../../ui/ListState.tsx';
import { Mark } from '../../ui/Mark.tsx';
import styles from './Admin.module.css';
import { ClassifierImport } from './ClassifierImport.tsx';
import { useListed } from './useListed.ts';

/** Versions of the classifier: which one new cards are made under, and taking a new one in. */
export function ClassifiersPage({ isHidden }: { isHidden: boolean }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const { list, isOnline, read } = useListed(async () => (await bridge.call('admin.classifiers.list', {})).classifiers);
  const [isImporting, setImporting] = useState(false);
  const today = useRegionDay();
  const present = presentOf(list.rows ?? [], today);
  return (
    <main className={styles['page']} hidden={isHidden} data-testid="admin-classifiers">
      <section className={styles['list']} aria-label={t('admin.classifiers')}>
        <div className={styles['head']}>
          <h1 className={styles['title']}>{t('admin.classifiers')}</h1>
          <Button icon={BookUp} onPress={() => setImporting(true)} testId="classifier-add">
            {t('classifiers.add')}
          </Button>
        </div>
        {!isOnline && <p className={styles['offline']}>{t('admin.offline')}</p>}
        <div className={styles['rows']}>
          <ListState list={list} empty="" onRetry={() => void read()}>
            {(rows) => (
              <ul>
                {rows.map((one) => (
                  <li key={one.id} className={styles['plainRow']} data-testid={`classifier-${one.id}`}>
                    <span>
                      <b>{one.title}</b> <span className={styles['dim']}>{one.id}</span>
                      {one.id === present && (
                        <Mark look="green" icon={FileSearch} testId="classifier-present">
                          {t('classifiers.present')}
                        </Mark>
                      )}
                      {one.isBuiltIn && (
                        <Mark look="grey" icon={Lock}>
                          {t('classifiers.builtIn')}
                        </Mark>
                      )}
                    </span>
                    <span className={styles['dim']}>
                      {one.validTo === null
                        ? t('classifiers.since', { from: formatDate(one.validFrom) })
                        : t('classifiers.between', { from: formatDate(one.validFrom), to: formatDate(one.validTo) })}
                      {' · '}
                      {t('classifiers.rows', { count: one.rows })}
                      {' · '}
                      {t('classifiers.selectable', { count: one.selectable })}
                    </span>
                    {one.importedAt !== null && (
                      <span className={styles['dim']}>
                        {t('classifiers.imported', { who: one.importedBy ?? '', at: formatInstant(one.importedAt) })}
                      </span>
                    )}
                  </li>
                ))}
              </ul>
            )}
          </ListState>
        </div>
      </section>
      <section className={styles['form']}>
        {isImporting ? (
          <ClassifierImport
            onClose={() => setImporting(false)}
            onDone={() => {
              setImporting(false);
              void read();
            }}
          />
        ) : (
          <p className={styles['hint']}>{t('classifiers.about')}</p>
        )}
      </section>
    </main>
  );
}

/** The version a card of that day is made under; rows come the latest first. */
function presentOf(rows: readonly ClassifierLine[], on: string): string | null {
  const begun = rows.filter((one) => one.validFrom <= on);
  return (begun.find(({ validTo }) => validTo === null || on <= validTo) ?? begun[0])?.id ?? null;
}
