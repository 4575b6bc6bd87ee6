import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Organisation } from '../../shared/domain/organisation/organisation.ts';
import { useMirror } from '../services/services.tsx';
import { levelsOf, peopleAt, workingOrganisations, workingPeople, type Colleague } from './addressees.ts';
import { Choice } from './Choice.tsx';
import type { StepFieldsProps } from './stepFieldsProps.ts';

const NOBODY: readonly Colleague[] = [];
const NOWHERE: readonly Organisation[] = [];

/** To whom: the organisation, its level, and maybe one of its people by name. */
export function AddresseeFields({ written, onWrite, problemsAt }: StepFieldsProps): ReactNode {
  const { t } = useTranslation();
  const staff = useMirror((mirrored) => mirrored.reference?.staff ?? NOBODY);
  const organisations = workingOrganisations(useMirror((mirrored) => mirrored.reference?.organisations ?? NOWHERE));
  const { organisationId, level, userId } = written;
  const chosen = organisations.find((one) => one.id === organisationId) ?? null;
  return (
    <>
      <Choice
        label={t('way.organisation')}
        value={organisationId ?? ''}
        options={[['', t('way.notChosen')], ...organisations.map((one) => [one.id, one.shortName] as const)]}
        onChoose={(value) => onWrite({ organisationId: value === '' ? null : value, level: 2, userId: null })}
        problems={problemsAt('addressee')}
        testId="step-organisation"
      />
      <Choice
        label={t('way.level')}
        value={String(level)}
        options={levelsOf(chosen).map((one) => [String(one), t(one === 2 ? 'level.second' : 'level.third')])}
        onChoose={(value) => onWrite({ level: Number(value), userId: null })}
        testId="step-level"
      />
      <Choice
        label={t('way.person')}
        value={userId ?? ''}
        options={[
          ['', t('way.anybody')],
          ...peopleAt(staff, { organisationId, level }).map((one) => [one.id, one.name] as const),
        ]}
        onChoose={(value) => onWrite({ userId: value === '' ? null : value })}
        testId="step-person"
      />
    </>
  );
}

/** One of the region's people: a co-executor, or a new leader. */
export function PersonField({ step, appeal, written, onWrite, problemsAt }: StepFieldsProps): ReactNode {
  const { t } = useTranslation();
  const staff = useMirror((mirrored) => mirrored.reference?.staff ?? NOBODY);
  const organisations = useMirror((mirrored) => mirrored.reference?.organisations ?? NOWHERE);
  const nameOf = (one: Colleague): string => {
    const where = organisations.find(({ id }) => id === one.organisationId)?.shortName;
    const isInvolved = step === 'involve' && appeal.coExecutorIds.includes(one.id);
    return [one.name, where, isInvolved ? t('way.takesPart') : null].filter(Boolean).join(', ');
  };
  return (
    <Choice
      label={t(step === 'involve' ? 'act.coExecutor' : 'act.addressee')}
      value={written.userId ?? ''}
      options={[['', t('way.notChosen')], ...workingPeople(staff).map((one) => [one.id, nameOf(one)] as const)]}
      onChoose={(value) => onWrite({ userId: value === '' ? null : value })}
      problems={problemsAt('addressee')}
      testId="step-person"
    />
  );
}
