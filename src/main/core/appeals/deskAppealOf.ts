import type { DeskAppeal } from '../../../shared/contracts/bridge.ts';
import { AppError } from '../../../shared/errors.ts';
import { standingTo } from '../../../shared/domain/appeal/stepRights.ts';
import type { Appeal } from '../../../shared/domain/appeal/appeal.ts';
import { fullName } from '../../../shared/domain/person/person.ts';
import type { ActStanding } from '../cache/outboxRow.ts';
import { standingInHere } from './storedReference.ts';
import type { Desk } from '../desk.ts';

/** An appeal of the present user with what is still on its way. */
export function deskAppealOf(desk: Desk, appealId: string): DeskAppeal {
  const { user } = desk.session.require();
  const known = desk.appeals.get(user.id, appealId);
  if (!known) throw new AppError('appeal.not_found');
  return present(desk, known, desk.outbox.standingsFor(appealId, user.id));
}

/** The newest appeals of the present user. */
export function listAppeals(desk: Desk): DeskAppeal[] {
  const { user } = desk.session.require();
  const standings = Map.groupBy(desk.outbox.standings(user.id), (act) => act.entityId);
  return desk.appeals.list(user.id, 300).map((known) => present(desk, known, standings.get(known.id) ?? []));
}

/** An appeal as it is shown, with what is still on its way. */
export function present(desk: Desk, appeal: Appeal, acts: readonly ActStanding[]): DeskAppeal {
  const { user } = desk.session.require();
  const person = appeal.card.personId ? desk.persons.get(user.organisationId, appeal.card.personId) : null;
  return {
    appeal,
    personName: person ? fullName(person) : appeal.card.applicant.name || null,
    place: standingTo(user.id, appeal, standingInHere(desk)),
    ...syncOf(desk, acts),
  };
}

/** What was not taken shows first: it is the one that wants something done. */
function syncOf(desk: Desk, acts: readonly ActStanding[]): Pick<DeskAppeal, 'sync' | 'refusal'> {
  const notTaken = acts.findLast((entry) => entry.state === 'refused' || entry.state === 'parked');
  if (notTaken) return { sync: notTaken.state, refusal: notTaken.refusal };
  if (acts.length === 0) return { sync: 'accepted', refusal: null };
  return { sync: acts.every((entry) => desk.sent.has(entry.actId)) ? 'sent' : 'waiting', refusal: null };
}
