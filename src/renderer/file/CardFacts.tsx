import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskFile } from '../../shared/contracts/bridge.ts';
import type { Applicant, InsuredPerson } from '../../shared/domain/appeal/appealCard.ts';
import { fullName } from '../../shared/domain/person/person.ts';
import { formatPhone } from '../../shared/domain/phone/phone.ts';
import { errorText } from '../i18n/errorText.ts';
import { formatDate, formatInstant, formatRoubles, maskPolicy } from '../i18n/format.ts';
import { useThemeOf } from '../services/useClassifiers.ts';
import { useOrganisation } from '../services/useOrganisation.ts';
import styles from './File.module.css';

type Fact = readonly [label: string, value: string | null | undefined];

/** The registration card to be read: what is asked for most on top, the rare fields folded. */
export function CardFacts({ file }: { file: DeskFile }): ReactNode {
  const { t } = useTranslation();
  const { appeal, person } = file;
  const { card } = appeal;
  const clinic = useOrganisation(card.clinicId);
  const insurer = useOrganisation(card.insurerId);
  const theme = useThemeOf()(card.themeCode, appeal.classifierVersion);
  const often: readonly Fact[] = [
    [t('appeal.kind'), t(`kind.${card.kind}`)],
    [t('appeal.theme'), theme ? `${theme.code} ${theme.title}` : null],
    [t('appeal.themeComment'), card.themeComment],
    [t('appeal.clinic'), clinic?.shortName],
    [t('appeal.applicant'), card.applicant.name],
    [t('appeal.phone'), card.applicant.phone === null ? null : formatPhone(card.applicant.phone)],
    [
      t('lists.person'),
      person ? `${fullName(person)}, ${t('caller.born', { date: formatDate(person.birthDate) })}` : null,
    ],
    [t('caller.policy'), person?.enp ? maskPolicy(person.enp) : null],
    [t('caller.insurer'), insurer?.shortName],
    [t('appeal.outcome'), appeal.outcome === null ? null : t(`outcome.${appeal.outcome}`)],
    [t('appeal.finding'), card.finding === null ? null : t(`finding.${card.finding}`)],
    [t('appeal.compensation'), card.compensation === null ? null : formatRoubles(card.compensation)],
    [t('supervisor.flags'), appeal.flags.map((code) => errorText(t, { code })).join('; ')],
  ];
  const rare: readonly Fact[] = [
    [t('appeal.channel'), t(`channel.${card.channel}`)],
    [t('appeal.source'), t(`source.${card.source}`)],
    [t('appeal.sourceOrganisation'), card.sourceOrganisation],
    [t('appeal.arrivedOn'), card.arrivedOn === null ? null : formatDate(card.arrivedOn)],
    ...usePersonFacts(card.applicant),
    [t('person.address'), card.applicant.address],
    [t('person.email'), card.applicant.email],
    [t('appeal.insured'), card.insured?.name],
    ...usePersonFacts(card.insured),
    [t('person.placeCode'), card.insured?.placeCode],
    [t('supervisor.operator'), file.operatorName],
    [t('supervisor.registeredAt'), formatInstant(appeal.occurredAt)],
    [t('supervisor.closedAt'), appeal.closedAt === null ? null : formatInstant(appeal.closedAt)],
  ];
  return (
    <div className={styles['texts']}>
      <h3>{t('appeal.essence')}</h3>
      <p>{card.essence || t('supervisor.noText')}</p>
      <h3>{t('appeal.answer')}</h3>
      <p>{card.answer || t('supervisor.noText')}</p>
      {card.measures !== '' && (
        <>
          <h3>{t('appeal.measures')}</h3>
          <p>{card.measures}</p>
        </>
      )}
      <Facts facts={often} />
      <details className={styles['rare']}>
        <summary>{t('file.more')}</summary>
        <Facts facts={rare} />
      </details>
    </div>
  );
}

/** Who somebody is beside their name. */
function usePersonFacts(of: Applicant | InsuredPerson | null): readonly Fact[] {
  const { t } = useTranslation();
  const insurer = useOrganisation(of?.insurerId ?? null);
  if (of === null) return [];
  const { document } = of;
  return [
    [t('person.birthDate'), of.birthDate === null ? null : formatDate(of.birthDate)],
    [t('person.enp'), of.enp === null || of.enp === '' ? null : maskPolicy(of.enp)],
    [t('person.insurerId'), insurer?.shortName],
    [
      t('person.document'),
      document === null ? null : `${t(`document.${document.type}`)} ${document.series} ${document.number}`.trim(),
    ],
  ];
}

function Facts({ facts }: { facts: readonly Fact[] }): ReactNode {
  return (
    <dl className={styles['facts']}>
      {facts.map(([label, value], index) =>
        value ? (
          // The applicant and the insured person have facts of the same name.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={`${index} ${label}`}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}
