import { levelOf, reachOf, type Somebody } from './policy.ts';
import type { Action } from './policyTable.ts';

/** Which appeals somebody sees in a list, in terms a query can be made of. */
export type AppealScope =
  | { kind: 'none' }
  | { kind: 'all' }
  | { kind: 'organisation'; organisationId: string; userIds: readonly string[] }
  | { kind: 'team'; organisationId: string; level: number; userIds: readonly string[] }
  | { kind: 'own' | 'touched'; userIds: readonly string[] };

/** The same right that `mayWith` judges one appeal by, over all of them. */
export function appealScope(of: Somebody, action: Action): AppealScope {
  const userIds = [of.id, ...(of.standsInFor ?? [])];
  const { organisationId } = of;
  const reach = reachOf(of, action);
  switch (reach) {
    case null:
      return { kind: 'none' };
    case 'region':
      return { kind: 'all' };
    case 'organisation':
      return { kind: 'organisation', organisationId, userIds };
    case 'team':
      return { kind: 'team', organisationId, level: levelOf(of.role), userIds };
    case 'own':
    case 'touched':
      return { kind: reach, userIds };
  }
}
