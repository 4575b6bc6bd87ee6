import { toInstant } from '../../shared/lib/primitives.ts';
import type { Caller } from '../auth/authenticate.ts';
import type { IntegrationCaller } from '../auth/requireIntegration.ts';
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
    | 'key.recovered'
    | 'integrations.listed'
    | 'integration.created'
    | 'integration.revoked'
    | 'appeal.registered'
    | 'webhook.changed';
  entity: 'phone' | 'person' | 'appeal' | 'recording' | 'handOver' | 'device' | 'integration';
  entityId: string | null;
  /** Whose data was shown, and what was asked for. */
  detail: Record<string, unknown>;
}

/** Who looked at what, from where. Committed before the answer leaves: what could not be noted is not shown. */
export async function writeAccess(journal: Journal, caller: Caller | IntegrationCaller, access: Access): Promise<void> {
  await journal.db
    .insertInto('access_log')
    .values({
      territory: journal.territory,
      at: toInstant(journal.clock.nowMs()),
      ...whoOf(caller),
      what: access.what,
      entity: access.entity,
      entity_id: access.entityId,
      detail: JSON.stringify(access.detail),
    })
    .execute();
}

function whoOf(caller: Caller | IntegrationCaller) {
  if ('integrationId' in caller) {
    return { user_id: null, session_id: null, device_id: null, integration_id: caller.integrationId };
  }
  return { user_id: caller.user.id, session_id: caller.sessionId, device_id: caller.deviceId, integration_id: null };
}
