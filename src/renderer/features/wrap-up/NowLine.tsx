import { Clock, Info, PhoneMissed, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { toErrorValue } from '../../../shared/errors.ts';
import { toMs } from '../../../shared/lib/primitives.ts';
import { errorText } from '../../i18n/errorText.ts';
import { capital, formatTimer } from '../../i18n/format.ts';
import { hasOpenCard } from '../../desk/deskState.ts';
import { useCoreLink, useDesk, useMirror, useServices, useSoftphone } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { notice, notify } from '../../ui/notice.ts';
import { useNow } from '../../ui/useNow.ts';
import styles from './NowLine.module.css';

/**
 * The line under the call bar, always there so that nothing below it ever moves: the wrap-up with its timer and its
 * three ways on, and whatever went wrong just now.
 */
export function NowLine({ transfer }: { transfer?: ReactNode }): ReactNode {
  return (
    <div className={styles['line']}>
      <WrapUp />
      {transfer}
      <Messages />
    </div>
  );
}

/** The messages alone, for a workplace without a telephone; takes no room while there are none. */
export function MessageLine(): ReactNode {
  return (
    <div className={styles['messages']}>
      <Messages />
    </div>
  );
}

/** Never pushes anyone: when the time is over an unsaved card, it asks and waits. */
function WrapUp(): ReactNode {
  const { t } = useTranslation();
  const { bridge, mirror, desk } = useServices();
  const state = useMirror((mirrored) => mirrored.operator);
  const isCardOpen = useDesk((open) => hasOpenCard(open, state?.callId ?? null));
  const isWrapUp = state?.status === 'wrapUp';
  const now = useNow(isWrapUp);
  if (!isWrapUp) return <div className={styles['rest']} />;

  const ask = (name: 'operator.extendWrapUp' | 'operator.setAside'): void => {
    // What was typed last must be in the draft that is put aside.
    desk
      .flush()
      .then(() => bridge.call(name, {}))
      .then(
        ({ state: operator }) => {
          if (name === 'operator.setAside' && state.callId) desk.putAside(state.callId);
          mirror.take({ operator });
        },
        (error: unknown) => notify(errorText(t, toErrorValue(error))),
      );
  };
  const leftMs = state.wrapUpUntil === null ? 0 : toMs(state.wrapUpUntil) - now;
  return (
    <div
      className={`${styles['wrapUp']} ${state.asking ? styles['asking'] : ''}`}
      data-testid="wrap-up"
      role="group"
      aria-label={t('wrapUp.title')}
    >
      {state.asking ? <TriangleAlert className="icon" aria-hidden /> : <Clock className="icon" aria-hidden />}
      <b>{t('wrapUp.title')}</b>
      <span role={state.asking ? 'alert' : undefined}>
        {state.asking
          ? t('wrapUp.over')
          : t('wrapUp.left', { time: formatTimer(leftMs + 999) }) + (isCardOpen ? '' : ` · ${t('wrapUp.cardDone')}`)}
      </span>
      <Button onPress={() => ask('operator.extendWrapUp')} testId="wrap-up-extend">
        {t('wrapUp.extend')}
      </Button>
      <Button onPress={() => ask('operator.setAside')} testId="wrap-up-set-aside">
        {t(isCardOpen ? 'wrapUp.setAside' : 'wrapUp.finish')}
      </Button>
    </div>
  );
}

function Messages(): ReactNode {
  const { t } = useTranslation();
  const link = useCoreLink();
  const trouble = useSoftphone((state) => state.trouble);
  const line = useSoftphone((state) => state.line);
  const isView = useSoftphone((state) => state.isView);
  const { softphone } = useServices();
  const text = useStore(notice, (state) => state.text);
  const reason = useMirror((mirrored) => mirrored.operator?.reason ?? null);
  if (link === 'down' || link === 'refused') {
    return <Message look="red" text={t(link === 'down' ? 'app.coreAway' : 'app.coreRefused')} testId="core-away" />;
  }
  if (trouble !== null) return <Message look="red" text={errorText(t, { code: trouble })} testId="trouble" />;
  if (text !== null) return <Message look="amber" text={text} testId="notice" />;
  if (isView) return <Message look="amber" text={t('line.view')} testId="line-view" />;
  if (line === 'heldElsewhere') {
    return (
      <Message look="red" text={t('line.heldQuestion')} testId="line-held">
        <Button onPress={() => softphone.takeLine()} testId="take-line">
          {t('line.takeHere')}
        </Button>
      </Message>
    );
  }
  if (line === 'wrongPassword' || line === 'unreachable') {
    const code = line === 'wrongPassword' ? 'line.wrong_password' : 'line.unreachable';
    return <Message look="red" text={errorText(t, { code })} testId="line-trouble" />;
  }
  if (reason === 'missedCall' || reason === 'rejectedCall') {
    return (
      <Message
        look="amber"
        text={t('operator.outOfQueue', { reason: capital(t(`operator.${reason}`)) })}
        testId="out-of-queue"
        missed
      />
    );
  }
  return null;
}

function Message({
  look,
  text,
  testId,
  missed,
  children,
}: {
  look: string;
  text: string;
  testId: string;
  missed?: boolean;
  children?: ReactNode;
}): ReactNode {
  const Icon = missed ? PhoneMissed : look === 'red' ? TriangleAlert : Info;
  return (
    <p className={`${styles['message']} ${styles[look]}`} role="alert" data-testid={testId}>
      <Icon className="icon" aria-hidden />
      <span>{text}</span>
      {children}
    </p>
  );
}
