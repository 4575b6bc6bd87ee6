import { CircleCheck, PhoneForwarded, TriangleAlert, Undo2, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPhone } from '../../../shared/domain/phone/phone.ts';
import { formatTimer } from '../../i18n/format.ts';
import { useServices, useSoftphone } from '../../services/services.tsx';
import type { LineCall } from '../../telephony/softphone.ts';
import { Button } from '../../ui/Button.tsx';
import { useNow } from '../../ui/useNow.ts';
import styles from './TransferStrip.module.css';

/** Where the caller stands on the way to somebody else, and the keys that lead on or back. */
export function TransferStrip(): ReactNode {
  const { t } = useTranslation();
  const { softphone } = useServices();
  const transfer = useSoftphone((state) => state.transfer);
  const consult = useSoftphone((state) => state.consult);
  const call = useSoftphone((state) => state.call);
  useNow(consult !== null);
  if (transfer.step === 'none') return null;
  const target = /^\+?\d{7,}$/.test(transfer.target) ? formatPhone(transfer.target) : transfer.target;

  if (transfer.step === 'consulting') {
    const speaksWithCaller = call?.hold === 'off';
    const time = timeOf(consult);
    return (
      <div className={styles['strip']} role="group" aria-label={t('transfer.title')} data-testid="consult-strip">
        <Users className="icon" aria-hidden />
        <span role="status">
          {t(transfer.isTalking ? 'transfer.consulting' : 'transfer.ringing', { target })} <time>{time}</time>
          {' · '}
          {t(speaksWithCaller ? 'transfer.withCaller' : 'transfer.callerHeld')}
        </span>
        {transfer.isTalking && (
          <Button onPress={() => void softphone.toggleHold()} action="hold" testId="transfer-swap">
            {t(speaksWithCaller ? 'transfer.toColleague' : 'transfer.toCaller')}
          </Button>
        )}
        <Button icon={Undo2} onPress={() => void softphone.returnToCaller()} action="hangUp" testId="transfer-return">
          {t('transfer.return')}
        </Button>
      </div>
    );
  }
  if (transfer.step === 'failed') {
    const isHeld = call?.phase === 'talking' && call.hold === 'held';
    return (
      <p className={`${styles['strip']} ${styles['red']}`} role="alert" data-testid="transfer-failed">
        <TriangleAlert className="icon" aria-hidden />
        <span>
          {t(`transfer.${transfer.why}`, { target })} {t(transfer.isBack ? 'transfer.isBack' : 'transfer.isOurs')}
        </span>
        {isHeld && (
          <Button onPress={() => void softphone.toggleHold()} action="hold" testId="transfer-resume">
            {t('transfer.toCaller')}
          </Button>
        )}
      </p>
    );
  }
  const Icon = transfer.step === 'done' ? CircleCheck : PhoneForwarded;
  return (
    <p
      className={`${styles['strip']} ${transfer.step === 'done' ? styles['green'] : ''}`}
      role="status"
      data-testid={`transfer-${transfer.step}`}
    >
      <Icon className="icon" aria-hidden />
      <span>{t(`transfer.${transfer.step}`, { target })}</span>
    </p>
  );
}

function timeOf(consult: LineCall | null): string {
  return formatTimer(consult === null ? 0 : performance.now() - (consult.answeredAtMs ?? consult.offeredAtMs));
}
