import { toInstant } from '../../shared/lib/primitives.ts';
import type { Caller } from '../auth/authenticate.ts';
import type { Journal } from '../context.ts';

export interface Access {
  what:
    | 'caller.viewed'
    | 'persons.searched'
    | 'appeals.searched'
    | 'appeal.opened'
    | 'recording.played'
    | 'handOvers.listed'
    | 'handOver.settled'
    | 'key.recovered';
  entity: 'phone' | 'person' | 'appeal' | 'recording' | 'handOver' | 'device';
  entityId: string | null;
  /** Whose data was shown, and what was asked for. */
  detail: Record<string, unknown>;
}

/** Who looked at what, from where. Committed before the answer leaves: what could not be noted is not shown. */
export async function writeAccess(journal: Journal, caller: Caller, access: Access): Promise<void> {
  await journal.db
    .insertInto('access_log')
    .values({
      territory: journal.territory,
      at: toInstant(journal.clock.nowMs()),
      user_id: caller.user.id,
      session_id: caller.sessionId,
      device_id: caller.deviceId,
      what: access.what,
      entity: access.entity,
      entity_id: access.entityId,
      detail: JSON.stringify(access.detail),
    })
    .execute();
}
