import { sql, type RawBuilder } from 'kysely';
import type { AppealScope } from '../../shared/domain/policy/appealScope.ts';

/** A piece of SQL. */
export type Sql = RawBuilder<unknown>;

export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`true` : sql`(${sql.join(conditions, sql` and `)})`;
}

export function anyOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`false` : sql`(${sql.join(conditions, sql` or `)})`;
}

export function uuids(ids: readonly string[]): Sql {
  return sql`${[...ids]}::uuid[]`;
}

/** Whether an appeal (alias `a`) lies within a scope: what `mayWith` says of one appeal, in columns. */
export function scopeFilter(scope: AppealScope): Sql {
  switch (scope.kind) {
    case 'none':
      return sql`false`;
    case 'all':
      return sql`true`;
    case 'organisation':
      return anyOf([ofParty(scope.organisationId), ...own(scope.userIds)]);
    case 'team':
      return anyOf([ofTeam(scope.organisationId, scope.level), ...own(scope.userIds)]);
    case 'own':
      return anyOf(own(scope.userIds));
    case 'touched':
      return anyOf([ofRegistrar(scope.userIds[0] ?? ''), ...own(scope.userIds)]);
  }
}

/** Led by them, addressed to them, or shared in by the first of them, who asks. */
export function own(userIds: readonly string[]): [held: Sql, addressed: Sql, shared: Sql] {
  return [heldBy(userIds), addressedTo(userIds), sharedBy(userIds[0] ?? '')];
}

export function heldBy(userIds: readonly string[]): Sql {
  return isOneOf(sql`a.holder_id`, userIds);
}

export function addressedTo(userIds: readonly string[]): Sql {
  return sql`(a.is_waiting and ${isOneOf(sql`a.assignee_id`, userIds)})`;
}

/** Of one value an index is read in its order, of an array it is not. */
function isOneOf(column: Sql, ids: readonly string[]): Sql {
  const [only] = ids;
  return ids.length === 1 ? sql`${column} = ${only}::uuid` : sql`${column} = any(${uuids(ids)})`;
}

export function sharedBy(userId: string): Sql {
  return sql`(a.co_executor_ids @> ${uuids([userId])} and a.co_executor_ids <> '{}')`;
}

export function ofRegistrar(userId: string): Sql {
  return sql`a.registered_by = ${userId}::uuid`;
}

/** The organisation registered it, or was given it; of rows not filled in yet only the first is known. */
export function ofParty(organisationId: string): Sql {
  return sql`(a.organisation_id = ${organisationId}::uuid or a.parties @> ${uuids([organisationId])})`;
}

/** It lies before the team, addressed to nobody by name, or one of the team leads it. */
function ofTeam(organisationId: string, level: number): Sql {
  return sql`(a.desk_organisation_id = ${organisationId}::uuid and a.desk_level = ${level}
    and not (a.is_waiting and a.assignee_id is not null))`;
}
