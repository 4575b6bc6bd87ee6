import { CircleCheck, Save, Send, Undo2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { mayCloseAtOnce } from '../../../shared/domain/appeal/controls.ts';
import { changesOf } from '../../desk/amendDraft.ts';
import { baseOf, type Tab } from '../../desk/deskState.ts';
import { useDesk, useMirror, useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { useShortcut } from '../../ui/keyboard.tsx';
import { useAct } from '../../ui/useAct.ts';
import { OutcomeField } from './OutcomeField.tsx';
import { Progress } from './Progress.tsx';
import styles from './Appeal.module.css';

/** How the change of a registered appeal ends: saved, closed with its answer, or dropped. */
export function AmendActions({ tab, found }: { tab: Tab; found: number }): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const base = useDesk((state) => baseOf(state, tab));
  const { id, amends, card, outcome } = tab.draft;
  const isResent = amends !== null && amends.resends !== null;
  // Only the desk that keeps the appeal can judge a closing; a closing that was refused is resent as a closing, an amendment as an amendment.
  const isHere = useMirror(
    ({ appeals }) => appeals.rows?.some(({ appeal }) => appeal.id === amends?.appealId) ?? false,
  );
  const offersClose = isHere && mayCloseAtOnce(card.kind) && (!isResent || outcome !== null);
  const offersSave = !isResent || outcome === null;
  const hasChanges = Object.keys(changesOf(tab.draft).changes).length > 0;
  const isContested = (base?.conflicts.length ?? 0) > 0;
  const maySave = offersSave && hasChanges && !tab.busy;
  const mayClose = offersClose && !isContested && !tab.busy;
  // A failure stands on the card in words; `submit` itself never throws.
  const save = (): void => void desk.submit(id, null);
  const close = (): void => void desk.submit(id, tab.outcome);
  useShortcut('registerOpen', () => maySave && save());
  useShortcut('closeWithAnswer', () => mayClose && close());
  return (
    <div className={styles['actions']}>
      {offersClose && isContested && (
        <p className={`${styles['progress']} ${styles['amber']}`} data-testid="close-blocked">
          {t('change.closeBlocked')}
        </p>
      )}
      <Progress
        tab={tab}
        found={found}
        saved={hasChanges || isResent ? t('change.kept') : t('change.nothing')}
        busy={t('change.saving')}
      />
      {offersClose && (
        <div className={styles['actRow']}>
          <OutcomeField tab={tab} />
        </div>
      )}
      <div className={styles['actRow']}>
        {offersSave && (
          <Button
            look="primary"
            icon={isResent ? Send : Save}
            action="registerOpen"
            isDisabled={!maySave}
            onPress={save}
            testId="save-changes"
          >
            {t(isResent ? 'change.resend' : 'change.save')}
          </Button>
        )}
        {offersClose && (
          <Button
            look={offersSave ? 'plain' : 'primary'}
            icon={CircleCheck}
            action="closeWithAnswer"
            isDisabled={!mayClose}
            onPress={close}
            testId="close-with-answer"
          >
            {t('appeal.close')}
          </Button>
        )}
        <span className={styles['spring']} />
        <Drop tab={tab} hasChanges={hasChanges} />
      </div>
    </div>
  );
}

/** Two presses where words would be lost. */
export function Drop({ tab, hasChanges }: { tab: Tab; hasChanges: boolean }): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const [isSure, setSure] = useState(false);
  const act = useAct();
  const drop = (): void => (hasChanges && !isSure ? setSure(true) : act.run(() => desk.discard(tab.draft.id)));
  return (
    <>
      {act.problem && <span className={styles['red']}>{act.problem}</span>}
      <Button icon={Undo2} isDisabled={tab.busy || act.isBusy} onPress={drop} testId="drop-changes">
        {t(isSure ? 'change.cancelSure' : 'change.cancel')}
      </Button>
    </>
  );
}
