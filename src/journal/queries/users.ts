import { role, type User } from '../../shared/domain/user/user.ts';
import type { Instant } from '../../shared/lib/primitives.ts';
import type { DbOrTrx } from '../db/createDb.ts';

/** A user and what the journal must know before letting them do anything. */
export interface Account {
  user: User;
  organisationKind: 'fund' | 'insurer' | 'clinic';
  disabledAt: Instant | null;
}

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
  // An act from before the first role (a desk's clock) is judged by the first one.
  const row = rows.find((candidate) => candidate.since <= at) ?? rows.at(-1);
  if (row === undefined) return null;
  const { id, login, name, organisation_id: organisationId } = row;
  return {
    user: { id, login, name, role: role.parse(row.role), organisationId, territory },
    organisationKind: row.kind,
    disabledAt: row.disabled_at,
  };
}
