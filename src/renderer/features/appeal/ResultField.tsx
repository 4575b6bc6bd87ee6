import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldLabel, useFieldText, type CardKey } from '../../card/useFieldText.ts';
import { appealKind } from '../../../shared/domain/appeal/codeBooks.ts';
import type { AppealCard } from '../../../shared/domain/appeal/appealCard.ts';
import { withKind } from '../../desk/cardEdits.ts';
import { useCardClassifier } from '../../services/useClassifiers.ts';
import { Field } from '../../ui/Field.tsx';
import { ClinicField } from './ClinicField.tsx';
import { PhoneField } from './PhoneField.tsx';
import { ThemeField } from './ThemeField.tsx';
import styles from './Conflict.module.css';

interface ResultFieldProps {
  field: CardKey;
  card: AppealCard;
  isDisabled: boolean;
  onEdit: (change: (card: AppealCard) => AppealCard) => void;
}

const LONGEST = { essence: 4000, answer: 8000, measures: 8000, themeComment: 500, sourceOrganisation: 300 } as const;

/** What shall stand in one field, to be edited where a person may type it; else it is one of the two. */
export function ResultField({ field, card, isDisabled, onEdit }: ResultFieldProps): ReactNode {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const { classifier } = useCardClassifier();
  switch (field) {
    case 'essence':
    case 'answer':
    case 'measures':
    case 'themeComment':
    case 'sourceOrganisation':
      return (
        <textarea
          className={styles['result']}
          aria-label={`${t('conflict.result')}: ${fieldLabel(t, field)}`}
          maxLength={LONGEST[field]}
          value={card[field]}
          readOnly={isDisabled}
          data-testid={`result-${field}`}
          data-field={field}
          onChange={(event) => onEdit((before) => ({ ...before, [field]: event.target.value }))}
        />
      );
    case 'themeCode':
      return <ThemeField card={card} problems={[]} isDisabled={isDisabled} onEdit={onEdit} />;
    case 'clinicId':
      return <ClinicField card={card} problems={[]} isDisabled={isDisabled} onEdit={onEdit} />;
    case 'kind':
      return (
        <select
          className={styles['select']}
          aria-label={`${t('conflict.result')}: ${t('appeal.kind')}`}
          value={card.kind}
          disabled={isDisabled}
          data-testid="result-kind"
          data-field="kind"
          onChange={(event) => onEdit((before) => withKind(before, appealKind.parse(event.target.value), classifier))}
        >
          {appealKind.options.map((kind) => (
            <option key={kind} value={kind}>
              {t(`kind.${kind}`)}
            </option>
          ))}
        </select>
      );
    case 'applicant':
      return (
        <>
          <Field label={t('appeal.applicant')}>
            {(wiring) => (
              <input
                {...wiring}
                maxLength={200}
                autoComplete="off"
                value={card.applicant.name}
                readOnly={isDisabled}
                data-testid="result-applicant"
                data-field="applicant"
                onChange={(event) =>
                  onEdit((before) => ({ ...before, applicant: { ...before.applicant, name: event.target.value } }))
                }
              />
            )}
          </Field>
          <PhoneField card={card} isDisabled={isDisabled} onEdit={onEdit} />
        </>
      );
    case 'personId':
    case 'insurerId':
    case 'channel':
    case 'source':
    case 'arrivedOn':
    case 'insured':
    case 'finding':
    case 'compensation':
      return (
        <p className={styles['text']} data-testid={`result-${field}`}>
          {fieldText(field, card[field])}
        </p>
      );
  }
}
