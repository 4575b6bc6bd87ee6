import type { DeskOfTeam } from '../../shared/domain/appeal/appeal.ts';
import { levelOf } from '../../shared/domain/policy/policy.ts';
import type { User } from '../../shared/domain/user/user.ts';

/** Feed scopes: which changes reach a user's desk. The first line has no incoming folder. */
export function scopesOf({ id, role, organisationId }: Pick<User, 'id' | 'role' | 'organisationId'>): string[] {
  const level = levelOf(role);
  return level < 2 ? [userScope(id)] : [userScope(id), teamScope({ organisationId, level })];
}

export function userScope(userId: string): string {
  return `user:${userId}`;
}

export function teamScope({ organisationId, level }: DeskOfTeam): string {
  return `team:${organisationId}:${level}`;
}
