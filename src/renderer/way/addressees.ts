import type { ReferenceData } from '../../shared/contracts/journal.ts';
import type { AppealCard } from '../../shared/domain/appeal/appealCard.ts';
import type { Organisation } from '../../shared/domain/organisation/organisation.ts';
import { levelOf } from '../../shared/domain/policy/policy.ts';

export type Colleague = ReferenceData['staff'][number];

/** Organisations that work appeals: the fund first, then the insurers by name. */
export function workingOrganisations(organisations: readonly Organisation[]): readonly Organisation[] {
  const rank = (one: Organisation): string => (one.kind === 'fund' ? '0' : `1${one.shortName}`);
  return organisations
    .filter((one) => one.kind !== 'clinic')
    .toSorted((one, other) => rank(one).localeCompare(rank(other)));
}

/** Levels that have a folder for what is passed on: the fund has specialists, an insurer experts too. */
export function levelsOf(organisation: Organisation | null): readonly (2 | 3)[] {
  return organisation?.kind === 'insurer' ? [2, 3] : [2];
}

/** Who works at a level of an organisation and is there. */
export function peopleAt(
  staff: readonly Colleague[],
  { organisationId, level }: { organisationId: string | null; level: number },
): readonly Colleague[] {
  return staff.filter(
    (one) => !one.disabled && one.organisationId === organisationId && one.role !== null && levelOf(one.role) === level,
  );
}

/** Everybody who works appeals and is there, for co-executors and a new leader. */
export function workingPeople(staff: readonly Colleague[]): readonly Colleague[] {
  return staff
    .filter((one) => !one.disabled && one.role !== null && levelOf(one.role) > 0)
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

/** Whom the first line passes an appeal to: the specialists of the person's insurer, else those of the fund. */
export function defaultAddressee(
  card: Pick<AppealCard, 'insurerId' | 'insured' | 'applicant'>,
  organisations: readonly Organisation[],
): { organisationId: string; level: 2 } | null {
  const told = [card.insurerId, card.insured?.insurerId ?? null, card.applicant.insurerId];
  const insurer = organisations.find((one) => one.kind === 'insurer' && told.includes(one.id));
  const target = insurer ?? organisations.find((one) => one.kind === 'fund');
  return target ? { organisationId: target.id, level: 2 } : null;
}
