import type pg from 'pg';
import type { Instant } from '../../shared/lib/primitives.ts';
import type { Account } from '../sync/accountOf.ts';
import { accountOfRows, type AccountRow } from './users.ts';

/*
 * Asked before every answer: one statement each, planned once a connection.
 */

interface SessionRow extends AccountRow {
  device_id: string;
}

/** The user of a session that is not over, with the role they had at that time, and the desk it was opened on. */
export async function sessionOf(
  client: pg.ClientBase,
  { territory, userId, sessionId, at }: { territory: string; userId: string; sessionId: string; at: Instant },
): Promise<(Account & { deviceId: string }) | null> {
  const { rows } = await client.query<SessionRow>({
    name: 'auth.session',
    text: `select s.device_id, u.id, u.login, u.name, u.disabled_at, r.role, r.since, r.organisation_id, o.kind
      from user_session as s
      join user_account as u on u.territory = s.territory and u.id = s.user_id
      join user_role as r on r.territory = u.territory and r.user_id = u.id
      join organisation as o on o.territory = r.territory and o.id = r.organisation_id
      where s.territory = $1 and s.id = $2 and s.user_id = $3 and s.revoked_at is null
      order by r.since desc`,
    values: [territory, sessionId, userId],
  });
  const account = accountOfRows(rows, territory, at);
  const deviceId = rows[0]?.device_id;
  return account && deviceId !== undefined ? { ...account, deviceId } : null;
}

/** What a device's secret is known by; null when it never enrolled here, or was shut out. */
export async function secretHashOf(client: pg.ClientBase, territory: string, deviceId: string): Promise<string | null> {
  const { rows } = await client.query<{ secret_hash: string }>({
    name: 'auth.device',
    text: 'select secret_hash from device where territory = $1 and id = $2 and disabled_at is null',
    values: [territory, deviceId],
  });
  return rows[0]?.secret_hash ?? null;
}
