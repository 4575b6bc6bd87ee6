import { sql } from 'kysely';
import type { AdminUser } from '../../shared/contracts/admin.ts';
import { role } from '../../shared/domain/user/user.ts';
import type { Instant } from '../../shared/lib/primitives.ts';
import type { DbOrTrx } from '../db/createDb.ts';

/** Everybody who works in the region, or the one who is named; by name. */
export async function listAdminUsers(
  db: DbOrTrx,
  territory: string,
  at: Instant,
  userId: string | null = null,
): Promise<AdminUser[]> {
  const rows = await db
    .selectFrom('user_account as u')
    .innerJoinLateral(
      (inner) =>
        inner
          .selectFrom('user_role as r')
          .whereRef('r.territory', '=', 'u.territory')
          .whereRef('r.user_id', '=', 'u.id')
          .where('r.since', '<=', at)
          .select(['r.role', 'r.since', 'r.organisation_id'])
          .orderBy('r.since', 'desc')
          .limit(1)
          .as('held'),
      (join) => join.onTrue(),
    )
    .leftJoin('sip_line as line', (join) =>
      join.onRef('line.territory', '=', 'u.territory').onRef('line.user_id', '=', 'u.id'),
    )
    .where('u.territory', '=', territory)
    .$if(userId !== null, (query) => query.where('u.id', '=', userId))
    .select(['u.id', 'u.login', 'u.name', 'u.disabled_at', 'u.locked_until', 'u.must_change_password'])
    .select(['held.role', 'held.since', 'held.organisation_id', 'line.sip_user'])
    .orderBy('u.name')
    .orderBy('u.id')
    .execute();
  const open = await openAppealsByHolder(db, territory, userId);
  return rows.map((row) => ({
    id: row.id,
    login: row.login,
    name: row.name,
    role: role.parse(row.role),
    organisationId: row.organisation_id,
    line: row.sip_user,
    roleSince: row.since,
    disabledAt: row.disabled_at,
    lockedUntil: row.locked_until !== null && row.locked_until > at ? row.locked_until : null,
    mustChangePassword: row.must_change_password,
    openAppeals: open.get(row.id) ?? 0,
  }));
}

const HOLDER = sql<string>`coalesce(assignee_id, registered_by)`;
/** What waits before a team is led by nobody. */
const IS_LED = sql<boolean>`(state ->> 'isWaiting')::boolean is not true`;

async function openAppealsByHolder(
  db: DbOrTrx,
  territory: string,
  userId: string | null,
): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('appeal')
    .where('territory', '=', territory)
    .where('status', '<>', 'closed')
    .where(IS_LED)
    .$if(userId !== null, (query) => query.where(HOLDER, '=', userId))
    .select([HOLDER.as('holder'), sql<number>`count(*)`.as('count')])
    .groupBy('holder')
    .execute();
  return new Map(rows.map((row) => [row.holder, row.count]));
}

/** The open appeals somebody leads, in the order they are locked in. */
export async function openAppealIds(db: DbOrTrx, territory: string, holderId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('appeal')
    .where('territory', '=', territory)
    .where('status', '<>', 'closed')
    .where(IS_LED)
    .where(HOLDER, '=', holderId)
    .select('id')
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}
