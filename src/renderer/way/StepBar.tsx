import {
  CalendarPlus,
  CircleCheck,
  CornerUpLeft,
  ExternalLink,
  Forward,
  Hand,
  Link2,
  MessageSquare,
  MessageSquareReply,
  RotateCcw,
  SearchCheck,
  SendHorizontal,
  Undo2,
  UserCheck,
  UserPlus,
  type LucideIcon,
} from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskAppeal } from '../../shared/contracts/bridge.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import { Button } from '../ui/Button.tsx';
import { useShortcut, type ShortcutAction } from '../ui/keyboard.tsx';
import { useAct } from '../ui/useAct.ts';
import { nextStep, offeredSteps, type StepName } from './steps.ts';
import { StepDialog } from './StepDialog.tsx';
import { EMPTY_STEP } from './stepText.ts';
import { useSomebody } from './useSomebody.ts';
import { useStepSender } from './useStepSender.ts';
import styles from './Way.module.css';

const ICONS: Readonly<Record<StepName, LucideIcon>> = {
  accept: Hand,
  close: CircleCheck,
  return: CornerUpLeft,
  submit: SendHorizontal,
  answer: MessageSquareReply,
  forward: Forward,
  decline: Undo2,
  redirect: ExternalLink,
  extend: CalendarPlus,
  reopen: RotateCcw,
  involve: UserPlus,
  assign: UserCheck,
  markExpertise: SearchCheck,
  linkAppeal: Link2,
  comment: MessageSquare,
};

const KEYS: Readonly<Record<StepName, ShortcutAction>> = {
  accept: 'stepAccept',
  close: 'stepClose',
  return: 'stepReturn',
  submit: 'stepSubmit',
  answer: 'stepAnswer',
  forward: 'stepForward',
  decline: 'stepDecline',
  redirect: 'stepRedirect',
  extend: 'stepExtend',
  reopen: 'stepReopen',
  involve: 'stepInvolve',
  assign: 'stepAssign',
  markExpertise: 'stepMarkExpertise',
  linkAppeal: 'stepLinkAppeal',
  comment: 'stepComment',
};

interface StepBarProps {
  appeal: Appeal;
  onDone: (step: StepName, shown: DeskAppeal | null) => void;
  /** Beside the steps: what else may be done with the card. */
  children?: ReactNode;
}

/** What may be done with the appeal as it stands, each with its key; a step that needs words asks for them. */
export function StepBar({ appeal, onDone, children }: StepBarProps): ReactNode {
  const { t } = useTranslation();
  const me = useSomebody();
  const sender = useStepSender();
  const accepting = useAct();
  const [asked, setAsked] = useState<StepName | null>(null);
  const offered = me === null ? [] : offeredSteps(me, appeal);
  const likely = nextStep(offered);
  const take = (step: StepName): void => {
    if (step !== 'accept') return setAsked(step);
    accepting.run(async () => onDone(step, await sender.send(step, appeal, EMPTY_STEP)));
  };
  return (
    <div className={styles['bar']} role="toolbar" aria-label={t('way.steps')}>
      {offered.map((step) => (
        <StepButton
          key={step}
          step={step}
          isLikely={step === likely}
          isIdle={asked === null && !accepting.isBusy}
          onTake={() => take(step)}
        />
      ))}
      {children}
      {accepting.problem && (
        <p className={styles['problem']} role="alert">
          {accepting.problem}
        </p>
      )}
      {asked !== null && (
        <StepDialog
          step={asked}
          appeal={appeal}
          onClose={() => setAsked(null)}
          onDone={(shown) => {
            setAsked(null);
            onDone(asked, shown);
          }}
        />
      )}
    </div>
  );
}

interface StepButtonProps {
  step: StepName;
  isLikely: boolean;
  isIdle: boolean;
  onTake: () => void;
}

function StepButton({ step, isLikely, isIdle, onTake }: StepButtonProps): ReactNode {
  const { t } = useTranslation();
  useShortcut(KEYS[step], onTake, isIdle);
  return (
    <Button
      look={isLikely ? 'primary' : 'plain'}
      icon={ICONS[step]}
      action={KEYS[step]}
      isDisabled={!isIdle}
      onPress={onTake}
      testId={`step-${step}`}
    >
      {t(`way.${step}`)}
    </Button>
  );
}
