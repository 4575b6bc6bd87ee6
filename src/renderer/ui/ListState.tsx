import { RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../i18n/errorText.ts';
import type { Listed } from '../mirror/createMirror.ts';
import { Button } from './Button.tsx';
import styles from './ListState.module.css';

interface ListStateProps<T> {
  list: Listed<T>;
  empty: string;
  onRetry: () => void;
  children: (rows: readonly T[]) => ReactNode;
}

/** The states of every list: loading, empty with what to do, an error with a way on, and the rows. */
export function ListState<T>({ list, empty, onRetry, children }: ListStateProps<T>): ReactNode {
  const { t } = useTranslation();
  if (list.rows === null && list.error) {
    return (
      <div className={styles['state']} role="alert">
        <p>
          {t('lists.loadFailed')} {errorText(t, list.error)}
        </p>
        <Button icon={RotateCw} onPress={onRetry}>
          {t('common.retry')}
        </Button>
      </div>
    );
  }
  if (list.rows === null) return <Skeleton label={t('common.loading')} />;
  return (
    <>
      {list.error && <p className={styles['old']}>{t('common.maybeOld')}</p>}
      {list.rows.length === 0 ? <p className={styles['state']}>{empty}</p> : children(list.rows)}
    </>
  );
}

/** Grey rows in the place of those that come, so that nothing jumps when they do. */
function Skeleton({ label }: { label: string }): ReactNode {
  return (
    <div className={styles['skeleton']} role="status" aria-label={label}>
      {[0, 1, 2, 3].map((row) => (
        <div key={row} />
      ))}
    </div>
  );
}
