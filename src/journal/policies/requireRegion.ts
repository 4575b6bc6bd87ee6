import { reachOf } from '../../shared/domain/policy/policy.ts';
import type { Action } from '../../shared/domain/policy/policyTable.ts';
import { AppError } from '../../shared/errors.ts';
import { somebodyOf, type Account } from '../sync/accountOf.ts';

/**
 * What is the region's is not set by who reaches only one organisation of it.
 * @throws AppError `auth.forbidden`
 */
export function requireRegion(caller: Account, action: Action): void {
  if (reachOf(somebodyOf(caller), action) !== 'region') throw new AppError('auth.forbidden');
}
