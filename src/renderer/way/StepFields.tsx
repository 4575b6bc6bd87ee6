import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import {
  appealOutcome,
  complaintFinding,
  expertiseKind,
  isFounded,
  redirectionTarget,
  type ExpertiseKind,
} from '../../shared/domain/appeal/codeBooks.ts';
import { outcomesOf } from '../../shared/domain/appeal/controls.ts';
import { noCodeBooks, offeredIn } from '../../shared/domain/codeBook/codeBook.ts';
import { useMirror } from '../services/services.tsx';
import { Field } from '../ui/Field.tsx';
import { useRoom } from '../ui/useRoom.ts';
import { AddresseeFields, PersonField } from './AddresseeFields.tsx';
import { Choice } from './Choice.tsx';
import { LinkField } from './LinkField.tsx';
import type { StepFieldsProps } from './stepFieldsProps.ts';
import { outcomeFor } from './stepText.ts';

/** The fields that a step needs, and no others. */
export function StepFields(props: StepFieldsProps): ReactNode {
  const { step, appeal, written, onWrite, problemsAt } = props;
  const { t } = useTranslation();
  const bodiesId = useId();
  const offered = useMirror((mirrored) => mirrored.reference?.codeBooks ?? noCodeBooks);
  switch (step) {
    case 'accept':
      return null;
    case 'forward':
      return (
        <>
          <AddresseeFields {...props} />
          <LongText {...props} />
        </>
      );
    case 'assign':
      return (
        <>
          <PersonField {...props} />
          <LongText {...props} />
        </>
      );
    case 'involve':
      return <PersonField {...props} />;
    case 'linkAppeal':
      return <LinkField {...props} />;
    case 'markExpertise':
      return (
        <>
          <Choice
            label={t('expertise.title')}
            value={written.expertise}
            options={expertiseKind.options.map((kind) => [kind, expertiseText(t, kind, isMarked(appeal, kind))])}
            onChoose={(value) => onWrite({ expertise: expertiseKind.parse(value) })}
            testId="step-expertise"
          />
          {!isMarked(appeal, written.expertise) && <LongText {...props} />}
        </>
      );
    case 'redirect':
      return (
        <>
          <Choice
            label={t('way.where')}
            value={written.elsewhereKind}
            options={redirectionTarget.options.map((one) => [one, t(`redirection.${one}`)])}
            onChoose={(value) => onWrite({ elsewhereKind: redirectionTarget.parse(value) })}
            testId="step-elsewhere-kind"
          />
          <Field label={t('way.organisation')} problems={problemsAt('elsewhere')}>
            {(wiring) => (
              <input
                {...wiring}
                autoFocus
                list={bodiesId}
                autoComplete="off"
                data-testid="step-elsewhere"
                maxLength={300}
                value={written.elsewhere}
                onChange={(event) => onWrite({ elsewhere: event.target.value })}
              />
            )}
          </Field>
          <datalist id={bodiesId} data-testid="offered-bodies">
            {offeredIn(offered, 'redirectionBody', written.elsewhereKind).map((title) => (
              <option key={title} value={title} />
            ))}
          </datalist>
        </>
      );
    case 'extend':
      return (
        <>
          <Field label={t('act.until')} problems={problemsAt('until')}>
            {(wiring) => (
              <input
                {...wiring}
                autoFocus
                type="date"
                data-testid="step-until"
                value={written.until}
                onChange={(event) => onWrite({ until: event.target.value })}
              />
            )}
          </Field>
          <LongText {...props} isFirst={false} />
        </>
      );
    case 'submit':
      return (
        <>
          <OutcomeChoice {...props} />
          {appeal.card.kind === 'complaint' && <FindingFields {...props} />}
        </>
      );
    case 'close':
      return <OutcomeChoice {...props} />;
    case 'decline':
    case 'return':
    case 'reopen':
    case 'answer':
    case 'comment':
      return <LongText {...props} />;
  }
}

function isMarked(appeal: Appeal, kind: ExpertiseKind): boolean {
  return appeal.expertise.some((mark) => mark.kind === kind);
}

function expertiseText(t: TFunction, kind: ExpertiseKind, isSelected: boolean): string {
  const name = t(`expertise.${kind}`);
  return isSelected ? t('expertise.takeOff', { name }) : name;
}

function LongText({ step, written, onWrite, problemsAt, isFirst }: StepFieldsProps & { isFirst?: boolean }): ReactNode {
  const { t } = useTranslation();
  const isAnswer = step === 'answer' || step === 'comment';
  const most = step === 'answer' ? 8000 : step === 'comment' ? 4000 : 1000;
  const room = useRoom(most);
  const offered = useMirror((mirrored) => mirrored.reference?.codeBooks ?? noCodeBooks);
  const reasons = offeredIn(offered, 'reason', step);
  const leads = isFirst ?? (step !== 'forward' && step !== 'assign');
  return (
    <>
      {reasons.length > 0 && (
        <Choice
          label={t('way.usualReason')}
          value={reasons.includes(written.text) ? written.text : ''}
          options={[['', t('way.notChosen')], ...reasons.map((title) => [title, title] as const)]}
          onChoose={(text) => onWrite({ text })}
          testId="step-usual-reason"
        />
      )}
      <Field
        label={t(isAnswer ? 'act.text' : step === 'markExpertise' ? 'expertise.note' : 'act.reason')}
        problems={[...problemsAt('text'), ...room.problems]}
      >
        {(wiring) => (
          <textarea
            {...wiring}
            {...room.handlers}
            autoFocus={leads}
            data-testid="step-text"
            rows={isAnswer ? 6 : 3}
            maxLength={most}
            value={written.text}
            onChange={(event) => onWrite({ text: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function OutcomeChoice({ appeal, written, onWrite, problemsAt }: StepFieldsProps): ReactNode {
  const { t } = useTranslation();
  return (
    <Choice
      label={t('appeal.outcome')}
      value={outcomeFor(appeal, written)}
      options={outcomesOf(appeal.card.kind).map((one) => [one, t(`outcome.${one}`)])}
      onChoose={(value) => onWrite({ outcome: appealOutcome.parse(value) })}
      problems={problemsAt('outcome')}
      testId="step-outcome"
    />
  );
}

/** Of a complaint: whether it was right, and then what was done. */
function FindingFields({ appeal, written, onWrite, problemsAt }: StepFieldsProps): ReactNode {
  const { t } = useTranslation();
  const finding = written.finding ?? appeal.card.finding;
  return (
    <>
      <Choice
        label={t('appeal.finding')}
        value={finding ?? ''}
        options={[
          ['', t('way.notChosen')],
          ...complaintFinding.options.map((one) => [one, t(`finding.${one}`)] as const),
        ]}
        onChoose={(value) => onWrite({ finding: value === '' ? null : complaintFinding.parse(value) })}
        problems={problemsAt('finding')}
        testId="step-finding"
      />
      {isFounded(finding) && (
        <Field label={t('appeal.measures')} problems={problemsAt('measures')}>
          {(wiring) => (
            <textarea
              {...wiring}
              data-testid="step-measures"
              rows={3}
              maxLength={8000}
              value={written.measures === '' ? appeal.card.measures : written.measures}
              onChange={(event) => onWrite({ measures: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}
