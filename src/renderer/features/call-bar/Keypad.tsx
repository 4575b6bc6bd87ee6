import { Grid3x3 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { Popup } from '../../ui/Popup.tsx';
import styles from './CallBar.module.css';

const TONES = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** Tones for the voice menu of whoever is at the other end; digits may be typed as well. */
export function Keypad({ isDisabled }: { isDisabled: boolean }): ReactNode {
  const { t } = useTranslation();
  const { softphone } = useServices();
  const [sent, setSent] = useState('');
  const send = (tone: string): void => {
    setSent((before) => before + tone);
    void softphone.sendDtmf(tone);
  };
  return (
    <Popup
      title={t('callBar.keypadTitle')}
      placement="bottom end"
      onOpenChange={() => setSent('')}
      onKeyDown={(event) => {
        if (TONES.some((tone) => tone === event.key) && !event.repeat) send(event.key);
      }}
      trigger={
        <Button icon={Grid3x3} isDisabled={isDisabled} label={t('callBar.keypad')} testId="keypad">
          <span className="visually-hidden">{t('callBar.keypad')}</span>
        </Button>
      }
    >
      {() => (
        <div className={styles['keypad']} role="group">
          <output className={styles['sent']} aria-live="polite">
            {sent || ' '}
          </output>
          {TONES.map((tone) => (
            <Button key={tone} onPress={() => send(tone)} testId={`tone-${tone}`}>
              {tone}
            </Button>
          ))}
        </div>
      )}
    </Popup>
  );
}
