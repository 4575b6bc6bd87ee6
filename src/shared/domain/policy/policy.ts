import type { OrganisationKind } from '../organisation/organisation.ts';
import type { Call, CallFact } from '../call/call.ts';
import type { Role } from '../user/user.ts';
import { policyTable, type Action, type Reach } from './policyTable.ts';

/** Who wants something, with what a right depends on. */
export interface Somebody {
  id: string;
  role: Role;
  organisationId: string;
  organisationKind: OrganisationKind;
  /** Whom they stand in for now (absences with a substitute). */
  standsInFor?: readonly string[];
}

/** Where an appeal stands among people: all that a right to it depends on. */
export interface AppealPlace {
  /** Who leads it, or null while it waits to be accepted. */
  holderId: string | null;
  /** Whom it is addressed to by name, while it waits. */
  addresseeId: string | null;
  registeredBy: string;
  /** Before whose people it lies to be accepted, or who of them leads it. */
  desk: { organisationId: string; level: number };
  coExecutorIds: readonly string[];
  /** Every organisation that registered it or was ever given it. */
  parties: readonly string[];
}

/** How far somebody's right to an action goes; null when there is none. */
export function reachOf(of: Pick<Somebody, 'role' | 'organisationKind'>, action: Action): Reach | null {
  const row: Readonly<Partial<Record<Role, Reach>>> = policyTable[action];
  const reach = row[of.role] ?? null;
  // Roles of an insurer may stand in the fund's table rows too: beyond the fund nobody sees the region.
  return reach === 'region' && (of.organisationKind !== 'fund' || isOfInsurer(of.role)) ? 'organisation' : reach;
}

/** Whether a role may do this at all; how far is said by `mayWith` and `reachOf`. */
export function may(role: Role, action: Action): boolean {
  return role in policyTable[action];
}

/** Whether somebody may do this to an appeal that stands there. */
export function mayWith(of: Somebody, action: Action, place: AppealPlace): boolean {
  const reach = reachOf(of, action);
  return reach !== null && isWithin(of, reach, place);
}

/** Whether somebody may do this to what belongs to an organisation as a whole. */
export function reachesOrganisation(of: Somebody, action: Action, organisationId: string): boolean {
  const reach = reachOf(of, action);
  return reach === 'region' || (reach === 'organisation' && of.organisationId === organisationId);
}

function isWithin(of: Somebody, reach: Reach, place: AppealPlace): boolean {
  switch (reach) {
    case 'region':
      return true;
    case 'organisation':
      return place.parties.includes(of.organisationId) || isOwn(of, place);
    case 'team':
      return isOwn(of, place) || isOfTeam(of, place);
    case 'own':
      return isOwn(of, place);
    case 'touched':
      return isOwn(of, place) || place.registeredBy === of.id;
  }
}

function isOwn(of: Somebody, place: AppealPlace): boolean {
  const people = [of.id, ...(of.standsInFor ?? [])];
  const isHeld = place.holderId !== null && people.includes(place.holderId);
  const isAddressed = place.addresseeId !== null && people.includes(place.addresseeId);
  return isHeld || isAddressed || place.coExecutorIds.includes(of.id);
}

/** What is addressed to one of them by name is not for the others to take. */
function isOfTeam(of: Somebody, { desk, addresseeId }: AppealPlace): boolean {
  if (addresseeId !== null) return false;
  return desk.organisationId === of.organisationId && desk.level === levelOf(of.role);
}

/** The level of a role: 1 answers at once, 2 are specialists, 3 are experts; 0 for who does not work appeals. */
export function levelOf(role: Role): 0 | 1 | 2 | 3 {
  switch (role) {
    case 'op1':
    case 'sp1':
      return 1;
    case 'op2':
    case 'sp2':
      return 2;
    case 'sp3':
      return 3;
    case 'supervisor':
    case 'ccAdmin':
    case 'sysAdmin':
    case 'analyst':
      return 0;
  }
}

function isOfInsurer(role: Role): boolean {
  return role === 'sp1' || role === 'sp2' || role === 'sp3';
}

/** Facts of a call that a colleague may add: a missed caller is rung back by whoever is free. */
const OF_ANYBODY: readonly CallFact['kind'][] = ['call.callbackWanted', 'call.callbackDone', 'call.appealLinked'];

/** Whether somebody may add this fact to the call. A call of nobody yet takes facts in any order. */
export function mayRecord(of: Somebody, call: Call | null, fact: CallFact): boolean {
  const reach = reachOf(of, 'call.record');
  if (reach === null) return false;
  if (reach !== 'own' || OF_ANYBODY.includes(fact.kind)) return true;
  if (fact.kind === 'call.offered' && fact.operatorId !== of.id) return false;
  return call === null || call.operatorId === null || call.operatorId === of.id;
}
