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
  /** The same rows as that index alone holds them, by their `a.territory` and `a.occurred_at`. */
  index: { from: Sql; where: Sql };
  /** The same branch in the search vector: none for everything, null where it is small and is filtered. */
  tokens: readonly string[] | null;
}

const APPEAL = sql`appeal as a`;
const AT = sql`a.occurred_at`;

function branch(where: Sql, tokens: readonly string[] | null = null): Branch {
  return { from: APPEAL, where, at: AT, index: { from: APPEAL, where }, tokens };
}

/** Hardly anything lies in it: it is gathered and sorted, for in the order of any index it would be looked for in vain. */
function rareBranch(where: Sql): Branch {
  return { ...branch(where), at: sql`(a.occurred_at + interval '0')` };
}

/** Everything within a scope, the latest first. */
export function branchesOfScope(scope: AppealScope): Branch[] {
  switch (scope.kind) {
    case 'none':
      return [];
    case 'all':
      return [branch(sql`true`, [])];
    case 'organisation': {
      const { organisationId, userIds } = scope;
      const tokens = [token.party(organisationId)];
      const given = listedIn(sql`appeal_party`, sql`organisation_id`, organisationId, sql`true`, tokens);
      const registered = branch(sql`a.organisation_id = ${organisationId}::uuid`, tokens);
      const led = userIds.flatMap((userId) => heldElsewhere(userId, organisationId));
      return [registered, given, ...led, rareBranch(addressedTo(userIds)), sharedIn(userIds[0] ?? '')];
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
  const given = userIds.map((userId) => branch(sql`${heldBy([userId])} and a.holder_id <> a.registered_by`));
  return [...given, rareBranch(addressedTo(userIds)), sharedIn(userIds[0] ?? '')];
}

/**
 * What was given to somebody and lies beyond their organisation, which sees the rest as a party. It is all but nothing,
 * and its index knows so without reading what they lead.
 */
function heldElsewhere(userId: string, organisationId: string): Branch[] {
  const given = sql`${heldBy([userId])} and a.holder_id <> a.registered_by`;
  const desk = sql`a.desk_organisation_id`;
  const isParty = sql`(a.organisation_id = ${desk} or a.parties @> array[${desk}])`;
  return [
    rareBranch(sql`${given} and ${desk} < ${organisationId}::uuid`),
    rareBranch(sql`${given} and ${desk} > ${organisationId}::uuid`),
    // «is false» is looked up in the index; a «not» is taken apart first.
    rareBranch(sql`${given} and ${desk} = ${organisationId}::uuid and ${isParty} is false`),
  ];
}

/** What somebody shares in, in the order of the lists. */
function sharedIn(userId: string): Branch {
  return listedIn(sql`appeal_co_executor`, sql`user_id`, userId, sharedBy(userId), null);
}

/** A branch by a table that holds appeals in the order of the lists. */
function listedIn(table: Sql, whose: Sql, id: string, where: Sql, tokens: readonly string[] | null): Branch {
  return {
    from: sql`${table} as p join appeal as a on a.territory = p.territory and a.id = p.appeal_id`,
    where: sql`p.territory = a.territory and p.${whose} = ${id}::uuid and ${where}`,
    at: sql`p.occurred_at`,
    index: { from: sql`${table} as a`, where: sql`a.${whose} = ${id}::uuid` },
    tokens,
  };
}

/** What somebody leads, or what is addressed to them. */
export function branchesOfLeader(userId: string): Branch[] {
  const [held, addressed] = own([userId]);
  const given = sql`${held} and a.holder_id <> a.registered_by`;
  return [registeredAndHeld(userId), branch(given), rareBranch(addressed)];
}

/** One index answers it, however it is ordered. */
export function plainBranch(where: Sql): Branch {
  return branch(where);
}
