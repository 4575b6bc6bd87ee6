import { holderOf, type Appeal } from '../../shared/domain/appeal/appeal.ts';
import type { Call, CallFact } from '../../shared/domain/call/call.ts';
import { mayListen, worksCalls, type Role, type User } from '../../shared/domain/user/user.ts';

/** What somebody may want of the journal. */
export type Action =
  | 'session.use'
  | 'device.enrol'
  | 'reference.read'
  | 'feed.pull'
  | 'person.lookUp'
  | 'appeal.search'
  | 'appeal.open'
  | 'recording.listen'
  | 'appeal.register'
  | 'appeal.change'
  | 'call.record'
  | 'operator.move'
  | 'act.handOver'
  | 'handOver.settle'
  | 'key.recover';

const EVERYONE: readonly Action[] = [
  'session.use',
  'device.enrol',
  'reference.read',
  'feed.pull',
  'operator.move',
  'act.handOver',
];
const OPERATOR: readonly Action[] = [...EVERYONE, 'person.lookUp', 'appeal.register', 'appeal.change', 'call.record'];
const SUPERVISOR: readonly Action[] = [
  ...OPERATOR,
  'appeal.search',
  'appeal.open',
  'recording.listen',
  'handOver.settle',
];

/** What is not listed is forbidden. */
const ALLOWED: Readonly<Record<Role, readonly Action[]>> = {
  op1: OPERATOR,
  op2: OPERATOR,
  sp1: OPERATOR,
  sp2: OPERATOR,
  sp3: OPERATOR,
  supervisor: SUPERVISOR,
  ccAdmin: [...SUPERVISOR, 'key.recover'],
  sysAdmin: [...EVERYONE, 'key.recover'],
  analyst: EVERYONE,
};

/** Whether a role may do this at all. Which appeals it may do it to is said by `mayChange` and `visibleAppeals`. */
export function may(role: Role, action: Action): boolean {
  return ALLOWED[role].includes(action);
}

type Somebody = Pick<User, 'id' | 'role' | 'organisationId'>;

/** Which appeals somebody may see. */
export type AppealScope = { kind: 'none' } | { kind: 'all' } | { kind: 'organisation'; organisationId: string };

/**
 * Whose appeals stand in searches and beside a caller: the fund's people see the region's, an insurer's people those
 * of their own organisation.
 */
export function visibleAppeals(of: Somebody, organisationKind: 'fund' | 'insurer' | 'clinic'): AppealScope {
  if (!worksCalls(of.role) && !mayListen(of.role)) return { kind: 'none' };
  const isOfFund = organisationKind === 'fund' && !isOfInsurer(of.role);
  return isOfFund ? { kind: 'all' } : { kind: 'organisation', organisationId: of.organisationId };
}

function isOfInsurer(role: Role): boolean {
  return role === 'sp1' || role === 'sp2' || role === 'sp3';
}

/** Whether somebody may change this appeal: one they hold, or any that they watch over. */
export function mayChange(
  of: Somebody,
  scope: AppealScope,
  appeal: Pick<Appeal, 'assigneeId' | 'registeredBy' | 'organisationId'>,
): boolean {
  if (!may(of.role, 'appeal.change')) return false;
  if (holderOf(appeal) === of.id) return true;
  return mayListen(of.role) && isVisible(scope, appeal.organisationId);
}

export function isVisible(scope: AppealScope, organisationId: string): boolean {
  if (scope.kind === 'all') return true;
  return scope.kind === 'organisation' && scope.organisationId === organisationId;
}

/** Facts of a call that a colleague may add: a missed caller is rung back by whoever is free. */
const OF_ANYBODY: readonly CallFact['kind'][] = ['call.callbackWanted', 'call.callbackDone', 'call.appealLinked'];

/** Whether somebody may add this fact to the call. A call of nobody yet takes facts in any order. */
export function mayRecord(of: Somebody, call: Call | null, fact: CallFact): boolean {
  if (!may(of.role, 'call.record')) return false;
  if (mayListen(of.role) || OF_ANYBODY.includes(fact.kind)) return true;
  if (fact.kind === 'call.offered' && fact.operatorId !== of.id) return false;
  return call === null || call.operatorId === null || call.operatorId === of.id;
}

/** Feed scopes: which changes reach a user's desk. */
export function scopesOf(userId: string): string[] {
  return [userScope(userId)];
}

export function userScope(userId: string): string {
  return `user:${userId}`;
}
