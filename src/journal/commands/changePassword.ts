import type { z } from 'zod';
import type { passwordChange } from '../../shared/contracts/admin.ts';
import { passwordFault } from '../../shared/domain/user/newPassword.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Caller } from '../auth/authenticate.ts';
import { oneTimePassword } from '../auth/oneTimePassword.ts';
import { hashPassword } from '../auth/passwords.ts';
import { checkPassword } from '../auth/signIn.ts';
import type { Journal } from '../context.ts';
import type { DbOrTrx } from '../db/createDb.ts';
import { inTransaction } from '../db/inTransaction.ts';
import { changeReference } from './changeReference.ts';
import { endSessions } from './disableUser.ts';
import { theUser } from './saveUser.ts';
import { writeAccessOf } from './writeAccess.ts';

/**
 * Takes a new password from whoever knows the present one, a one-time password too.
 * @throws AppError as `checkPassword` and `passwordFault` say
 */
export async function changePassword(journal: Journal, asked: z.output<typeof passwordChange>): Promise<void> {
  const account = await checkPassword(journal, asked);
  const fault = passwordFault(asked.newPassword, account.user.login, asked.password);
  if (fault !== null) throw new AppError(fault);
  const hash = await hashPassword(asked.newPassword);
  const { territory, clock } = journal;
  const userId = account.user.id;
  await inTransaction(journal, async ({ db }) => {
    const at = toInstant(clock.nowMs());
    await keepPassword(db, territory, userId, { hash, isOneTime: false });
    await endSessions(db, territory, userId, at);
    // No session is behind it, so the entry has an id of its own where others name theirs.
    const accessor = { userId, sessionId: journal.ids.next(), deviceId: asked.deviceId };
    const access = { what: 'user.passwordChanged', entity: 'user', entityId: userId, detail: {} } as const;
    await writeAccessOf(journal, db, accessor, access);
  });
}

/**
 * Gives a user a one-time password, told now and never again; every session of theirs ends.
 * @throws AppError `user.not_found`
 */
export async function resetPassword(journal: Journal, caller: Caller, userId: string): Promise<string> {
  const password = oneTimePassword();
  const hash = await hashPassword(password);
  await changeReference(journal, caller, async ({ db, note }) => {
    const { territory, clock } = journal;
    const at = toInstant(clock.nowMs());
    await theUser(db, territory, at, userId);
    await keepPassword(db, territory, userId, { hash, isOneTime: true });
    await endSessions(db, territory, userId, at);
    await note({ what: 'user.passwordReset', entity: 'user', entityId: userId, detail: {} });
  });
  return password;
}

export async function keepPassword(
  db: DbOrTrx,
  territory: string,
  userId: string,
  { hash, isOneTime }: { hash: string; isOneTime: boolean },
): Promise<void> {
  await db
    .updateTable('user_account')
    .set({ password_hash: hash, must_change_password: isOneTime, failed_sign_ins: 0, locked_until: null })
    .where('territory', '=', territory)
    .where('id', '=', userId)
    .execute();
}
