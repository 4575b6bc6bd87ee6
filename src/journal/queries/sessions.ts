import type pg from 'pg';
import type { Instant } from '../../shared/lib/primitives.ts';
import type { Account } from '../sync/accountOf.ts';
import { accountOfRows, type AccountRow } from './users.ts';

/*
 * Asked before every answer: one statement each, planned once a connection.
 */

interface SessionRow extends AccountRow {
  device_id: string;
  stands_in_for: string[] | null;
}

/** The user of a session that is not over, with the role they had at that time, and the desk it was opened on. */
export async function sessionOf(
  client: pg.ClientBase,
  { territory, userId, sessionId, at }: { territory: string; userId: string; sessionId: string; at: Instant },
): Promise<(Account & { deviceId: string }) | null> {
  const { rows } = await client.query<SessionRow>({
    name: 'auth.session',
    text: `select s.device_id, u.id, u.login, u.name, u.disabled_at, r.role, r.since, r.organisation_id, o.kind,
        (select array_agg(a.user_id::text) from absence as a
          where a.territory = $1 and a.substitute_id = $3 and a.cancelled_at is null
            and a.since <= $4 and a.until > $4) as stands_in_for
      from user_session as s
      join user_account as u on u.territory = s.territory and u.id = s.user_id
      join user_role as r on r.territory = u.territory and r.user_id = u.id
      join organisation as o on o.territory = r.territory and o.id = r.organisation_id
      where s.territory = $1 and s.id = $2 and s.user_id = $3 and s.revoked_at is null
      order by r.since desc`,
    values: [territory, sessionId, userId, at],
  });
  const account = accountOfRows(rows, territory, at);
  const [first] = rows;
  if (account === null || first === undefined) return null;
  const { device_id: deviceId, stands_in_for: standsInFor } = first;
  return standsInFor === null ? { ...account, deviceId } : { ...account, standsInFor, deviceId };
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
