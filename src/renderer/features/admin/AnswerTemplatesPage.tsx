import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RegionSettings } from '../../../shared/contracts/admin.ts';
import {
  defaultAnswerTemplate,
  faultsOf,
  PLACEHOLDERS,
  TEMPLATE_PARTS,
  templateOf,
  type AnswerTemplate,
  type OrganisationTemplate,
  type TemplateFault,
} from '../../../shared/domain/answer/answerTemplate.ts';
import type { Organisation } from '../../../shared/domain/organisation/organisation.ts';
import { useMirror } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { ListState } from '../../ui/ListState.tsx';
import styles from './Admin.module.css';
import { SelectInput } from './Inputs.tsx';
import { SaveRow } from './SaveRow.tsx';
import { useSaveKey } from './useSaveKey.ts';
import { useSettings } from './useSettings.ts';

const NOWHERE: readonly Organisation[] = [];

/** Said to whoever is mending it there and then. */
const FAULTS = {
  'answer.unknown_placeholder': 'answer.unknownHere',
  'answer.open_placeholder': 'answer.openHere',
} as const satisfies Record<TemplateFault['code'], string>;

type Fields = Pick<RegionSettings, 'answerTemplates'>;

/** Of what each organisation's written answers are made. */
export function AnswerTemplatesPage({ isHidden }: { isHidden: boolean }): ReactNode {
  const { t } = useTranslation();
  const form = useSettings<Fields, 'answerTemplates'>(({ answerTemplates }) => ({ answerTemplates }));
  const ref = useSaveKey(!isHidden);
  const organisations = useMirror((mirrored) => mirrored.reference?.organisations ?? NOWHERE).filter(
    ({ kind }) => kind !== 'clinic',
  );
  const [chosenId, setChosenId] = useState<string | null>(null);
  const organisationId = chosenId ?? organisations[0]?.id ?? '';
  const all = form.fields?.answerTemplates ?? [];
  const template = templateOf(all, organisationId);
  const faults = faultsOf(template);
  const firstWrong = all.find((one) => faultsOf(one).length > 0);
  const type = (part: Partial<AnswerTemplate>): void =>
    form.type({ answerTemplates: withTemplate(all, organisationId, { ...template, ...part }) });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // Shown where it is, whichever organisation's it is.
    if (firstWrong) return setChosenId(firstWrong.organisationId);
    form.submit(() => ({ answerTemplates: all }));
  };
  return (
    <main className={styles['form']} hidden={isHidden} data-testid="admin-answers">
      {!form.list.isOnline && <p className={styles['offline']}>{t('admin.offline')}</p>}
      <ListState list={form.list.list} empty="" onRetry={() => void form.list.read()}>
        {() => (
          <form ref={ref} className={styles['narrow']} onSubmit={submit} noValidate>
            <h2>{t('answer.templates')}</h2>
            <SelectInput
              label={t('answer.whose')}
              value={organisationId}
              options={organisations.map(({ id, shortName }) => ({ value: id, text: shortName }))}
              onChange={setChosenId}
              testId="answer-organisation"
            />
            <p className={styles['dim']}>
              {t('answer.placeholders', {
                names: PLACEHOLDERS.map((name) => `{{${name}}}`).join(', '),
              })}
            </p>
            {TEMPLATE_PARTS.map((part) => (
              <Field
                key={part}
                label={t(`answer.part.${part}`)}
                problems={faults
                  .filter((fault) => fault.part === part)
                  .map((fault) => t(FAULTS[fault.code], { name: fault.name }))}
              >
                {(wiring) => (
                  <textarea
                    {...wiring}
                    rows={part === 'body' ? 10 : 3}
                    maxLength={part === 'body' ? 8000 : 1000}
                    value={template[part]}
                    onChange={(event) => type({ [part]: event.target.value })}
                    data-testid={`answer-part-${part}`}
                  />
                )}
              </Field>
            ))}
            <Button look="quiet" onPress={() => type(defaultAnswerTemplate)} testId="answer-default">
              {t('answer.asUsual')}
            </Button>
            <SaveRow save={form.save} isTyped={form.isTyped} onRevert={form.revert} testId="answers" />
          </form>
        )}
      </ListState>
    </main>
  );
}

/** All the templates with one changed; those nobody wrote stay the usual one. */
function withTemplate(
  all: readonly OrganisationTemplate[],
  organisationId: string,
  template: AnswerTemplate,
): OrganisationTemplate[] {
  const others = all.filter((one) => one.organisationId !== organisationId);
  return [...others, { ...template, organisationId }];
}
