import { PhoneIncoming } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { BridgeOutput } from '../../../shared/contracts/bridge.ts';
import { useServices } from '../../services/services.tsx';
import { Popup } from '../../ui/Popup.tsx';
import { useAct } from '../../ui/useAct.ts';
import styles from './Practice.module.css';

type Callers = BridgeOutput<'practice.callers'>['callers'];

/** «Позвонить мне»: the practice line rings with a simulated caller. Only where it runs. */
export function PracticeRing({ className }: { className?: string | undefined }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const [callers, setCallers] = useState<Callers>([]);
  const load = useAct();
  const ring = useAct();
  const open = (isOpen: boolean): void => {
    if (!isOpen) return ring.clear();
    load.run(async () => setCallers((await bridge.call('practice.callers', {})).callers));
  };
  return (
    <Popup
      title={t('practice.title')}
      placement="right bottom"
      onOpenChange={open}
      trigger={
        <Button className={className ?? ''} data-testid="practice-ring">
          <PhoneIncoming className="icon" aria-hidden />
          <span>{t('practice.ring')}</span>
        </Button>
      }
    >
      {(close) => (
        <div className={styles['list']}>
          <p className={styles['hint']}>{t('practice.hint')}</p>
          {(load.problem ?? ring.problem) && (
            <p className={styles['problem']} role="alert">
              {load.problem ?? ring.problem}
            </p>
          )}
          {callers.map((caller) => (
            <button
              key={caller.id}
              type="button"
              className={styles['caller']}
              disabled={ring.isBusy}
              data-testid={`practice-caller-${caller.id}`}
              onClick={() => ring.run(() => bridge.call('practice.ring', { callerId: caller.id }).then(close))}
            >
              <b>{caller.label}</b>
              <span>{caller.question}</span>
            </button>
          ))}
        </div>
      )}
    </Popup>
  );
}
