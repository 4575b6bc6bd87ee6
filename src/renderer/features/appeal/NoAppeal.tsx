import { Ban } from 'lucide-react';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { noAppealReason, type NoAppealReason } from '../../../shared/domain/call/call.ts';
import { hasText } from '../../desk/cardEdits.ts';
import type { Tab } from '../../desk/deskState.ts';
import { useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { useShortcut } from '../../ui/keyboard.tsx';
import { Popup } from '../../ui/Popup.tsx';
import styles from './Appeal.module.css';

/** «Без обращения»: one key to open, one digit for the reason. */
export function NoAppeal({ tab }: { tab: Tab }): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const [isOpen, setOpen] = useState(false);
  useShortcut('noAppeal', () => setOpen(true), !tab.busy);

  const choose = (reason: NoAppealReason): void => {
    setOpen(false);
    void desk.closeWithoutAppeal(tab.draft.id, reason);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
    const reason = noAppealReason.options[Number(digit) - 1];
    if (reason && !event.repeat) choose(reason);
  };
  return (
    <Popup
      title={t('appeal.noAppealTitle')}
      isOpen={isOpen}
      onOpenChange={setOpen}
      placement="top start"
      onKeyDown={onKeyDown}
      trigger={
        <Button icon={Ban} action="noAppeal" isDisabled={tab.busy} testId="no-appeal">
          {t('appeal.noAppeal')}
        </Button>
      }
    >
      {() => (
        <div className={styles['reasons']} role="group">
          {hasText(tab.draft.card) && <p className={styles['loses']}>{t('appeal.noAppealLoses')}</p>}
          {noAppealReason.options.map((reason, index) => (
            <Button
              key={reason}
              keyLabel={String(index + 1)}
              onPress={() => choose(reason)}
              testId={`no-appeal-${reason}`}
              isWide
            >
              {t(`noAppeal.${reason}`)}
            </Button>
          ))}
        </div>
      )}
    </Popup>
  );
}
