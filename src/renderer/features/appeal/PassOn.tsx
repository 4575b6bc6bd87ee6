import { CircleCheck, Forward } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskAppeal } from '../../../shared/contracts/bridge.ts';
import type { Appeal } from '../../../shared/domain/appeal/appeal.ts';
import { deskOf } from '../../../shared/domain/appeal/appeal.ts';
import { mayStep } from '../../../shared/domain/appeal/stepRights.ts';
import { useOrganisation } from '../../services/useOrganisation.ts';
import { Button } from '../../ui/Button.tsx';
import { useShortcut } from '../../ui/keyboard.tsx';
import { StepDialog } from '../../way/StepDialog.tsx';
import { useSomebody } from '../../way/useSomebody.ts';
import styles from './Appeal.module.css';

/** «Передать специалистам»: what the first line cannot answer goes to whom it usually goes, or to whom is picked. */
export function PassOn({ appeal, onDone }: { appeal: Appeal; onDone: (shown: DeskAppeal) => void }): ReactNode {
  const { t } = useTranslation();
  const me = useSomebody();
  const [isAsking, setAsking] = useState(false);
  const mayForward = me !== null && mayStep(me, 'appeal.forward', appeal);
  const table = useOrganisation(deskOf(appeal).organisationId);
  useShortcut('stepForward', () => setAsking(true), mayForward && !isAsking);
  if (appeal.isWaiting && appeal.sentBy !== null) {
    return (
      <p className={styles['endTitle']} role="status" data-testid="passed-on">
        <CircleCheck className="icon" aria-hidden />
        {t('passOn.done', { who: table?.shortName ?? '' })}
      </p>
    );
  }
  if (!mayForward) return null;
  return (
    <>
      <Button icon={Forward} action="stepForward" onPress={() => setAsking(true)} testId="pass-on">
        {t('passOn.button')}
      </Button>
      {isAsking && (
        <StepDialog
          step="forward"
          appeal={appeal}
          onClose={() => setAsking(false)}
          onDone={(shown) => {
            setAsking(false);
            if (shown) onDone(shown);
          }}
        />
      )}
    </>
  );
}
