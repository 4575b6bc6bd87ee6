import { sql } from 'kysely';
import type { z } from 'zod';
import type { refreshed, refreshRequest, Session, signInRequest } from '../../shared/contracts/journal.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import { writeAccessOf } from '../commands/writeAccess.ts';
import type { Journal } from '../context.ts';
import { accountAt } from '../queries/users.ts';
import type { Account } from '../sync/accountOf.ts';
import { verifyPassword } from './passwords.ts';
import { equalSecrets, randomSecret, sha256Hex } from './secrets.ts';

const MAX_FAILURES = 10;
const LOCK_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
/** A desk may be away from the journal this long and still come back without a password. */
const OFFLINE_DAYS = 30;

/**
 * Whose password this is. Every wrong one counts, whatever it was given for, and stands in the access log.
 * @throws AppError `auth.wrong_password` (also for a login that does not exist or is disabled), `auth.locked`
 */
export async function checkPassword(
  journal: Journal,
  { login: givenLogin, password, deviceId }: { login: string; password: string; deviceId: string },
): Promise<Account> {
  const login = givenLogin.trim().toLowerCase();
  try {
    return await spendPassword(journal, login, password);
  } catch (error) {
    if (error instanceof AppError) await writeRefusal(journal, login, deviceId, error.code);
    throw error;
  }
}

/** The login of nobody is not kept: people type their password there. */
async function writeRefusal(journal: Journal, login: string, deviceId: string, reason: string): Promise<void> {
  const { db, territory } = journal;
  const named = await db
    .selectFrom('user_account')
    .where('territory', '=', territory)
    .where('login', '=', login)
    .select('id')
    .executeTakeFirst();
  const userId = named?.id ?? null;
  const access = { what: 'session.refused', entity: 'user', entityId: userId, detail: { reason } } as const;
  await writeAccessOf(journal, db, { userId, sessionId: null, deviceId }, access);
}

async function spendPassword(journal: Journal, login: string, password: string): Promise<Account> {
  const { db, territory, clock } = journal;
  const nowMs = clock.nowMs();
  const userId = await spendAttempt(journal, login, toInstant(nowMs));
  const stored = userId === null ? null : await passwordHashOf(journal, userId);
  const isRight = await verifyPassword(password, stored);
  if (userId === null || !isRight) throw new AppError('auth.wrong_password');

  const account = await accountAt(db, territory, userId, toInstant(nowMs));
  if (account === null) throw new AppError('auth.wrong_password');
  await db
    .updateTable('user_account')
    .set({ failed_sign_ins: 0, locked_until: null })
    .where('territory', '=', territory)
    .where('id', '=', userId)
    .execute();
  return account;
}

/**
 * Lets a user in.
 * @throws AppError as `checkPassword`; `auth.password_change_needed` for a one-time password
 */
export async function signIn(journal: Journal, request: z.output<typeof signInRequest>): Promise<Session> {
  const { db, territory, clock } = journal;
  const account = await checkPassword(journal, request);
  // A one-time password opens the door to its own change only.
  if (await mustChangePassword(journal, account.user.id)) throw new AppError('auth.password_change_needed');
  const nowMs = clock.nowMs();
  const userId = account.user.id;
  const sessionId = journal.ids.next();
  const refreshToken = randomSecret();
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('user_session')
      .values({
        territory,
        id: sessionId,
        user_id: userId,
        device_id: request.deviceId,
        refresh_hash: sha256Hex(refreshToken),
        created_at: toInstant(nowMs),
        expires_at: toInstant(nowMs + OFFLINE_DAYS * DAY_MS),
      })
      .execute();
    const access = { what: 'session.begun', entity: 'user', entityId: userId, detail: {} } as const;
    await writeAccessOf(journal, trx, { userId, sessionId, deviceId: request.deviceId }, access);
  });
  return {
    sessionId,
    accessToken: await journal.tokens.issue({ userId, sessionId }),
    refreshToken,
    user: account.user,
    sipLine: await sipLineOf(journal, userId),
    offlineDays: OFFLINE_DAYS,
  };
}

/**
 * Counts the attempt before the password is looked at, so that a hundred guesses at once are still ten.
 * Gives the user's id, or null for a login that may not come in at all.
 */
