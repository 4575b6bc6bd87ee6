import type { ReactNode } from 'react';
import { Radio, RadioGroup, Label } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { appealKind } from '../../../shared/domain/appeal/codeBooks.ts';
import type { AppealCard } from '../../../shared/domain/appeal/appealCard.ts';
import { AttachmentList } from '../../attachments/AttachmentList.tsx';
import { useAttachments } from '../../attachments/useAttachments.ts';
import { useFileDrop } from '../../attachments/useFileDrop.ts';
import { withApplicantName, withKind } from '../../desk/cardEdits.ts';
import { findingsAt, type Tab } from '../../desk/deskState.ts';
import type { CardField } from '../../../shared/domain/appeal/controls.ts';
import { errorText } from '../../i18n/errorText.ts';
import { useDesk, useServices } from '../../services/services.tsx';
import { useCardClassifier } from '../../services/useClassifiers.ts';
import { Field } from '../../ui/Field.tsx';
import { useRoom } from '../../ui/useRoom.ts';
import { AmendActions } from './AmendActions.tsx';
import { BaseNews } from './BaseNews.tsx';
import { CardActions } from './CardActions.tsx';
import { ClinicField } from './ClinicField.tsx';
import { PhoneField } from './PhoneField.tsx';
import { RareFields } from './RareFields.tsx';
import { SimilarStrip } from './SimilarStrip.tsx';
import { ThemeField } from './ThemeField.tsx';
import { usePosition } from './usePosition.ts';
import styles from './Appeal.module.css';

/** As the contract holds them. */
const MOST_ESSENCE = 4000;
const MOST_ANSWER = 8000;

/** The registration card. Everything typed goes to the desk at once, and from there into the draft. */
export function CardForm({ tab }: { tab: Tab }): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const { card, id } = tab.draft;
  const person = useDesk((state) => state.persons[card.personId ?? ''] ?? null);
  const { classifier } = useCardClassifier();
  const findings = desk.findings(tab);
  const at = (field: CardField): string[] => findingsAt(findings, field).map((code) => errorText(t, { code }));
  const edit = (change: (card: AppealCard) => AppealCard): void => desk.edit(id, change);
  const set = (part: Partial<AppealCard>): void => edit((before) => ({ ...before, ...part }));

  const essenceRoom = useRoom(MOST_ESSENCE);
  const answerRoom = useRoom(MOST_ANSWER);
  const position = usePosition(tab);
  const { amends } = tab.draft;
  const attachments = useAttachments({ draftId: id });
  // Of a registered appeal the files stand with its card, where it is read.
  const drop = useFileDrop(amends === null && !tab.busy, attachments.add);
  const title = amends ? t('change.title', { number: amends.number }) : t('appeal.title');
  return (
    <div className={styles['form']} {...position} {...drop.handlers} role="form" aria-label={title}>
      <div className={styles['fields']}>
        {amends && <h2 className={styles['changeTitle']}>{title}</h2>}
        <RadioGroup
          className={styles['kinds'] ?? ''}
          orientation="horizontal"
          value={card.kind}
          isDisabled={tab.busy}
          onChange={(value) => edit((before) => withKind(before, appealKind.parse(value), classifier))}
        >
          <div className={styles['kindHead']}>
            <Label>{t('appeal.kind')}</Label>
            {at('kind').map((text) => (
              <p key={text} className={styles['problem']}>
                {text}
              </p>
            ))}
          </div>
          <div className={styles['kindRow']}>
            {appealKind.options.map((kind) => (
              <Radio key={kind} value={kind} className={styles['kind'] ?? ''} data-testid={`kind-${kind}`}>
                {t(`kind.${kind}`)}
              </Radio>
            ))}
          </div>
        </RadioGroup>
        <ThemeField card={card} problems={at('theme')} isDisabled={tab.busy} onEdit={edit} />
        <ClinicField card={card} problems={at('clinic')} isDisabled={tab.busy} onEdit={edit} />
        <Field label={t('appeal.essence')} problems={[...at('essence'), ...essenceRoom.problems]} grows>
          {(wiring) => (
            <textarea
              {...wiring}
              {...essenceRoom.handlers}
              data-testid="essence"
              data-field="essence"
              maxLength={MOST_ESSENCE}
              value={card.essence}
              readOnly={tab.busy}
              onChange={(event) => set({ essence: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('appeal.answer')} problems={[...at('answer'), ...answerRoom.problems]} grows>
          {(wiring) => (
            <textarea
              {...wiring}
              {...answerRoom.handlers}
              className={`${wiring.className} ${styles['answer']}`}
              data-testid="answer-text"
              data-field="answer"
              maxLength={MOST_ANSWER}
              value={card.answer}
              readOnly={tab.busy}
              onChange={(event) => set({ answer: event.target.value })}
            />
          )}
        </Field>
        <div className={styles['pair']}>
          <Field label={t('appeal.applicant')} problems={at('applicant')}>
            {(wiring) => (
              <input
                {...wiring}
                data-testid="applicant-name"
                data-field="applicant"
                maxLength={200}
                autoComplete="off"
                placeholder={t('appeal.applicantPlaceholder')}
                value={card.applicant.name}
                readOnly={tab.busy}
                onChange={(event) => edit((before) => withApplicantName(before, event.target.value, person))}
              />
            )}
          </Field>
          <PhoneField card={card} isDisabled={tab.busy} onEdit={edit} />
        </div>
        <RareFields card={card} isDisabled={tab.busy} isAmended={amends !== null} problemsAt={at} onEdit={edit} />
        {!amends && <AttachmentList attachments={attachments} mayAdd={!tab.busy} isOver={drop.isOver} />}
      </div>
      {!amends && <SimilarStrip tab={tab} />}
      {amends && <BaseNews tab={tab} />}
      {amends ? <AmendActions tab={tab} found={findings.length} /> : <CardActions tab={tab} found={findings.length} />}
    </div>
  );
}
