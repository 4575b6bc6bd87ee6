import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppealCard } from '../../../shared/domain/appeal/appealCard.ts';
import type { Organisation } from '../../../shared/domain/organisation/organisation.ts';
import { useDesk } from '../../services/services.tsx';
import { useClinics, useOrganisation } from '../../services/useOrganisation.ts';
import { Combobox } from '../../ui/Combobox.tsx';
import { findOrganisations } from './findOrganisations.ts';
import styles from './Appeal.module.css';

const SHOWN = 30;

interface ClinicFieldProps {
  card: AppealCard;
  problems: readonly string[];
  isDisabled: boolean;
  onEdit: (change: (card: AppealCard) => AppealCard) => void;
}

/** The medical organisation the appeal is about; the one the person is attached to is one press away. */
export function ClinicField({ card, problems, isDisabled, onEdit }: ClinicFieldProps): ReactNode {
  const { t } = useTranslation();
  const clinics = useClinics();
  const chosen = useOrganisation(card.clinicId);
  const personClinicId = useDesk((state) => state.persons[card.personId ?? '']?.clinicId ?? null);
  const personClinic = useOrganisation(personClinicId);
  const choose = (clinicId: string | null): void => onEdit((before) => ({ ...before, clinicId }));
  const hint =
    personClinic && card.clinicId === null && !isDisabled ? (
      <button
        type="button"
        // The keyboard has it as the first row of the list, without losing its place.
        tabIndex={-1}
        className={styles['suggest']}
        onClick={() => choose(personClinic.id)}
        data-testid="clinic-of-person"
      >
        {t('appeal.clinicOfPerson', { name: personClinic.shortName })}
      </button>
    ) : null;
  return (
    <Combobox<Organisation>
      label={t('appeal.clinic')}
      placeholder={t('appeal.clinicPlaceholder')}
      problems={problems}
      hint={hint}
      chosen={chosen?.shortName ?? card.clinicId}
      find={(query) => findOrganisations(clinics, query, SHOWN, personClinicId)}
      keyOf={(one) => one.id}
      render={(one) => (
        <span className={styles['clinicRow']}>
          <span>{one.shortName}</span>
          <small>{[one.code, one.address].filter(Boolean).join(' · ')}</small>
        </span>
      )}
      onChoose={(one) => choose(one?.id ?? null)}
      isDisabled={isDisabled}
      noMatch={t('appeal.noMatch')}
      clearLabel={t('appeal.clear')}
      testId="clinic-input"
      field="clinic"
    />
  );
}
