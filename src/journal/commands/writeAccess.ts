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
export function writeAccess(journal: Journal, caller: Caller, access: Access): Promise<void> {
  const { user, sessionId, deviceId } = caller;
  return writeAccessOf(journal, journal.db, { userId: user.id, sessionId, deviceId }, access);
}

/** Whose entry it is. */
export interface Accessor {
  userId: string;
  sessionId: string;
  deviceId: string;
}

/** The same where there is no caller yet, or within the transaction of what is noted. */
export async function writeAccessOf(
  { territory, clock }: Pick<Journal, 'territory' | 'clock'>,
  db: DbOrTrx,
  { userId, sessionId, deviceId }: Accessor,
  access: Access,
): Promise<void> {
  await db
    .insertInto('access_log')
    .values({
      territory,
      at: toInstant(clock.nowMs()),
      user_id: userId,
      session_id: sessionId,
      device_id: deviceId,
      what: access.what,
      entity: access.entity,
      entity_id: access.entityId,
      detail: JSON.stringify(access.detail),
    })
    .execute();
}
