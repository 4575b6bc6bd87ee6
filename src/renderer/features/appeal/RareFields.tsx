import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  appealSource,
  complaintFinding,
  documentType,
  isFounded,
  isWritten,
} from '../../../shared/domain/appeal/codeBooks.ts';
import type { AppealCard, Applicant, InsuredPerson } from '../../../shared/domain/appeal/appealCard.ts';
import type { CardField } from '../../../shared/domain/appeal/controls.ts';
import { noCodeBooks, offeredIn } from '../../../shared/domain/codeBook/codeBook.ts';
import type { Organisation } from '../../../shared/domain/organisation/organisation.ts';
import { TermMark } from '../../card/TermMark.tsx';
import { useRegisterTerm } from '../../card/useTerm.ts';
import { useMirror } from '../../services/services.tsx';
import { ChoiceField, TextField } from './PlainFields.tsx';
import { readRoubles } from './readRoubles.ts';
import styles from './Appeal.module.css';

interface RareFieldsProps {
  card: AppealCard;
  isDisabled: boolean;
  /** The card was registered before: what is done about it is filled in now. */
  isAmended: boolean;
  problemsAt: (field: CardField) => string[];
  onEdit: (change: (card: AppealCard) => AppealCard) => void;
}

const HERE: readonly CardField[] = ['source', 'arrivedOn', 'themeComment', 'enp', 'measures', 'finding'];
const NOWHERE: readonly Organisation[] = [];

/** The fields of the registration card that are seldom asked for: folded until somebody wants them, or one is wrong. */
export function RareFields({ card, isDisabled, isAmended, problemsAt, onEdit }: RareFieldsProps): ReactNode {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(isAmended && card.kind === 'complaint');
  const isWrong = HERE.some((field) => problemsAt(field).length > 0);
  const registerTermOf = useRegisterTerm();
  const registerTerm = isAmended ? null : registerTermOf(card);
  const books = useMirror((mirrored) => mirrored.reference?.codeBooks ?? noCodeBooks);
  const set = (part: Partial<AppealCard>): void => onEdit((before) => ({ ...before, ...part }));
  return (
    <details
      className={styles['rare']}
      open={isOpen || isWrong}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      data-testid="rare-fields"
    >
      <summary>
        {t('file.more')} {registerTerm !== null && <TermMark term={registerTerm} />}
      </summary>
      <div className={styles['rareGrid']}>
        <TextField
          label={t('appeal.themeComment')}
          field="themeComment"
          max={500}
          value={card.themeComment}
          isDisabled={isDisabled}
          problems={problemsAt('themeComment')}
          onChange={(themeComment) => set({ themeComment })}
        />
        <ChoiceField
          label={t('appeal.source')}
          field="source"
          value={card.source}
          options={appealSource.options.map((one) => [one, t(`source.${one}`)])}
          isDisabled={isDisabled}
          problems={card.source === 'otherOrganisation' ? [] : problemsAt('source')}
          onChange={(value) => set({ source: appealSource.parse(value) })}
        />
        {card.source === 'otherOrganisation' && (
          <TextField
            label={t('appeal.sourceOrganisation')}
            field="sourceOrganisation"
            offers={offeredIn(books, 'sourceOrganisation', null)}
            max={300}
            value={card.sourceOrganisation}
            isDisabled={isDisabled}
            problems={problemsAt('source')}
            onChange={(sourceOrganisation) => set({ sourceOrganisation })}
          />
        )}
        {(isWritten(card.channel) || card.arrivedOn !== null) && (
          <TextField
            label={t('appeal.arrivedOn')}
            field="arrivedOn"
            type="date"
            value={card.arrivedOn ?? ''}
            isDisabled={isDisabled}
            problems={problemsAt('arrivedOn')}
            onChange={(value) => set({ arrivedOn: value === '' ? null : value })}
          />
        )}
        {card.kind === 'complaint' && (
          <ChoiceField
            label={t('appeal.finding')}
            field="finding"
            value={card.finding ?? ''}
            options={[
              ['', t('way.notChosen')],
              ...complaintFinding.options.map((one) => [one, t(`finding.${one}`)] as const),
            ]}
            isDisabled={isDisabled}
            problems={problemsAt('finding')}
            onChange={(value) => set({ finding: value === '' ? null : complaintFinding.parse(value) })}
          />
        )}
        <TextField
          label={t('appeal.measures')}
          field="measures"
          max={8000}
          value={card.measures}
          isDisabled={isDisabled}
          problems={problemsAt('measures')}
          onChange={(measures) => set({ measures })}
        />
        {(isFounded(card.finding) || card.compensation !== null) && (
          <Compensation card={card} isDisabled={isDisabled} onEdit={onEdit} />
        )}
        <WhoFields
          of={card.applicant}
          prefix="applicant"
          isDisabled={isDisabled}
          problems={problemsAt('enp')}
          onChange={(part) => onEdit((before) => ({ ...before, applicant: { ...before.applicant, ...part } }))}
        />
        <TextField
          label={t('person.address')}
          field="address"
          max={500}
          value={card.applicant.address}
          isDisabled={isDisabled}
          onChange={(address) => onEdit((before) => ({ ...before, applicant: { ...before.applicant, address } }))}
        />
        <TextField
          label={t('person.email')}
          field="email"
          max={200}
          value={card.applicant.email}
          isDisabled={isDisabled}
          onChange={(email) => onEdit((before) => ({ ...before, applicant: { ...before.applicant, email } }))}
        />
        <Insured card={card} isDisabled={isDisabled} onEdit={onEdit} />
      </div>
    </details>
  );
}

