import { PhoneForwarded, Users } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices, useSoftphone } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { Popup } from '../../ui/Popup.tsx';
import { useShortcut } from '../../ui/keyboard.tsx';
import { readTarget } from './readTarget.ts';
import styles from './CallBar.module.css';

/**
 * «Перевести»: to whom, and whether to ask them first. While a colleague is being asked the same key gives the caller
 * over, so that the hand stays where it is.
 */
export function TransferPanel({ isDisabled }: { isDisabled: boolean }): ReactNode {
  const { t } = useTranslation();
  const { softphone } = useServices();
  const isConsulting = useSoftphone((state) => state.transfer.step === 'consulting');
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const target = readTarget(typed);

  const press = (): void => {
    if (isDisabled) return;
    if (isConsulting) void softphone.completeTransfer();
    else setOpen(true);
  };
  useShortcut('transfer', press);
  const act = (how: 'consult' | 'transfer'): void => {
    if (target === null) return;
    setOpen(false);
    setTyped('');
    void softphone[how](target);
  };

  const button = (
    <Button
      icon={PhoneForwarded}
      action="transfer"
      isDisabled={isDisabled}
      onPress={press}
      isPressed={isOpen}
      testId="transfer"
    >
      {t(isConsulting ? 'callBar.connect' : 'callBar.transfer')}
    </Button>
  );
  if (isConsulting) return button;
  return (
    <Popup
      title={t('callBar.transferTitle')}
      placement="bottom end"
      isOpen={isOpen && !isDisabled}
      onOpenChange={(open) => setOpen(open && !isDisabled)}
      trigger={button}
    >
      {() => (
        <form
          className={styles['transfer']}
          onSubmit={(event) => {
            event.preventDefault();
            act('consult');
          }}
        >
          <label className={styles['target']}>
            <span>{t('callBar.transferTo')}</span>
            <input
              // The panel was opened to type this.
              ref={(input) => input?.focus()}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || !event.ctrlKey) return;
                event.preventDefault();
                act('transfer');
              }}
              autoComplete="off"
              data-testid="transfer-target"
            />
          </label>
          <p className={styles['hint']}>
            {t(typed !== '' && target === null ? 'callBar.transferBad' : 'callBar.transferHint')}
          </p>
          <div className={styles['ways']}>
            <Button
              look="primary"
              icon={Users}
              type="submit"
              keyLabel="↵"
              isDisabled={target === null}
              testId="transfer-consult"
            >
              {t('callBar.consult')}
            </Button>
            <Button
              icon={PhoneForwarded}
              keyLabel="Ctrl+↵"
              isDisabled={target === null}
              onPress={() => act('transfer')}
              testId="transfer-now"
            >
              {t('callBar.transferNow')}
            </Button>
          </div>
        </form>
      )}
    </Popup>
  );
}
