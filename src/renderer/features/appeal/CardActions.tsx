import { CircleCheck, CloudOff, LoaderCircle, PhoneCall, Save, Send, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { appealOutcome } from '../../../shared/domain/appeal/appeal.ts';
import { mayCloseAtOnce, outcomesOf } from '../../../shared/domain/appeal/controls.ts';
import type { Tab } from '../../desk/deskState.ts';
import { errorText } from '../../i18n/errorText.ts';
import { useServices, useSoftphone } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { useKeyLabel, useShortcut } from '../../ui/keyboard.tsx';
import { useAct } from '../../ui/useAct.ts';
import { NoAppeal } from './NoAppeal.tsx';
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
      <Progress tab={tab} found={found} />
      <div className={styles['actRow']}>
        <label className={styles['outcome']}>
          <span>{t('appeal.outcome')}</span>
          <select
            value={tab.outcome}
            disabled={tab.busy}
            data-testid="outcome"
            onChange={(event) => desk.setOutcome(id, appealOutcome.parse(event.target.value))}
          >
            {outcomesOf(card.kind).map((outcome) => (
              <option key={outcome} value={outcome}>
                {t(`outcome.${outcome}`)}
              </option>
            ))}
          </select>
        </label>
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

/** One line of truth about the card: what stands in the way, what failed, whether the draft is safe. */
function Progress({ tab, found }: { tab: Tab; found: number }): ReactNode {
  const { t } = useTranslation();
  const key = useKeyLabel('registerOpen');
  const problem = tab.error ?? (tab.save === 'failed' ? tab.saveError : null);
  if (tab.busy) return <Line look="" icon={LoaderCircle} text={t('appeal.registering')} />;
  if (tab.error) return <Line look="red" icon={CloudOff} text={errorText(t, tab.error)} testId="card-error" />;
  if (found > 0) {
    const text =
      tab.tried === 'close' ? t('appeal.blocks', { count: found }) : t('appeal.flaws', { count: found, key });
    return <Line look="amber" icon={TriangleAlert} text={text} testId="card-findings" />;
  }
  if (problem)
    return (
      <Line
        look="red"
        icon={CloudOff}
        text={`${t('appeal.saveFailed')}. ${errorText(t, problem)}`}
        testId="save-failed"
      />
    );
  return (
    <Line
      look="quiet"
      icon={Save}
      text={t(tab.save === 'saved' ? 'appeal.saved' : 'appeal.saving')}
      testId={`draft-${tab.save}`}
    />
  );
}

function Line({
  look,
  icon: Icon,
  text,
  testId,
}: {
  look: string;
  icon: typeof Save;
  text: string;
  testId?: string;
}): ReactNode {
  return (
    <p
      className={`${styles['progress']} ${styles[look] ?? ''}`}
      role={look === 'red' ? 'alert' : 'status'}
      data-testid={testId}
    >
      <Icon className="icon" aria-hidden />
      <span title={text}>{text}</span>
    </p>
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
