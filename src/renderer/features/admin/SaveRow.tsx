import { Save as SaveIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import styles from './Admin.module.css';
import type { Save } from './useSave.ts';

interface SaveRowProps {
  save: Pick<Save<never>, 'isBusy' | 'isDone' | 'problem'>;
  isTyped: boolean;
  onRevert: () => void;
  testId: string;
}

/** The end of a form: what the journal did not take, saving, and the way back. */
export function SaveRow({ save, isTyped, onRevert, testId }: SaveRowProps): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {save.problem !== null && (
        <p className={styles['problem']} role="alert" data-testid={`${testId}-problem`}>
          {save.problem}
        </p>
      )}
      <div className={styles['acts']}>
        <Button
          type="submit"
          look="primary"
          icon={SaveIcon}
          action="registerOpen"
          isDisabled={save.isBusy || !isTyped}
          testId={`${testId}-save`}
        >
          {t(save.isBusy ? 'admin.saving' : 'admin.save')}
        </Button>
        {isTyped && (
          <Button look="quiet" onPress={onRevert}>
            {t('admin.revert')}
          </Button>
        )}
        <span className={styles['done']} role="status" data-testid={`${testId}-done`}>
          {save.isDone && !isTyped ? t('admin.saved') : ''}
        </span>
      </div>
    </>
  );
}
