import type { Instant } from '../../shared/lib/primitives.ts';
import { may, mayWith } from '../../shared/domain/policy/policy.ts';
import { placeOf } from '../../shared/domain/appeal/placeOf.ts';
import type { Action } from '../../shared/domain/policy/policyTable.ts';
import { accountOf, somebodyOf } from './accountOf.ts';
import { hasWorkedHere } from './judgeAct.ts';
import { NO_KEYS } from './keysOf.ts';
import type { SyncDeps } from './syncService.ts';

/** Something a workstation brings in the name of somebody, as an act names its author. */
export interface Authored {
  deviceId: string;
  authorId: string;
  sessionId: string;
  occurredAt: Instant;
}

/**
 * Whether who a workstation names may do this to an appeal, judged as an act of theirs would be: by who they were then,
 * whom they stood in for, and only where they have worked at that workstation. `none`: not at all, or not here;
 * `beyond`: the appeal is not within their reach, or not there.
 */
export async function rightOfAuthor(
  { store, territory }: SyncDeps,
  { deviceId, authorId, sessionId, occurredAt }: Authored,
  action: Action,
  appealId: string,
): Promise<'given' | 'beyond' | 'none'> {
  const keys = { ...NO_KEYS, deviceId, userIds: [authorId], sessionIds: [sessionId], appealIds: [appealId] };
  const set = await store.transact((trx) => trx.load(keys));
  const author = accountOf(set.users.get(authorId), occurredAt, territory);
  if (author === null || !hasWorkedHere(set, authorId, sessionId)) return 'none';
  if (author.disabledAt !== null && author.disabledAt <= occurredAt) return 'none';
  if (!may(author.user.role, action)) return 'none';
  const appeal = set.appeals.get(appealId);
  return appeal !== undefined && mayWith(somebodyOf(author), action, placeOf(appeal)) ? 'given' : 'beyond';
}