type EditProps = Pick<RareFieldsProps, 'card' | 'isDisabled' | 'onEdit'>;

function Compensation({ card, isDisabled, onEdit }: EditProps): ReactNode {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const shown = card.compensation === null ? '' : String(card.compensation / 100).replace('.', ',');
  return (
    <TextField
      label={t('appeal.compensation')}
      field="compensation"
      max={20}
      value={typed ?? shown}
      isDisabled={isDisabled}
      onChange={(text) => {
        setTyped(text);
        onEdit((before) => ({ ...before, compensation: readRoubles(text) }));
      }}
      onLeave={() => setTyped(null)}
    />
  );
}

interface WhoFieldsProps {
  of: Applicant | InsuredPerson;
  prefix: 'applicant' | 'insured';
  isDisabled: boolean;
  problems: string[];
  onChange: (part: Partial<Pick<Applicant, 'birthDate' | 'enp' | 'insurerId' | 'document'>>) => void;
}

/** Who somebody is, as far as they told. */
function WhoFields({ of, prefix, isDisabled, problems, onChange }: WhoFieldsProps): ReactNode {
  const { t } = useTranslation();
  const organisations = useMirror((mirrored) => mirrored.reference?.organisations ?? NOWHERE);
  const document = of.document ?? { type: '14' as const, series: '', number: '' };
  const setDocument = (part: Partial<typeof document>): void => {
    const next = { ...document, ...part };
    onChange({ document: next.series === '' && next.number === '' && next.type === '14' ? null : next });
  };
  return (
    <>
      <TextField
        label={t('person.birthDate')}
        field={`${prefix}.birthDate`}
        type="date"
        value={of.birthDate ?? ''}
        isDisabled={isDisabled}
        onChange={(value) => onChange({ birthDate: value === '' ? null : value })}
      />
      <TextField
        label={t('person.enp')}
        field={`${prefix}.enp`}
        max={16}
        value={of.enp ?? ''}
        isDisabled={isDisabled}
        problems={problems}
        onChange={(value) => onChange({ enp: value === '' ? null : value })}
      />
      <ChoiceField
        label={t('person.insurerId')}
        field={`${prefix}.insurerId`}
        value={of.insurerId ?? ''}
        options={[
          ['', t('way.notChosen')],
          ...organisations.filter((one) => one.kind === 'insurer').map((one) => [one.id, one.shortName] as const),
        ]}
        isDisabled={isDisabled}
        onChange={(value) => onChange({ insurerId: value === '' ? null : value })}
      />
      <ChoiceField
        label={t('person.documentType')}
        field={`${prefix}.documentType`}
        value={document.type}
        options={documentType.options.map((one) => [one, t(`document.${one}`)])}
        isDisabled={isDisabled}
        onChange={(value) => setDocument({ type: documentType.parse(value) })}
      />
      <TextField
        label={t('person.series')}
        field={`${prefix}.series`}
        max={20}
        value={document.series}
        isDisabled={isDisabled}
        onChange={(series) => setDocument({ series })}
      />
      <TextField
        label={t('person.number')}
        field={`${prefix}.number`}
        max={40}
        value={document.number}
        isDisabled={isDisabled}
        onChange={(number) => setDocument({ number })}
      />
    </>
  );
}

const NOBODY: InsuredPerson = { name: '', birthDate: null, enp: null, insurerId: null, document: null, placeCode: '' };

/** Somebody else than the applicant: asked for only where a representative speaks. */
function Insured({ card, isDisabled, onEdit }: EditProps): ReactNode {
  const { t } = useTranslation();
  const { insured } = card;
  const set = (part: Partial<InsuredPerson>): void =>
    onEdit((before) => ({ ...before, insured: { ...(before.insured ?? NOBODY), ...part } }));
  return (
    <>
      <label className={styles['apart']}>
        <input
          type="checkbox"
          data-testid="insured-apart"
          checked={insured !== null}
          disabled={isDisabled}
          onChange={(event) => onEdit((before) => ({ ...before, insured: event.target.checked ? NOBODY : null }))}
        />
        {t('person.insuredApart')}
      </label>
      {insured !== null && (
        <>
          <TextField
            label={t('appeal.insured')}
            field="insured.name"
            max={200}
            value={insured.name}
            isDisabled={isDisabled}
            onChange={(name) => set({ name })}
          />
          <WhoFields of={insured} prefix="insured" isDisabled={isDisabled} problems={[]} onChange={set} />
          <TextField
            label={t('person.placeCode')}
            field="insured.placeCode"
            max={11}
            value={insured.placeCode}
            isDisabled={isDisabled}
            onChange={(placeCode) => set({ placeCode })}
          />
        </>
      )}
    </>
  );
}
