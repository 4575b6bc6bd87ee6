import { GitCompareArrows, Save, X } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asChange, fieldLabel } from '../../card/useFieldText.ts';
import type { CardConflict } from '../../../shared/domain/appeal/appeal.ts';
import { conflictsOf, type CardKey } from '../../desk/amendDraft.ts';
import { baseOf, type Tab } from '../../desk/deskState.ts';
import { useDesk, useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { useShortcut } from '../../ui/keyboard.tsx';
import { ConflictField } from './ConflictField.tsx';
import { Progress } from './Progress.tsx';
import { usePosition } from './usePosition.ts';
import styles from './Conflict.module.css';

/** Two people changed the same thing: mine, theirs, and what shall stand, field by field. */
export function ConflictForm({ tab }: { tab: Tab }): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const base = useDesk((state) => baseOf(state, tab));
  const form = useRef<HTMLDivElement>(null);
  const { id, amends } = tab.draft;
  const conflicts = conflictsOf(tab.draft, base);
  const left = conflicts.filter((one) => !amends?.decided.includes(one.field));
  const maySave = conflicts.length > 0 && left.length === 0 && !tab.busy;
  const position = usePosition(tab);

  /** The field the cursor stands in, else the first one not chosen yet. */
  const current = (): CardConflict | undefined => {
    const field = document.activeElement?.closest<HTMLElement>('[data-conflict]')?.dataset['conflict'];
    const isHere = form.current?.contains(document.activeElement) ?? false;
    return (isHere ? conflicts.find((one) => one.field === field) : undefined) ?? left[0];
  };
  const take = (conflict: CardConflict | undefined, whose: 'mine' | 'theirs'): void => {
    if (!conflict || !base || tab.busy) return;
    const mine = asChange(conflict.field, conflict.mine);
    if (whose === 'mine' && mine) desk.decide(id, conflict.field, mine);
    if (whose === 'theirs') desk.decide(id, conflict.field, { [conflict.field]: base.card[conflict.field] });
  };
  // A failure stands on the card in words; `submit` itself never throws.
  const save = (): void => void desk.submit(id, null);
  useShortcut('takeMine', () => take(current(), 'mine'));
  useShortcut('takeTheirs', () => take(current(), 'theirs'));
  useShortcut('registerOpen', () => maySave && save());
  useShortcut('closeWithAnswer', () => undefined);

  const number = amends?.number ?? '';
  const changed = tab.news.map((one) => one.field).filter((field) => left.some((one) => one.field === field));
  return (
    <div
      className={styles['form']}
      role="form"
      aria-label={t('conflict.title', { number })}
      ref={form}
      {...position}
      data-testid="conflict-form"
    >
      <div className={styles['scroll']}>
        <h2 className={styles['title']} tabIndex={-1} data-field="choose">
          <GitCompareArrows className="icon" aria-hidden /> {t('conflict.title', { number })}
        </h2>
        <p className={styles['dim']}>
          {conflicts.length > 0 || base === null ? t('conflict.explain') : t('conflict.gone')}
        </p>
        {changed.length > 0 && (
          <p className={styles['news']} role="status" data-testid="base-news">
            {t('conflict.changed', { field: changed.map((field: CardKey) => fieldLabel(t, field)).join(', ') })}
          </p>
        )}
        {base &&
          conflicts.map((conflict) => (
            <ConflictField
              key={conflict.field}
              tab={tab}
              conflict={conflict}
              base={base}
              isDecided={!left.includes(conflict)}
              isNext={conflict === (left[0] ?? conflicts[0])}
              onTake={(whose) => take(conflict, whose)}
            />
          ))}
      </div>
      <div className={styles['actions']}>
        <Progress
          tab={tab}
          found={0}
          saved={left.length > 0 ? t('conflict.left', { count: left.length }) : t('conflict.ready')}
          busy={t('change.saving')}
        />
        <p className={styles['dim']}>{t('change.closeBlocked')}</p>
        <div className={styles['actRow']}>
          <Button
            look="primary"
            icon={Save}
            action="registerOpen"
            isDisabled={!maySave}
            onPress={save}
            testId="save-choice"
          >
            {t('conflict.save')}
          </Button>
          <Button icon={X} isDisabled={tab.busy} onPress={() => desk.layOff(id)} testId="choose-later">
            {t(conflicts.length > 0 ? 'conflict.later' : 'common.close')}
          </Button>
        </div>
      </div>
    </div>
  );
}
