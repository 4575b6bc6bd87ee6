import type { FastifyRequest } from 'fastify';
import { AppError } from '../../shared/errors.ts';
import { id, toInstant } from '../../shared/lib/primitives.ts';
import type { Journal } from '../context.ts';
import { may, type Action } from '../policies/may.ts';
import { accountAt } from '../queries/users.ts';
import type { Account } from '../sync/accountOf.ts';
import { equalSecrets, sha256Hex } from './secrets.ts';

/** Who asks, from which workstation. */
export interface Caller extends Account {
  sessionId: string;
  deviceId: string;
}

/**
 * The user behind a request, allowed to do this. The session is looked up every time: a user who is shut out is out
 * at once, not in fifteen minutes.
 * @throws AppError `auth.required`, `auth.expired`, `auth.forbidden`
 */
export async function requireUser(journal: Journal, request: FastifyRequest, action: Action): Promise<Caller> {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  if (scheme !== 'Bearer' || !token) throw new AppError('auth.required');
  const caller = await callerOf(journal, token);
  if (!may(caller.user.role, action)) throw new AppError('auth.forbidden');
  // The workstation is told apart from the session: a shift may take over a desk that somebody else signed in on.
  const named = id.safeParse(request.headers['x-otklik-device']);
  return named.success ? { ...caller, deviceId: named.data } : caller;
}

/** @throws AppError `auth.required`, `auth.expired` */
export async function callerOf(journal: Journal, token: string): Promise<Caller> {
  const { db, territory, clock } = journal;
  const { userId, sessionId } = await journal.tokens.read(token);
  const session = await db
    .selectFrom('user_session')
    .where('territory', '=', territory)
    .where('id', '=', sessionId)
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .select('device_id')
    .executeTakeFirst();
  const account = session && (await accountAt(db, territory, userId, toInstant(clock.nowMs())));
  if (!session || !account || account.disabledAt !== null) throw new AppError('auth.required');
  return { ...account, sessionId, deviceId: session.device_id };
}

/**
 * The workstation behind a request.
 * @throws AppError `device.unknown` when it never enrolled here, shows a wrong secret, or was shut out
 */
export async function requireDevice(
  { db, territory }: Journal,
  request: FastifyRequest,
): Promise<{ deviceId: string }> {
  const match = /^Device ([^:]+):(.+)$/.exec(request.headers.authorization ?? '');
  const deviceId = id.safeParse(match?.[1]);
  if (!deviceId.success) throw new AppError('device.unknown');
  const device = await db
    .selectFrom('device')
    .where('territory', '=', territory)
    .where('id', '=', deviceId.data)
    .where('disabled_at', 'is', null)
    .select('secret_hash')
    .executeTakeFirst();
  if (!device || !equalSecrets(sha256Hex(match?.[2] ?? ''), device.secret_hash)) throw new AppError('device.unknown');
  return { deviceId: deviceId.data.toLowerCase() };
}
