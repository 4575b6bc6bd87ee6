import { Save } from 'lucide-react';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  organisationKind,
  type Organisation,
  type OrganisationField,
} from '../../../shared/domain/organisation/organisation.ts';
import { useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import styles from './Admin.module.css';
import { SelectInput, TextInput } from './Inputs.tsx';
import { draftOf, fieldsOf, wrongFields, type OrganisationFields } from './organisationFields.ts';
import { useSaveKey } from './useSaveKey.ts';
import { useSave } from './useSave.ts';

interface OrganisationFormProps {
  organisation: Organisation | null;
  draft: OrganisationFields | null;
  onType: (fields: OrganisationFields | null) => void;
  onSaved: (organisation: Organisation) => void;
  isShown: boolean;
}

/** One organisation; its kind is chosen once. */
export function OrganisationForm({ organisation, draft, onType, onSaved, isShown }: OrganisationFormProps): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const save = useSave<OrganisationField>({
    'organisation.code_taken': 'code',
    'organisation.one_fund': 'kind',
    'organisation.kind_fixed': 'kind',
  });
  const form = useSaveKey(isShown);
  const [isTried, setTried] = useState(false);
  const fields = draft ?? fieldsOf(organisation);
  const wrong = wrongFields(fields);
  const type = (changes: Partial<OrganisationFields>): void => {
    save.clear();
    onType({ ...fields, ...changes });
  };
  const problemsOf = (field: OrganisationField): string[] =>
    isTried && wrong.includes(field) ? [t(`organisations.problem.${field}`)] : save.refused(field);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (wrong.length > 0 || save.isBusy) return;
    void save.run(async () => {
      const asked = { organisationId: organisation?.id ?? null, organisation: draftOf(fields) };
      const saved = await bridge.call('admin.organisations.save', asked);
      setTried(false);
      onSaved(saved.organisation);
    });
  };
  const kinds = organisationKind.options.map((kind) => ({ value: kind, text: t(`organisations.kinds.${kind}`) }));
  return (
    <form ref={form} className={styles['narrow']} onSubmit={submit} noValidate data-testid="organisation-form">
      <h2>{organisation?.shortName ?? t('organisations.add')}</h2>
      <div className={styles['pair']}>
        <SelectInput
          label={t('organisations.kind')}
          value={fields.kind}
          onChange={(kind) => type({ kind })}
          options={kinds}
          problems={problemsOf('kind')}
          isDisabled={organisation !== null}
          testId="organisation-kind"
        />
        <TextInput
          label={t('organisations.code')}
          value={fields.code}
          onChange={(code) => type({ code })}
          problems={problemsOf('code')}
          hint={t(`organisations.codeHint.${fields.kind}`)}
          maxLength={6}
          testId="organisation-code"
        />
      </div>
      <TextInput
        label={t('organisations.name')}
        value={fields.name}
        onChange={(name) => type({ name })}
        problems={problemsOf('name')}
        testId="organisation-name"
      />
      <TextInput
        label={t('organisations.shortName')}
        value={fields.shortName}
        onChange={(shortName) => type({ shortName })}
        problems={problemsOf('shortName')}
        maxLength={120}
        testId="organisation-short-name"
      />
      <div className={styles['pair']}>
        <TextInput
          label={t('organisations.address')}
          value={fields.address}
          onChange={(address) => type({ address })}
          problems={problemsOf('address')}
          hint={t('common.optional')}
          testId="organisation-address"
        />
        <TextInput
          label={t('organisations.phone')}
          value={fields.phone}
          onChange={(phone) => type({ phone })}
          problems={problemsOf('phone')}
          hint={t('common.optional')}
          maxLength={32}
          testId="organisation-phone"
        />
      </div>
      {fields.kind === 'insurer' && (
        <label className={styles['check']}>
          <input
            type="checkbox"
            checked={fields.outsourced}
            onChange={(event) => type({ outsourced: event.target.checked })}
            data-testid="organisation-outsourced"
          />
          {t('organisations.outsourced')}
        </label>
      )}
      {save.problem !== null && (
        <p className={styles['problem']} role="alert">
          {save.problem}
        </p>
      )}
      <div className={styles['acts']}>
        <Button
          type="submit"
          look="primary"
          icon={Save}
          action="registerOpen"
          isDisabled={save.isBusy}
          testId="organisation-save"
        >
          {t(save.isBusy ? 'admin.saving' : 'admin.save')}
        </Button>
        {draft !== null && organisation !== null && (
          <Button look="quiet" onPress={() => onType(null)}>
            {t('admin.revert')}
          </Button>
        )}
        <span className={styles['done']} role="status">
          {save.isDone && draft === null ? t('admin.saved') : ''}
        </span>
      </div>
    </form>
  );
}
