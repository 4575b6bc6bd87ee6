import type { z } from 'zod';
import type { AdminUser, userDraft, UserSaved } from '../../shared/contracts/admin.ts';
import { may } from '../../shared/domain/policy/policy.ts';
import { rolesOf } from '../../shared/domain/user/staff.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Caller } from '../auth/authenticate.ts';
import { oneTimePassword } from '../auth/oneTimePassword.ts';
import { hashPassword } from '../auth/passwords.ts';
import type { Journal } from '../context.ts';
import type { DbOrTrx } from '../db/createDb.ts';
import { listAdminUsers } from '../queries/adminUsers.ts';
import { changeReference, type Changing } from './changeReference.ts';

type Draft = z.output<typeof userDraft>;
type Placed = Pick<Draft, 'login' | 'name' | 'role' | 'organisationId'>;

/**
 * Writes a new user down, with a one-time password that is told now and never again.
 * @throws AppError `user.login_taken`, `user.line_taken`, `user.role_not_here`, `user.line_password`
 */
export async function addUser(journal: Journal, caller: Caller, draft: Draft): Promise<UserSaved> {
  const password = oneTimePassword();
  const hash = await hashPassword(password);
  const userId = journal.ids.next();
  const user = await changeReference(journal, caller, async (changing) => {
    const { db, note } = changing;
    const { territory, clock } = journal;
    const at = toInstant(clock.nowMs());
    await insertUser(db, territory, { userId, draft, hash, isOneTime: true, at });
    await saveLine(changing, userId, null, draft);
    const added = await theUser(db, territory, at, userId);
    await note({ what: 'user.added', entity: 'user', entityId: userId, detail: { after: written(added) } });
    return added;
  });
  return { user, oneTimePassword: password };
}

/**
 * Changes a user. Another role or organisation is a new row with its beginning: what they did before is judged by what
 * they were then.
 * @throws AppError as `addUser`; `user.not_found`, `user.last_admin`, `user.leads_appeals` {count} when the new role
 * works no appeals, or is of another organisation
 */
export async function changeUser(journal: Journal, caller: Caller, userId: string, draft: Draft): Promise<UserSaved> {
  const user = await changeReference(journal, caller, async (changing) => {
    const { db, note } = changing;
    const { territory, clock } = journal;
    const at = toInstant(clock.nowMs());
    const before = await theUser(db, territory, at, userId);
    const isMoved = before.role !== draft.role || before.organisationId !== draft.organisationId;
    if (isMoved) {
      await refuseRoleNotHere(db, territory, draft);
      if (before.role === 'sysAdmin') await refuseLastAdmin(db, territory, at, userId);
      const keepsWork = may(draft.role, 'appeal.change') && before.organisationId === draft.organisationId;
      if (!keepsWork && before.openAppeals > 0) throw new AppError('user.leads_appeals', { count: before.openAppeals });
      await giveRole(db, territory, userId, draft, at);
    }
    await db
      .updateTable('user_account')
      .set({ login: draft.login, name: draft.name })
      .where('territory', '=', territory)
      .where('id', '=', userId)
      .execute();
    await saveLine(changing, userId, before.line, draft);
    const after = await theUser(db, territory, at, userId);
    await note({
      what: 'user.changed',
      entity: 'user',
      entityId: userId,
      detail: { before: written(before), after: written(after), newLinePassword: draft.linePassword !== null },
    });
    return after;
  });
  return { user, oneTimePassword: null };
}

/** A user with their first role. */
export async function insertUser(
  db: DbOrTrx,
  territory: string,
  of: { userId: string; draft: Placed; hash: string; isOneTime: boolean; at: string },
): Promise<void> {
  const { userId, draft, hash, isOneTime, at } = of;
  const { login, name } = draft;
  await refuseRoleNotHere(db, territory, draft);
  await db
    .insertInto('user_account')
    .values({
      territory,
      id: userId,
      login,
      name,
      password_hash: hash,
      must_change_password: isOneTime,
      created_at: at,
    })
    .execute();
  await giveRole(db, territory, userId, draft, at);
}

/** @throws AppError `user.not_found` */
export async function theUser(db: DbOrTrx, territory: string, at: string, userId: string): Promise<AdminUser> {
  const [user] = await listAdminUsers(db, territory, at, userId);
  if (user === undefined) throw new AppError('user.not_found');
  return user;
}

/** @throws AppError `user.last_admin` when nobody else could let people in */
export async function refuseLastAdmin(db: DbOrTrx, territory: string, at: string, userId: string): Promise<void> {
  const users = await listAdminUsers(db, territory, at);
  const others = users.filter((one) => one.role === 'sysAdmin' && one.disabledAt === null && one.id !== userId);
  if (others.length === 0) throw new AppError('user.last_admin');
}

/** What an administrator may change of a user, as the access log keeps it. */
function written({ login, name, role, organisationId, line }: AdminUser): Record<string, unknown> {
  return { login, name, role, organisationId, line };
}

async function refuseRoleNotHere(db: DbOrTrx, territory: string, draft: Placed): Promise<void> {
  const organisation = await db
    .selectFrom('organisation')
    .where('territory', '=', territory)
    .where('id', '=', draft.organisationId)
    .select('kind')
    .executeTakeFirst();
  if (organisation === undefined || !rolesOf(organisation.kind).includes(draft.role)) {
    throw new AppError('user.role_not_here');
  }
}

async function giveRole(db: DbOrTrx, territory: string, userId: string, draft: Placed, since: string): Promise<void> {
  const { role, organisationId } = draft;
  await db
    .insertInto('user_role')
    .values({ territory, user_id: userId, since, role, organisation_id: organisationId })
    .execute();
}

async function saveLine({ db, journal }: Changing, userId: string, before: string | null, draft: Draft): Promise<void> {
  const { territory } = journal;
  const { line, linePassword } = draft;
  if (line === null) {
    await db.deleteFrom('sip_line').where('territory', '=', territory).where('user_id', '=', userId).execute();
    return;
  }
  if (line === before && linePassword === null) return;
  // A line of another number has another password at the exchange.
  if (linePassword === null) throw new AppError('user.line_password');
  await db
    .insertInto('sip_line')
    .values({ territory, user_id: userId, sip_user: line, sip_password: linePassword })
    .onConflict((conflict) =>
      conflict.columns(['territory', 'user_id']).doUpdateSet({ sip_user: line, sip_password: linePassword }),
    )
    .execute();
}
