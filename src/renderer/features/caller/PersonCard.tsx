import { Check, Users } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ageOn, fullName, type Person } from '../../../shared/domain/person/person.ts';
import { formatPhone } from '../../../shared/domain/phone/phone.ts';
import { formatDate, maskPolicy, today } from '../../i18n/format.ts';
import { useOrganisation } from '../../services/useOrganisation.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './Caller.module.css';

/** From here on a name in the large size would take four lines of a narrow column. */
const LONG_NAME = 34;

/** «14.03.1958, 68 лет». */
function useBorn(person: Person): string {
  const { t } = useTranslation();
  const [onDate] = useState(() => today(Date.now()));
  const age = ageOn(person.birthDate, onDate);
  return `${formatDate(person.birthDate)}, ${t('caller.age', { count: age })}`;
}

/** One of several with this number. */
export function PersonRow({ person, onChoose }: { person: Person; onChoose: () => void }): ReactNode {
  const clinic = useOrganisation(person.clinicId);
  return (
    <button type="button" className={styles['row']} onClick={onChoose} data-testid={`person-${person.id}`}>
      <b>{fullName(person)}</b>
      <span>{useBorn(person)}</span>
      {clinic && <span className={styles['dim']}>{clinic.shortName}</span>}
    </button>
  );
}

interface PersonCardProps {
  person: Person;
  /** Known by the number only. */
  isGuess: boolean;
  isOpen: boolean;
  onConfirm: () => void;
  onAnother: () => void;
}

/** The person the card is about, with what an operator needs while they speak. */
export function PersonCard({ person, isGuess, isOpen, onConfirm, onAnother }: PersonCardProps): ReactNode {
  const { t } = useTranslation();
  const insurer = useOrganisation(person.insurerId);
  const clinic = useOrganisation(person.clinicId);
  const unknown = t('common.unknown');
  const name = fullName(person);
  return (
    <div className={styles['person']} data-testid={`person-${person.id}`}>
      <p className={`${styles['name']} ${name.length > LONG_NAME ? styles['long'] : ''}`} data-testid="person-name">
        {name}
      </p>
      <p>{useBorn(person)}</p>
      {isGuess && (
        <p className={styles['guess']} role="status" data-testid="person-guessed">
          {t('caller.guessed')}
        </p>
      )}
      {isOpen && (
        <div className={styles['personActs']}>
          {isGuess && (
            <Button icon={Check} onPress={onConfirm} testId="confirm-person">
              {t(person.sex === 'female' ? 'caller.confirmFemale' : 'caller.confirm')}
            </Button>
          )}
          <Button icon={Users} look="quiet" onPress={onAnother} testId="another-person">
            {t('caller.anotherPerson')}
          </Button>
        </div>
      )}
      <dl className={styles['facts']}>
        <dt>{t('caller.policy')}</dt>
        <dd>{person.enp === null ? t('caller.noPolicy') : maskPolicy(person.enp)}</dd>
        <dt>{t('caller.insurer')}</dt>
        <dd title={insurer?.name}>{insurer?.shortName ?? unknown}</dd>
        <dt>{t('caller.clinic')}</dt>
        <dd title={clinic?.name}>{clinic?.shortName ?? unknown}</dd>
        <dt>{t('caller.phones')}</dt>
        <dd>
          {person.phones.length === 0
            ? unknown
            : person.phones.map((phone) => <span key={phone}>{formatPhone(phone)}</span>)}
        </dd>
      </dl>
    </div>
  );
}
