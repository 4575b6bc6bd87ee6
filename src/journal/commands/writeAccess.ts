import { toInstant } from '../../shared/lib/primitives.ts';
import type { Caller } from '../auth/authenticate.ts';
import type { IntegrationCaller } from '../auth/requireIntegration.ts';
import type { Journal } from '../context.ts';
import type { DbOrTrx } from '../db/createDb.ts';

export interface Access {
  what:
    | 'caller.viewed'
    | 'persons.searched'
    | 'appeals.searched'
    | 'appeals.listed'
    | 'appeals.compared'
    | 'appeal.opened'
    | 'recording.played'
    | 'handOvers.listed'
    | 'handOver.settled'
    | 'key.recovered'
    | 'audit.listed'
    | 'session.begun'
    | 'session.refused'
    | 'session.ended'
    | 'integrations.listed'
    | 'integration.created'
    | 'integration.revoked'
    | 'appeal.registered'
    | 'webhook.changed'
    | 'attachment.received'
    | 'attachment.opened'
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
    | 'classifier.imported'
    | 'codeBook.added'
    | 'codeBook.changed'
    | 'codeBook.withdrawn'
    | 'absence.set'
    | 'absence.cancelled';
  entity:
    | 'phone'
    | 'person'
    | 'appeal'
    | 'recording'
    | 'handOver'
    | 'device'
    | 'audit'
    | 'user'
    | 'integration'
    | 'organisation'
    | 'settings'
    | 'classifier'
    | 'codeBook'
    | 'absence'
    | 'attachment';
  entityId: string | null;
  /** Whose data was shown, and what was asked for. */
  detail: Record<string, unknown>;
}

/** Who looked at what, from where. Committed before the answer leaves: what could not be noted is not shown. */
export function writeAccess(journal: Journal, caller: Caller | IntegrationCaller, access: Access): Promise<void> {
  if (!('user' in caller)) {
    const detail = { ...access.detail, integrationId: caller.integrationId };
    return writeAccessOf(journal, journal.db, NOBODY, { ...access, detail });
  }
  const { user, sessionId, deviceId } = caller;
  return writeAccessOf(journal, journal.db, { userId: user.id, sessionId, deviceId }, access);
}

/** Whose entry it is: for coming and going, a session or even a user may be missing; a program has none of them. */
export interface Accessor {
  userId: string | null;
  sessionId: string | null;
  deviceId: string | null;
}

const NOBODY: Accessor = { userId: null, sessionId: null, deviceId: null };

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
