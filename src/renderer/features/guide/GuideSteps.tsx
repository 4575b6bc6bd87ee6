import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { fillPhrase, guideSteps, type GuideStep, type PhraseValues } from '../../../shared/domain/guide/phrases.ts';
import { activeTab } from '../../desk/deskState.ts';
import { givenNameOf } from '../../i18n/format.ts';
import { useDesk, useMirror, useServices } from '../../services/services.tsx';
import { useOrganisation } from '../../services/useOrganisation.ts';
import { useShortcut, type ShortcutAction } from '../../ui/keyboard.tsx';
import styles from './Guide.module.css';

/** Steps of the conversation by number; the chosen one shows its phrases. The card remembers the step. */
export function GuideSteps(): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const tab = useDesk(activeTab);
  const values = usePhraseValues();
  const [idleStep, setIdleStep] = useState<string | null>(null);
  const stepId = tab ? tab.draft.position.guideStep : idleStep;
  const [first] = guideSteps;
  const step = guideSteps.find((one) => one.id === stepId) ?? first;
  const go = (id: string): void =>
    tab && !tab.end ? desk.setPosition(tab.draft.id, { guideStep: id }) : setIdleStep(id);
  const at = step ? guideSteps.indexOf(step) : 0;
  return (
    <div className={styles['steps']}>
      <div className={styles['stepRow']} role="group" aria-label={t('guide.steps')}>
        {guideSteps.map((one, index) => (
          <StepButton
            key={one.id}
            step={one}
            index={index}
            isCurrent={one === step}
            isPast={index < at}
            onGo={() => go(one.id)}
          />
        ))}
      </div>
      {step && (
        <div className={styles['step']} data-testid="guide-step">
          <h3>
            {step.title} <kbd>{step.key}</kbd>
          </h3>
          {step.phrases.map((phrase) => (
            <p key={phrase} className={styles['phrase']}>
              «{fillPhrase(phrase, values)}»
            </p>
          ))}
          <p className={styles['dim']} title={t('guide.rule', { rule: step.rule })}>
            {step.hint}
          </p>
        </div>
      )}
    </div>
  );
}

interface StepButtonProps {
  step: GuideStep;
  index: number;
  isCurrent: boolean;
  isPast: boolean;
  onGo: () => void;
}

function StepButton({ step, index, isCurrent, isPast, onGo }: StepButtonProps): ReactNode {
  useShortcut(`guideStep${index + 1}` as ShortcutAction, onGo);
  return (
    <button
      type="button"
      className={styles['stepButton']}
      aria-current={isCurrent ? 'step' : undefined}
      aria-label={`${step.title}, ${step.key}`}
      title={`${step.title} · ${step.key}`}
      onClick={onGo}
      data-past={isPast}
      data-testid={`guide-step-${step.id}`}
    >
      {index + 1}
    </button>
  );
}

/** Who speaks to whom, for the placeholders of the phrases. */
function usePhraseValues(): PhraseValues {
  const user = useMirror((mirrored) => mirrored.session?.user ?? null);
  const organisation = useOrganisation(user?.organisationId ?? null);
  const tab = useDesk(activeTab);
  const person = useDesk((state) => state.persons[tab?.draft.card.personId ?? ''] ?? null);
  const named = tab?.draft.card.applicant.name.trim();
  const caller = person ? [person.givenName, person.patronymic].filter(Boolean).join(' ') : named;
  return {
    organisation: organisation?.shortName,
    operator: user ? givenNameOf(user.name) : undefined,
    caller: caller === '' ? undefined : caller,
  };
}
