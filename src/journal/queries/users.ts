import { role } from '../../shared/domain/user/user.ts';
import type { Instant } from '../../shared/lib/primitives.ts';
import type { DbOrTrx } from '../db/createDb.ts';
import { accountOf, type Account } from '../sync/accountOf.ts';

/** The user with the role they had at that time; null when there is no such user. */
export async function accountAt(db: DbOrTrx, territory: string, userId: string, at: Instant): Promise<Account | null> {
  const rows = await db
    .selectFrom('user_account as u')
    .innerJoin('user_role as r', (join) =>
      join.onRef('r.territory', '=', 'u.territory').onRef('r.user_id', '=', 'u.id'),
    )
    .innerJoin('organisation as o', (join) =>
      join.onRef('o.territory', '=', 'r.territory').onRef('o.id', '=', 'r.organisation_id'),
    )
    .where('u.territory', '=', territory)
    .where('u.id', '=', userId)
    .select(['u.id', 'u.login', 'u.name', 'u.disabled_at', 'r.role', 'r.since', 'r.organisation_id', 'o.kind'])
    .orderBy('r.since', 'desc')
    .execute();
  return accountOfRows(rows, territory, at);
}

/** A user beside one of their roles. */
export interface AccountRow {
  id: string;
  login: string;
  name: string;
  disabled_at: Instant | null;
  role: string;
  since: Instant;
  organisation_id: string;
  kind: Account['organisationKind'];
}

/** The user of these rows, the latest role first, as they were at that time; null for no rows. */
export function accountOfRows(rows: readonly AccountRow[], territory: string, at: Instant): Account | null {
  const [first] = rows;
  if (first === undefined) return null;
  const { id, login, name, disabled_at: disabledAt } = first;
  const roles = rows.map((row) => ({
    since: row.since,
    role: role.parse(row.role),
    organisationId: row.organisation_id,
    organisationKind: row.kind,
  }));
  return accountOf({ id, login, name, disabledAt, roles }, at, territory);
}
