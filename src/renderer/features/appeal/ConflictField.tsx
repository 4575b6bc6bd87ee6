import { ArrowLeft, ArrowRight, Circle, CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldLabel, useFieldText } from '../../card/useFieldText.ts';
import type { Appeal, CardConflict } from '../../../shared/domain/appeal/appeal.ts';
import type { AppealCard } from '../../../shared/domain/appeal/appealCard.ts';
import type { Tab } from '../../desk/deskState.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useMirror, useServices } from '../../services/services.tsx';
import { useStaffName } from '../../services/useStaffName.ts';
import { Button } from '../../ui/Button.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { diffWords, type Piece } from './diffWords.ts';
import { ResultField } from './ResultField.tsx';
import styles from './Conflict.module.css';

interface ConflictFieldProps {
  tab: Tab;
  conflict: CardConflict;
  base: Appeal;
  isDecided: boolean;
  /** The keys mean this field now. */
  isNext: boolean;
  onTake: (whose: 'mine' | 'theirs') => void;
}

/** One field in three columns: what one person meant, what stands in the journal, and the result. */
export function ConflictField({ tab, conflict, base, isDecided, isNext, onTake }: ConflictFieldProps): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const fieldText = useFieldText();
  const staffName = useStaffName();
  const isMine = useMirror((mirrored) => mirrored.session?.user?.id === conflict.authorId);
  const { field } = conflict;
  const theirs = base.card[field];
  const touch = base.touched[field] ?? null;
  const { one, other } = diffWords(fieldText(field, conflict.mine), fieldText(field, theirs));
  const edit = (change: (card: AppealCard) => AppealCard): void =>
    desk.decide(tab.draft.id, field, change(tab.draft.card));
  return (
    <section className={styles['field']} data-conflict={field} data-testid={`conflict-${field}`}>
      <h3 className={styles['fieldHead']}>
        {fieldLabel(t, field)}{' '}
        <Mark look={isDecided ? 'green' : 'amber'} icon={isDecided ? CircleCheck : Circle}>
          {t(isDecided ? 'conflict.decided' : 'conflict.undecided')}
        </Mark>
      </h3>
      <div className={styles['three']}>
        <Side
          title={isMine ? t('conflict.mine') : t('conflict.of', { who: staffName(conflict.authorId) })}
          when={formatInstant(conflict.at)}
          pieces={one}
          testId={`mine-${field}`}
        >
          <Button
            icon={ArrowLeft}
            action={isNext ? 'takeMine' : undefined}
            isDisabled={tab.busy}
            onPress={() => onTake('mine')}
            testId={`take-mine-${field}`}
          >
            {t(isMine ? 'conflict.takeMine' : 'conflict.takeOf')}
          </Button>
        </Side>
        <Side
          title={t('conflict.theirs')}
          when={touch === null ? '' : `${staffName(touch.by)}, ${formatInstant(touch.at)}`}
          pieces={other}
          testId={`theirs-${field}`}
        >
          <Button
            icon={ArrowRight}
            action={isNext ? 'takeTheirs' : undefined}
            isDisabled={tab.busy}
            onPress={() => onTake('theirs')}
            testId={`take-theirs-${field}`}
          >
            {t('conflict.takeTheirs')}
          </Button>
        </Side>
        <div className={styles['side']}>
          <p className={styles['sideHead']}>
            <b>{t('conflict.result')}</b> <span />
          </p>
          <ResultField field={field} card={tab.draft.card} isDisabled={tab.busy} onEdit={edit} />
        </div>
      </div>
    </section>
  );
}

interface SideProps {
  title: string;
  when: string;
  pieces: readonly Piece[];
  testId: string;
  children: ReactNode;
}

function Side({ title, when, pieces, testId, children }: SideProps): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles['side']}>
      <p className={styles['sideHead']}>
        <b>{title}</b> <span>{when}</span>
      </p>
      <p className={styles['text']} data-testid={testId}>
        {pieces.map((piece, at) =>
          piece.isSame ? (
            <span key={at}>{piece.text}</span>
          ) : (
            <mark key={at} title={t('conflict.differs')}>
              {piece.text}
            </mark>
          ),
        )}
      </p>
      <div>{children}</div>
    </div>
  );
}