async function spendAttempt({ db, territory }: Journal, login: string, now: string): Promise<string | null> {
  const lockUntil = toInstant(Date.parse(now) + LOCK_MS);
  const open = sql<boolean>`(locked_until is null or locked_until <= ${now})`;
  const attempt = await db
    .updateTable('user_account')
    .set({
      // After a lock has run out the count begins anew.
      failed_sign_ins: sql`case when locked_until is null then failed_sign_ins + 1 else 1 end`,
      locked_until: sql`case when locked_until is null and failed_sign_ins + 1 > ${MAX_FAILURES} then ${lockUntil}::timestamptz end`,
    })
    .where('territory', '=', territory)
    .where('login', '=', login)
    .where('disabled_at', 'is', null)
    .where(open)
    .returning(['id', 'locked_until'])
    .executeTakeFirst();
  if (attempt !== undefined && attempt.locked_until === null) return attempt.id;
  const locked = await db
    .selectFrom('user_account')
    .where('territory', '=', territory)
    .where('login', '=', login)
    .where('disabled_at', 'is', null)
    .select('locked_until')
    .executeTakeFirst();
  if (locked?.locked_until != null) throw new AppError('auth.locked', { until: locked.locked_until });
  return null;
}

async function mustChangePassword({ db, territory }: Journal, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('user_account')
    .where('territory', '=', territory)
    .where('id', '=', userId)
    .select('must_change_password')
    .executeTakeFirst();
  return row?.must_change_password ?? true;
}

async function passwordHashOf({ db, territory }: Journal, userId: string): Promise<string | null> {
  const row = await db
    .selectFrom('user_account')
    .where('territory', '=', territory)
    .where('id', '=', userId)
    .select('password_hash')
    .executeTakeFirst();
  return row?.password_hash ?? null;
}

async function sipLineOf({ db, territory, pbxDomain }: Journal, userId: string): Promise<Session['sipLine']> {
  const row = await db
    .selectFrom('sip_line')
    .where('territory', '=', territory)
    .where('user_id', '=', userId)
    .select(['sip_user', 'sip_password'])
    .executeTakeFirst();
  return row === undefined ? null : { user: row.sip_user, password: row.sip_password, domain: pbxDomain };
}

/**
 * Renews a session. The token before the present one is still good until the present one has been used: the answer
 * that carried it may never have reached the desk. A token older than that is stolen or copied: the session ends.
 * @throws AppError `auth.expired`
 */
export function refreshSession(
  journal: Journal,
  request: z.output<typeof refreshRequest>,
): Promise<z.output<typeof refreshed>> {
  const { db, territory, clock } = journal;
  const nowMs = clock.nowMs();
  return db
    .transaction()
    .execute(async (trx) => {
      const session = await trx
        .selectFrom('user_session')
        .innerJoin('user_account', (join) =>
          join
            .onRef('user_account.territory', '=', 'user_session.territory')
            .onRef('user_account.id', '=', 'user_session.user_id'),
        )
        .where('user_session.territory', '=', territory)
        .where('user_session.id', '=', request.sessionId)
        .where('user_session.revoked_at', 'is', null)
        .where('user_account.disabled_at', 'is', null)
        .select([
          'user_session.user_id',
          'user_session.device_id',
          'refresh_hash',
          'previous_refresh_hash',
          'expires_at',
        ])
        .forUpdate('user_session')
        .executeTakeFirst();
      if (session === undefined || session.expires_at <= toInstant(nowMs)) return null;
      const given = sha256Hex(request.refreshToken);
      const isPresent = equalSecrets(given, session.refresh_hash);
      const isPrevious = equalSecrets(given, session.previous_refresh_hash ?? '');
      const row = trx
        .updateTable('user_session')
        .where('territory', '=', territory)
        .where('id', '=', request.sessionId);
      if (!isPresent && !isPrevious) {
        await row.set({ revoked_at: toInstant(nowMs) }).execute();
        const { user_id: userId, device_id: deviceId } = session;
        const access = { what: 'session.ended', entity: 'user', entityId: userId, detail: { why: 'token' } } as const;
        await writeAccessOf(journal, trx, { userId, sessionId: request.sessionId, deviceId }, access);
        return null;
      }
      const refreshToken = randomSecret();
      await row
        .set({
          refresh_hash: sha256Hex(refreshToken),
          previous_refresh_hash: given,
          expires_at: toInstant(nowMs + OFFLINE_DAYS * DAY_MS),
        })
        .execute();
      const accessToken = await journal.tokens.issue({ userId: session.user_id, sessionId: request.sessionId });
      return { accessToken, refreshToken };
    })
    .then((renewed) => {
      if (renewed === null) throw new AppError('auth.expired');
      return renewed;
    });
}
