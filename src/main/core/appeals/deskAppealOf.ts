import type { DeskAppeal } from '../../../shared/contracts/bridge.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Appeal } from '../../../shared/domain/appeal/appeal.ts';
import { fullName } from '../../../shared/domain/person/person.ts';
import type { Desk } from '../desk.ts';

/** An appeal of the present user with what is still on its way. */
export function deskAppealOf(desk: Desk, appealId: string): DeskAppeal {
  const { user } = desk.session.require();
  const known = desk.appeals.get(user.id, appealId);
  if (!known) throw new AppError('appeal.not_found');
  return present(desk, known);
}

/** The newest appeals of the present user. */
export function listAppeals(desk: Desk): DeskAppeal[] {
  const { user } = desk.session.require();
  return desk.appeals.list(user.id, 300).map((known) => present(desk, known));
}

function present(desk: Desk, appeal: Appeal): DeskAppeal {
  const { user } = desk.session.require();
  const last = desk.outbox.lastFor(appeal.id);
  const person = appeal.card.personId ? desk.persons.get(user.organisationId, appeal.card.personId) : null;
  return {
    appeal,
    personName: person ? fullName(person) : appeal.card.applicant.name || null,
    sync: last?.state ?? 'accepted',
    refusal: last?.refusal ?? null,
  };
}
