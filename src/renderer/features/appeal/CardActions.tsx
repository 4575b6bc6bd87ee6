import { CircleCheck, PhoneCall, Send } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { mayCloseAtOnce } from '../../../shared/domain/appeal/controls.ts';
import type { Tab } from '../../desk/deskState.ts';
import { useServices, useSoftphone } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { useShortcut } from '../../ui/keyboard.tsx';
import { useAct } from '../../ui/useAct.ts';
import { NoAppeal } from './NoAppeal.tsx';
import { OutcomeField } from './OutcomeField.tsx';
import { Progress } from './Progress.tsx';
import styles from './Appeal.module.css';

/** How a card ends. The button that fits the kind is the strong one; the others stay in their places. */
export function CardActions({ tab, found }: { tab: Tab; found: number }): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const { id, card } = tab.draft;
  const mayClose = mayCloseAtOnce(card.kind);
  // A failure stands on the card in words; `submit` itself never throws.
  const close = (): void => void desk.submit(id, tab.outcome);
  const register = (): void => void desk.submit(id, null);
  useShortcut('closeWithAnswer', close, !tab.busy);
  useShortcut('registerOpen', register, !tab.busy);
  const isSecondTry = tab.tried === 'register' && found > 0;
  return (
    <div className={styles['actions']}>
      <Progress tab={tab} found={found} saved={t('appeal.saved')} busy={t('appeal.registering')} />
      <div className={styles['actRow']}>
        <OutcomeField tab={tab} />
        <span className={styles['spring']} />
        <Callback callId={tab.draft.callId} />
        {tab.draft.callId !== null && <NoAppeal tab={tab} />}
      </div>
      <div className={styles['actRow']}>
        <Button
          look={mayClose ? 'primary' : 'plain'}
          icon={CircleCheck}
          action="closeWithAnswer"
          isDisabled={tab.busy}
          onPress={close}
          testId="close-with-answer"
        >
          {t('appeal.close')}
        </Button>
        <Button
          look={mayClose ? 'plain' : 'primary'}
          icon={Send}
          action="registerOpen"
          isDisabled={tab.busy}
          onPress={register}
          testId="register-open"
        >
          {t(isSecondTry ? 'appeal.registerAnyway' : 'appeal.register')}
        </Button>
      </div>
    </div>
  );
}

/** «Перезвонить», when the line was cut in the middle of the talk. */
function Callback({ callId }: { callId: string | null }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const wasCut = useSoftphone(
    ({ call }) => call !== null && call.callId === callId && call.phase === 'ended' && call.endCause === 'lost',
  );
  const act = useAct();
  if (callId === null || !wasCut) return null;
  return (
    <>
      <span className={styles['cut']}>{act.problem ?? t('appeal.cut')}</span>
      <Button
        icon={PhoneCall}
        isDisabled={act.isBusy || act.isDone}
        onPress={() => act.run(() => bridge.call('calls.wantCallback', { callId }))}
        testId="want-callback"
      >
        {t(act.isDone ? 'appeal.callbackMarked' : 'appeal.callback')}
      </Button>
    </>
  );
}
