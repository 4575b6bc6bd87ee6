import { CircleDot, Mic, MicOff, Pause, PhoneIncoming, PhoneOutgoing, RotateCcw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPhone } from '../../../shared/domain/phone/phone.ts';
import { formatTimer } from '../../i18n/format.ts';
import { queueText } from '../../i18n/queueText.ts';
import { useServices, useSoftphone } from '../../services/services.tsx';
import type { LineCall } from '../../telephony/softphone.ts';
import { Button } from '../../ui/Button.tsx';
import { useShortcut } from '../../ui/keyboard.tsx';
import { useNow } from '../../ui/useNow.ts';
import styles from './CallBar.module.css';

/** Who is on the line, from which queue, for how long, and whether they hear us. */
export function CallInHand({ who }: { who: string | null }): ReactNode {
  const { t } = useTranslation();
  const call = useSoftphone((state) => state.call);
  useNow(call !== null && call.phase !== 'ended');
  if (!call) {
    return (
      <div className={styles['call']}>
        <span className={styles['noCall']}>{t('callBar.noCall')}</span>
        <Redial />
      </div>
    );
  }
  const Direction = call.direction === 'incoming' ? PhoneIncoming : PhoneOutgoing;
  const phone = call.phone === null ? t('callBar.hiddenNumber') : formatPhone(call.phone);
  const isOver = call.phase === 'ended';
  return (
    <div
      className={`${styles['call']} ${isOver ? '' : styles['live']} ${call.phase === 'ringing' ? styles['ringing'] : ''}`}
    >
      <Direction className="icon" aria-label={t(`callBar.${call.direction}`)} />
      <div className={styles['callText']}>
        <p className={styles['phone']}>
          <b data-testid="call-phone">{phone}</b>
          {who !== null && <span title={who}>{who}</span>}
        </p>
        <p className={styles['facts']}>
          {!isOver && <time data-testid="call-timer">{timeOf(call)}</time>}
          <Signs call={call} />
          {isOver && <Redial />}
          <span className={styles['queue']}>
            {call.queue === null ? t('callBar.queueFallback') : queueText(t, call.queue)}
          </span>
        </p>
      </div>
    </div>
  );
}

/** The last number once more, while no call is in hand. */
function Redial(): ReactNode {
  const { t } = useTranslation();
  const { softphone } = useServices();
  const lastDialled = useSoftphone((state) => state.lastDialled);
  const canDial = useSoftphone((state) => state.line === 'registered' && state.consult === null);
  const redial = (): void => {
    if (lastDialled !== null && canDial) void softphone.redial();
  };
  useShortcut('redial', redial);
  if (lastDialled === null) return null;
  return (
    <Button look="quiet" icon={RotateCcw} action="redial" isDisabled={!canDial} onPress={redial} testId="redial">
      {t('callBar.redial', { phone: formatPhone(lastDialled) })}
    </Button>
  );
}

/** The talk counts from the first sound, the ring from the INVITE. */
function timeOf(call: LineCall): string {
  return formatTimer(performance.now() - (call.answeredAtMs ?? call.offeredAtMs));
}

function Signs({ call }: { call: LineCall }): ReactNode {
  const { t } = useTranslation();
  if (call.phase === 'ended') return <span>{t(call.endCause ? `endCause.${call.endCause}` : 'callBar.ended')}</span>;
  if (call.phase === 'ringing') return <span>{t('callBar.incoming')}</span>;
  if (call.phase === 'connecting') return <span>{t('callBar.connecting')}</span>;
  return (
    <>
      <Voice call={call} />
      {call.recording === 'on' && (
        <span className={styles['rec']} title={t('callBar.recording')}>
          <CircleDot className="icon" aria-label={t('callBar.recording')} />
        </span>
      )}
      {call.recording === 'failed' && (
        <span className={styles['amber']}>
          <TriangleAlert className="icon" aria-hidden /> {t('callBar.recordingFailed')}
        </span>
      )}
    </>
  );
}

/** Whether the caller hears us: never a guess, see LineCall.hold. */
function Voice({ call }: { call: LineCall }): ReactNode {
  const { t } = useTranslation();
  if (call.hold === 'failed') return <Sign icon={TriangleAlert} look="red" text={t('callBar.holdFailed')} />;
  if (call.hold === 'holding') return <Sign icon={Pause} look="amber" text={t('callBar.holding')} />;
  if (call.hold === 'resuming') return <Sign icon={Pause} look="amber" text={t('callBar.resuming')} />;
  if (call.hold === 'held') return <Sign icon={Pause} look="amber" text={t('callBar.held')} />;
  if (call.microphone === 'off') return <Sign icon={MicOff} look="amber" text={t('callBar.muted')} />;
  return <Sign icon={Mic} look="green" text={t('callBar.onAir')} />;
}

function Sign({ icon: Icon, look, text }: { icon: typeof Mic; look: string; text: string }): ReactNode {
  return (
    <span className={`${styles['sign']} ${styles[look]}`} data-testid="voice-state">
      <Icon className="icon" aria-hidden /> {text}
    </span>
  );
}
