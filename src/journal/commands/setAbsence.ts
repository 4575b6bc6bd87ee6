import { may } from '../../shared/domain/policy/policy.ts';
import type { AbsenceDraft } from '../../shared/domain/user/absence.ts';
import { dayEnd, dayStart } from '../../shared/domain/term/dayStart.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Caller } from '../auth/authenticate.ts';
import type { Journal } from '../context.ts';
import type { DbOrTrx } from '../db/createDb.ts';
import { inTransaction } from '../db/inTransaction.ts';
import { maySetAbsence } from '../queries/absences.ts';
import { accountAt } from '../queries/users.ts';
import { lockAdministration, raiseVersion } from './changeReference.ts';
import { writeAccessOf, type Accessor } from './writeAccess.ts';

/**
 * Writes down that somebody is away and who stands in: from the first midnight to the last the substitute has the
 * rights of the absent to what those lead. The id of the absence.
 * @throws AppError `auth.forbidden`, `absence.past`, `absence.substitute_unfit`, `absence.overlaps`,
 * `absence.substitute_away`
 */
export async function setAbsence(journal: Journal, caller: Caller, draft: AbsenceDraft): Promise<string> {
  const { territory, clock } = journal;
  const { timeZone } = (await journal.reference.read()).settings.terms;
  const at = toInstant(clock.nowMs());
  const since = dayStart(timeZone, draft.fromOn);
  const until = dayEnd(timeZone, draft.untilOn);
  if (until <= at) throw new AppError('absence.past');
  const absenceId = journal.ids.next();
  await inTransaction(journal, async (trx) => {
    const { db } = trx;
    await lockAdministration(trx, territory);
    if (!(await maySetAbsence(db, territory, caller, draft.userId, at))) throw new AppError('auth.forbidden');
    await refuseUnfit(db, territory, draft, at);
    if (await isAway(db, territory, draft.userId, since, until)) throw new AppError('absence.overlaps');
    if (await isAway(db, territory, draft.substituteId, since, until)) throw new AppError('absence.substitute_away');
    await db
      .insertInto('absence')
      .values({
        territory,
        id: absenceId,
        user_id: draft.userId,
        substitute_id: draft.substituteId,
        since,
        until,
        reason: draft.reason,
        set_by: caller.user.id,
        set_at: at,
      })
      .execute();
    const access = { what: 'absence.set', entity: 'absence', entityId: absenceId, detail: { after: draft } } as const;
    await writeAccessOf(journal, db, accessorOf(caller), access);
    await raiseVersion(trx, territory);
  });
  told(journal);
  return absenceId;
}

/**
 * Somebody is back, or never went. Done again it changes nothing.
 * @throws AppError `absence.not_found`
 */
export async function cancelAbsence(journal: Journal, caller: Caller, absenceId: string): Promise<void> {
  const { territory, clock } = journal;
  const at = toInstant(clock.nowMs());
  await inTransaction(journal, async (trx) => {
    const { db } = trx;
    const known = await db
      .selectFrom('absence')
      .where('territory', '=', territory)
      .where('id', '=', absenceId)
      .select('user_id')
      .executeTakeFirst();
    if (known === undefined || !(await maySetAbsence(db, territory, caller, known.user_id, at))) {
      throw new AppError('absence.not_found');
    }
    await db
      .updateTable('absence')
      .set({ cancelled_at: at })
      .where('territory', '=', territory)
      .where('id', '=', absenceId)
      .where('cancelled_at', 'is', null)
      .execute();
    const access = { what: 'absence.cancelled', entity: 'absence', entityId: absenceId, detail: {} } as const;
    await writeAccessOf(journal, db, accessorOf(caller), access);
    await raiseVersion(trx, territory);
  });
  told(journal);
}

/** Desks stand in by the reference data: they are to hear of it now, not with the next change of something else. */
function told(journal: Journal): void {
  journal.reference.forget();
  journal.committed();
}

/** A substitute works appeals in the same organisation: another must not come to see its appeals by a holiday. */
async function refuseUnfit(db: DbOrTrx, territory: string, draft: AbsenceDraft, at: string): Promise<void> {
  const absent = await accountAt(db, territory, draft.userId, at);
  const substitute = await accountAt(db, territory, draft.substituteId, at);
  const isFit =
    absent !== null &&
    substitute !== null &&
    substitute.disabledAt === null &&
    substitute.user.id !== absent.user.id &&
    substitute.user.organisationId === absent.user.organisationId &&
    may(substitute.user.role, 'appeal.change');
  if (!isFit) throw new AppError('absence.substitute_unfit');
}

async function isAway(db: DbOrTrx, territory: string, userId: string, since: string, until: string): Promise<boolean> {
  const row = await db
    .selectFrom('absence')
    .where('territory', '=', territory)
    .where('user_id', '=', userId)
    .where('cancelled_at', 'is', null)
    .where('since', '<', until)
    .where('until', '>', since)
    .select('id')
    .executeTakeFirst();
  return row !== undefined;
}

function accessorOf({ user, sessionId, deviceId }: Caller): Accessor {
  return { userId: user.id, sessionId, deviceId };
}
