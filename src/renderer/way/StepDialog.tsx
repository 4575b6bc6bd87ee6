import { useState, type ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { DeskAppeal } from '../../shared/contracts/bridge.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import { toErrorValue } from '../../shared/errors.ts';
import { refusalOf, refusalText } from '../i18n/errorText.ts';
import { useMirror } from '../services/services.tsx';
import { useThemeOf } from '../services/useClassifiers.ts';
import { Button } from '../ui/Button.tsx';
import { useShortcut } from '../ui/keyboard.tsx';
import { defaultAddressee } from './addressees.ts';
import { StepFields } from './StepFields.tsx';
import { MissingField } from './stepSender.ts';
import type { StepName } from './steps.ts';
import { EMPTY_STEP, fieldOfRefusal, stepText, type StepField } from './stepText.ts';
import { useKept } from './useKept.ts';
import { useStepSender } from './useStepSender.ts';
import styles from './Way.module.css';

interface StepDialogProps {
  step: StepName;
  appeal: Appeal;
  onClose: () => void;
  onDone: (shown: DeskAppeal | null) => void;
}

/** What was wrong with the last try, and where it is mended; null as the field: the whole step. */
interface Trouble {
  field: StepField | null;
  text: string;
}

/** The words a step asks for. What is written stays: closed by mistake or reloaded, it is there again. */
export function StepDialog({ step, appeal, onClose, onDone }: StepDialogProps): ReactNode {
  const { t } = useTranslation();
  const sender = useStepSender();
  const organisations = useMirror((mirrored) => mirrored.reference?.organisations ?? null);
  const theme = useThemeOf()(appeal.card.themeCode, appeal.classifierVersion);
  const [beginning] = useState(() => ({
    ...EMPTY_STEP,
    ...(step === 'forward' ? defaultAddressee(appeal.card, organisations ?? []) : {}),
    ...(step === 'forward'
      ? { text: t('way.forwardBecause', { what: theme?.title ?? t(`kind.${appeal.card.kind}`) }) }
      : {}),
  }));
  const kept = useKept(`step/${appeal.id}/${step}`, stepText, beginning);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [isBusy, setBusy] = useState(false);

  const send = (): void => {
    if (isBusy || !kept.isRead) return;
    setBusy(true);
    setTrouble(null);
    sender
      .send(step, appeal, kept.value)
      .then((shown) => {
        kept.forget();
        onDone(shown);
      })
      .catch((error: unknown) => {
        setBusy(false);
        if (error instanceof MissingField)
          return setTrouble({ field: error.field, text: t(`way.missing.${error.field}`) });
        const refusal = refusalOf(toErrorValue(error));
        setTrouble({ field: fieldOfRefusal(step, refusal.code), text: refusalText(t, refusal) });
      });
  };
  useShortcut('closeWithAnswer', send);
  return (
    <ModalOverlay
      className={styles['overlay'] ?? ''}
      isOpen
      isDismissable
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <Modal className={styles['modal'] ?? ''}>
        <Dialog className={styles['dialog'] ?? ''} data-testid={`dialog-${step}`}>
          <Heading slot="title" className={styles['dialogTitle'] ?? ''}>
            {t(`way.${step}`)} · {appeal.number}
          </Heading>
          <p className={styles['hint']}>{t(`way.about.${step}`)}</p>
          <StepFields
            step={step}
            appeal={appeal}
            written={kept.value}
            onWrite={(part) => kept.set({ ...kept.value, ...part })}
            problemsAt={(field) => (trouble?.field === field ? [trouble.text] : [])}
          />
          {trouble !== null && trouble.field === null && (
            <p className={styles['problem']} role="alert" data-testid="step-problem">
              {trouble.text}
            </p>
          )}
          <div className={styles['dialogActs']}>
            <Button
              look="primary"
              action="closeWithAnswer"
              isDisabled={isBusy || !kept.isRead}
              onPress={send}
              testId="step-send"
            >
              {t(`way.send.${step}`)}
            </Button>
            <Button keyLabel="Esc" onPress={onClose} testId="step-later">
              {t('way.later')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
