import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPhone } from '../../../shared/domain/phone/phone.ts';
import { useSoftphone } from '../../services/services.tsx';

/** Tells a screen reader of a ring and of the call's turns; a ring does not wait for its turn to speak. */
export function LiveAnnouncer({ who }: { who: string | null }): ReactNode {
  const { t } = useTranslation();
  const call = useSoftphone((state) => state.call);
  const phone = call?.phone ? formatPhone(call.phone) : t('callBar.hiddenNumber');
  const isRinging = call?.phase === 'ringing' && call.direction === 'incoming';
  return (
    <>
      <div className="visually-hidden" aria-live="assertive">
        {isRinging ? t('callBar.announceRing', { who: who ?? phone }) : ''}
      </div>
      <div className="visually-hidden" aria-live="polite">
        {call?.phase === 'talking'
          ? t('callBar.announceTalk')
          : call?.phase === 'ended'
            ? t('callBar.announceEnd')
            : ''}
      </div>
    </>
  );
}
