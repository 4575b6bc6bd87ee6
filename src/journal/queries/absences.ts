import type { AbsenceLine } from '../../shared/contracts/admin.ts';
import type { ReferenceData } from '../../shared/contracts/journal.ts';
import { reachesOrganisation, reachOf } from '../../shared/domain/policy/policy.ts';
import { dateIn } from '../../shared/domain/term/appealTerm.ts';
import { toMs, type Instant } from '../../shared/lib/primitives.ts';
import type { Caller } from '../auth/authenticate.ts';
import type { DbOrTrx } from '../db/createDb.ts';
import { somebodyOf } from '../sync/accountOf.ts';
import { accountAt } from './users.ts';

/** Whether this caller may say that somebody is away: of themselves, or of the people they watch over. */
export async function maySetAbsence(
  db: DbOrTrx,
  territory: string,
  caller: Caller,
  userId: string,
  at: Instant,
): Promise<boolean> {
  if (userId === caller.user.id) return true;
  const reach = reachOf(somebodyOf(caller), 'absence.set');
  if (reach === null || reach === 'own') return false;
  const account = await accountAt(db, territory, userId, at);
  return account !== null && reachesOrganisation(somebodyOf(caller), 'absence.set', account.user.organisationId);
}

/** Absences that are not over at that time, as every desk is told of them: who and until when, not why. */
export async function currentAbsences(db: DbOrTrx, territory: string, at: Instant): Promise<ReferenceData['absences']> {
  const rows = await db
    .selectFrom('absence')
    .where('territory', '=', territory)
    .where('cancelled_at', 'is', null)
    .where('until', '>', at)
    .select(['user_id', 'substitute_id', 'since', 'until'])
    .orderBy('since')
    .orderBy('id')
    .execute();
  return rows.map(({ user_id: userId, substitute_id: substituteId, ...when }) => ({ userId, substituteId, ...when }));
}

/** Absences that are not over at that time and concern this caller, the nearest first. */
export async function listAbsences(
  db: DbOrTrx,
  territory: string,
  caller: Caller,
  { at, timeZone }: { at: Instant; timeZone: string },
): Promise<AbsenceLine[]> {
  const rows = await db
    .selectFrom('absence as a')
    .innerJoin('user_account as u', (join) =>
      join.onRef('u.territory', '=', 'a.territory').onRef('u.id', '=', 'a.user_id'),
    )
    .innerJoin('user_account as s', (join) =>
      join.onRef('s.territory', '=', 'a.territory').onRef('s.id', '=', 'a.substitute_id'),
    )
    .where('a.territory', '=', territory)
    .where('a.cancelled_at', 'is', null)
    .where('a.until', '>', at)
    .selectAll('a')
    .select(['u.name as user_name', 's.name as substitute_name'])
    .orderBy('a.since')
    .orderBy('a.id')
    .execute();
  const lines: AbsenceLine[] = [];
  for (const row of rows) {
    const isOwn = row.user_id === caller.user.id || row.substitute_id === caller.user.id;
    if (!isOwn && !(await maySetAbsence(db, territory, caller, row.user_id, at))) continue;
    lines.push({
      id: row.id,
      userId: row.user_id,
      userName: row.user_name,
      substituteId: row.substitute_id,
      substituteName: row.substitute_name,
      fromOn: dateIn(timeZone, toMs(row.since)),
      untilOn: dateIn(timeZone, toMs(row.until) - 1),
      reason: row.reason,
    });
  }
  return lines;
}
