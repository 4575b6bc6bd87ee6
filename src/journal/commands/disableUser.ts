import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Caller } from '../auth/authenticate.ts';
import type { Journal } from '../context.ts';
import type { DbOrTrx } from '../db/createDb.ts';
import { changeReference } from './changeReference.ts';
import { reassignAppeals } from './reassignAppeals.ts';
import { refuseLastAdmin, theUser } from './saveUser.ts';

/**
 * Shuts a user out from this moment on, and leaves nothing with them: what they lead goes to whoever is named in the
 * same transaction. How many appeals went.
 * @throws AppError `user.not_found`, `user.last_admin`, `user.leads_appeals` {count}, `appeal.assignee_unknown`
 */
export function disableUser(
  journal: Journal,
  caller: Caller,
  { userId, toUserId, reason }: { userId: string; toUserId: string | null; reason: string },
): Promise<number> {
  return changeReference(journal, caller, async (changing) => {
    const { db, note } = changing;
    const { territory, clock } = journal;
    const at = toInstant(clock.nowMs());
    const user = await theUser(db, territory, at, userId);
    if (user.role === 'sysAdmin' && user.disabledAt === null) await refuseLastAdmin(db, territory, at, userId);
    if (user.openAppeals > 0 && toUserId === null)
      throw new AppError('user.leads_appeals', { count: user.openAppeals });
    await db
      .updateTable('user_account')
      .set({ disabled_at: user.disabledAt ?? at })
      .where('territory', '=', territory)
      .where('id', '=', userId)
      .execute();
    await endSessions(db, territory, userId, at);
    const reassigned =
      user.openAppeals > 0 && toUserId !== null
        ? await reassignAppeals(changing, { fromUserId: userId, toUserId, reason })
        : 0;
    await note({ what: 'user.disabled', entity: 'user', entityId: userId, detail: { reason, toUserId, reassigned } });
    return reassigned;
  });
}

/** @throws AppError `user.not_found` */
export function enableUser(journal: Journal, caller: Caller, userId: string): Promise<void> {
  return changeReference(journal, caller, async ({ db, note }) => {
    const { territory, clock } = journal;
    await theUser(db, territory, toInstant(clock.nowMs()), userId);
    await db
      .updateTable('user_account')
      .set({ disabled_at: null, failed_sign_ins: 0, locked_until: null })
      .where('territory', '=', territory)
      .where('id', '=', userId)
      .execute();
    await note({ what: 'user.enabled', entity: 'user', entityId: userId, detail: {} });
  });
}

/** Every desk of theirs has to ask for the password anew. */
export async function endSessions(db: DbOrTrx, territory: string, userId: string, at: string): Promise<void> {
  await db
    .updateTable('user_session')
    .set({ revoked_at: at })
    .where('territory', '=', territory)
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .execute();
}
