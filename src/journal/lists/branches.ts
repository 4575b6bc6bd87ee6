import { sql } from 'kysely';
import type { AppealScope } from '../../shared/domain/policy/appealScope.ts';
import { token } from '../store/searchTokens.ts';
import { addressedTo, heldBy, ofRegistrar, own, scopeFilter, sharedBy, type Sql } from './scopeFilter.ts';

/**
 * A list is a union of branches, each of which one index answers in the order of the list; what an `or` over them would
 * do is read everything and sort it. Rows that lie in two branches are told once.
 */
export interface Branch {
  /** Tables, with the appeal as `a`; the condition joins them. */
  from: Sql;
  where: Sql;
  /** Where the instant of the registration stands in the index of this branch. */
  at: Sql;
  /** The same branch in the search vector: none for everything, null where it is small and is filtered. */
  tokens: readonly string[] | null;
}

const APPEAL = sql`appeal as a`;
const AT = sql`a.occurred_at`;

function branch(where: Sql, tokens: readonly string[] | null = null): Branch {
  return { from: APPEAL, where, at: AT, tokens };
}

/** Everything within a scope, the latest first. */
export function branchesOfScope(scope: AppealScope): Branch[] {
  switch (scope.kind) {
    case 'none':
      return [];
    case 'all':
      return [branch(sql`true`, [])];
    case 'organisation': {
      const { organisationId } = scope;
      const tokens = [token.party(organisationId)];
      const given: Branch = {
        from: sql`appeal_party as p join appeal as a on a.territory = p.territory and a.id = p.appeal_id`,
        where: sql`p.territory = a.territory and p.organisation_id = ${organisationId}::uuid`,
        at: sql`p.occurred_at`,
        tokens,
      };
      const registered = branch(sql`a.organisation_id = ${organisationId}::uuid`, tokens);
      return [registered, given, ...ownBranches(scope.userIds)];
    }
    case 'team':
      return [branch(scopeFilter(scope))];
    case 'own':
      return [...ownBranches(scope.userIds), ...scope.userIds.map((userId) => registeredAndHeld(userId))];
    case 'touched': {
      const me = scope.userIds[0] ?? '';
      const others = scope.userIds.slice(1);
      return [registeredBy(me), ...others.map(registeredAndHeld), ...ownBranches(scope.userIds)];
    }
  }
}

export function registeredBy(userId: string): Branch {
  return branch(ofRegistrar(userId), [token.registrar(userId)]);
}

/** What somebody leads since they registered it. */
function registeredAndHeld(userId: string): Branch {
  return branch(sql`${ofRegistrar(userId)} and a.holder_id = ${userId}::uuid`, [token.registrar(userId)]);
}

/** What was given to them: the rest of what they lead is what they registered. */
function ownBranches(userIds: readonly string[]): Branch[] {
  const given = sql`${heldBy(userIds)} and a.holder_id <> a.registered_by`;
  return [branch(given), branch(addressedTo(userIds)), branch(sharedBy(userIds[0] ?? ''))];
}

/** What somebody leads, or what is addressed to them. */
export function branchesOfLeader(userId: string): Branch[] {
  const [held, addressed] = own([userId]);
  const given = sql`${held} and a.holder_id <> a.registered_by`;
  return [registeredAndHeld(userId), branch(given), branch(addressed)];
}

/** One index answers it, however it is ordered. */
export function plainBranch(where: Sql): Branch {
  return branch(where);
}
