import { Mic, MicOff, Pause, Phone, PhoneOff, Play } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices, useSoftphone } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { useShortcut } from '../../ui/keyboard.tsx';
import { callButtons, HANG_UP_WITHIN_MS, pressHangUp } from './callButtons.ts';
import { CallInHand } from './CallInHand.tsx';
import { Keypad } from './Keypad.tsx';
import { LineLight } from './LineLight.tsx';
import { TransferPanel } from './TransferPanel.tsx';
import { OperatorMenu } from './OperatorMenu.tsx';
import styles from './CallBar.module.css';

/** The telephone: always there, everything always in the same place. */
export function CallBar({ who }: { who: string | null }): ReactNode {
  const { t } = useTranslation();
  const { softphone } = useServices();
  const call = useSoftphone((state) => state.call);
  const can = callButtons(call);
  const [armedAtMs, setArmedAtMs] = useState<number | null>(null);

  useEffect(() => {
    if (armedAtMs === null) return;
    const timer = setTimeout(() => setArmedAtMs(null), HANG_UP_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [armedAtMs]);

  // The softphone puts its failures into `trouble`; nothing is left to catch here.
  const answer = (): void => void (can.answer && softphone.answer());
  const hold = (): void => void (can.hold && softphone.toggleHold());
  const microphone = (): void => void (can.microphone && softphone.toggleMicrophone());
  const hangUp = (): void => {
    if (!call || !can.hangUp) return;
    const pressed = pressHangUp(call, armedAtMs, performance.now());
    setArmedAtMs(pressed.hangUp ? null : pressed.armedAtMs);
    if (pressed.hangUp) void softphone.hangUp();
  };
  useShortcut('answer', answer);
  useShortcut('hold', hold);
  useShortcut('microphone', microphone);
  useShortcut('hangUp', hangUp);

  const isRinging = can.answer;
  const isMuted = call?.microphone === 'off' && can.microphone;
  const isHeld = call?.hold === 'held' || call?.hold === 'resuming';
  return (
    <header className={styles['bar']} aria-label={t('callBar.label')} data-testid="call-bar">
      <LineLight />
      <OperatorMenu />
      <CallInHand who={who} />
      <div className={styles['buttons']}>
        <Button look="answer" icon={Phone} action="answer" isDisabled={!can.answer} onPress={answer} testId="answer">
          {t('callBar.answer')}
        </Button>
        <Button
          icon={isHeld ? Play : Pause}
          action="hold"
          isDisabled={!can.hold}
          isPressed={isHeld}
          onPress={hold}
          testId="hold"
        >
          {t(isHeld ? 'callBar.resume' : 'callBar.hold')}
        </Button>
        <Button
          icon={isMuted ? MicOff : Mic}
          action="microphone"
          isDisabled={!can.microphone}
          isPressed={isMuted}
          onPress={microphone}
          label={t(isMuted ? 'callBar.microphoneOff' : 'callBar.microphone')}
          testId="microphone"
        >
          {t('callBar.microphone')}
        </Button>
        <TransferPanel isDisabled={!can.transfer} />
        <Keypad isDisabled={!can.keypad} />
      </div>
      <div className={styles['end']}>
        <Button
          look="hangUp"
          icon={PhoneOff}
          action="hangUp"
          isDisabled={!can.hangUp}
          onPress={hangUp}
          testId="hang-up"
          isWide
        >
          {armedAtMs !== null ? t('callBar.hangUpAgain') : t(isRinging ? 'callBar.reject' : 'callBar.hangUp')}
        </Button>
      </div>
    </header>
  );
}
