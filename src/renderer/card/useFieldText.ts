import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { appealCard, type AppealCard, type Applicant } from '../../shared/domain/appeal/appealCard.ts';
import type { Organisation } from '../../shared/domain/organisation/organisation.ts';
import { fullName, type Person } from '../../shared/domain/person/person.ts';
import { formatPhone } from '../../shared/domain/phone/phone.ts';
import { formatDate, formatRoubles } from '../i18n/format.ts';
import { useDesk, useMirror } from '../services/services.tsx';
import { useCardClassifier, useClassifiers } from '../services/useClassifiers.ts';
import type { Classifier } from '../../shared/domain/theme/classifier.ts';

export type CardKey = keyof AppealCard;

/** The fields of a card in the order in which they stand in it. */
export const CARD_FIELDS: readonly CardKey[] = [
  'kind',
  'themeCode',
  'themeComment',
  'clinicId',
  'essence',
  'answer',
  'measures',
  'finding',
  'compensation',
  'applicant',
  'insured',
  'personId',
  'insurerId',
  'channel',
  'source',
  'sourceOrganisation',
  'arrivedOn',
];

/** The label of a field, as the card has it. */
export function fieldLabel(t: TFunction, field: CardKey): string {
  switch (field) {
    case 'kind':
      return t('appeal.kind');
    case 'themeCode':
      return t('appeal.theme');
    case 'clinicId':
      return t('appeal.clinic');
    case 'essence':
      return t('appeal.essence');
    case 'answer':
      return t('appeal.answer');
    case 'applicant':
      return t('appeal.applicant');
    case 'personId':
      return t('lists.person');
    case 'insurerId':
      return t('caller.insurer');
    case 'channel':
      return t('appeal.channel');
    case 'source':
    case 'sourceOrganisation':
    case 'arrivedOn':
    case 'themeComment':
    case 'insured':
    case 'measures':
    case 'finding':
    case 'compensation':
      return t(`appeal.${field}`);
  }
}

/** One field as a change of the card; null where the value is of a shape this window does not know. */
export function asChange(field: CardKey, value: unknown): Partial<AppealCard> | null {
  const read = appealCard.shape[field].safeParse(value);
  return read.success ? { [field]: read.data } : null;
}

interface Names {
  organisations: readonly Organisation[];
  persons: Readonly<Record<string, Person>>;
  /** Of the version the card was made under. */
  themes: Classifier['themes'];
}

/** A field's value as people read it; a value of a shape nobody knows is shown as it came. */
export function fieldText(t: TFunction, field: CardKey, value: unknown, names: Names): string {
  const card = asChange(field, value);
  if (!card) return typeof value === 'string' ? value : JSON.stringify(value);
  return textOf(t, card, names) || t('appeal.emptyValue');
}

function textOf(t: TFunction, card: Partial<AppealCard>, { organisations, persons, themes }: Names): string {
  const organisation = (id: string): string => organisations.find((one) => one.id === id)?.shortName ?? id;
  if (card.kind) return t(`kind.${card.kind}`);
  if (card.channel) return t(`channel.${card.channel}`);
  if (card.themeCode) return `${card.themeCode} ${themes.get(card.themeCode)?.title ?? ''}`;
  if (card.clinicId) return organisation(card.clinicId);
  if (card.insurerId) return organisation(card.insurerId);
  if (card.personId) {
    const person = persons[card.personId];
    return person ? fullName(person) : t('appeal.personKnown');
  }
  if (card.source) return t(`source.${card.source}`);
  if (card.finding) return t(`finding.${card.finding}`);
  if (card.arrivedOn) return formatDate(card.arrivedOn);
  if (card.compensation != null) return formatRoubles(card.compensation);
  if (card.applicant) return whoText(t, card.applicant, [card.applicant.address, card.applicant.email]);
  if (card.insured) return whoText(t, { ...card.insured, phone: null }, []);
  const { essence, answer, measures, themeComment, sourceOrganisation } = card;
  return essence ?? answer ?? measures ?? themeComment ?? sourceOrganisation ?? '';
}

function whoText(
  t: TFunction,
  { name, phone, birthDate, enp }: Pick<Applicant, 'name' | 'phone' | 'birthDate' | 'enp'>,
  more: readonly string[],
): string {
  const born = birthDate === null ? '' : t('appeal.born', { date: formatDate(birthDate) });
  return [name, phone === null ? '' : formatPhone(phone), born, enp ?? '', ...more].filter(Boolean).join(', ');
}

const NONE: readonly Organisation[] = [];

/**
 * `fieldText` with the names this desk knows.
 * @param classifierId the version the card was made under; that of the card in hand where it is not said
 */
export function useFieldText(classifierId?: string): (field: CardKey, value: unknown) => string {
  const { t } = useTranslation();
  const organisations = useMirror((mirrored) => mirrored.reference?.organisations ?? NONE);
  const persons = useDesk((state) => state.persons);
  const inHand = useCardClassifier().classifier;
  const classifiers = useClassifiers();
  const { themes } = (classifierId === undefined ? null : classifiers.byId(classifierId)) ?? inHand;
  return useCallback(
    (field, value) => fieldText(t, field, value, { organisations, persons, themes }),
    [t, organisations, persons, themes],
  );
}
