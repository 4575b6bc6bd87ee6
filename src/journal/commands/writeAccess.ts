import { toInstant } from '../../shared/lib/primitives.ts';
import type { Caller } from '../auth/authenticate.ts';
import type { Journal } from '../context.ts';
import type { DbOrTrx } from '../db/createDb.ts';

export interface Access {
  what:
    | 'caller.viewed'
    | 'persons.searched'
    | 'appeals.searched'
    | 'appeal.opened'
    | 'recording.played'
    | 'handOvers.listed'
    | 'handOver.settled'
    | 'key.recovered'
    | 'users.listed'
    | 'user.added'
    | 'user.changed'
    | 'user.disabled'
    | 'user.enabled'
    | 'user.passwordReset'
    | 'user.passwordChanged'
    | 'appeals.reassigned'
    | 'organisation.added'
    | 'organisation.changed'
    | 'settings.changed'
    | 'absence.set'
    | 'absence.cancelled';
  entity:
    | 'phone'
    | 'person'
    | 'appeal'
    | 'recording'
    | 'handOver'
    | 'device'
    | 'user'
    | 'organisation'
    | 'settings'
    | 'absence';
  entityId: string | null;
  /** Whose data was shown, and what was asked for. */
  detail: Record<string, unknown>;
}

/** Who looked at what, from where. Committed before the answer leaves: what could not be noted is not shown. */
export async function writeAccess(
  journal: Pick<Journal, 'territory' | 'clock' | 'db'>,
  caller: Pick<Caller, 'user' | 'sessionId' | 'deviceId'>,
  access: Access,
  /** The transaction it must be part of. */
  db: DbOrTrx = journal.db,
): Promise<void> {
  await db
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
