import type { FastifyRequest } from 'fastify';
import { AppError } from '../../shared/errors.ts';
import { id } from '../../shared/lib/primitives.ts';
import type { Journal } from '../context.ts';
import { may } from '../../shared/domain/policy/policy.ts';
import type { Action } from '../../shared/domain/policy/policyTable.ts';
import { secretHashOf } from '../queries/sessions.ts';
import type { Account } from '../sync/accountOf.ts';
import { equalSecrets, sha256Hex } from './secrets.ts';

/** Who asks, from which workstation. */
export interface Caller extends Account {
  sessionId: string;
  deviceId: string;
}

/** The workstation that asks. */
export interface DeviceCaller {
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
  const { userId, sessionId } = await journal.tokens.read(token);
  const session = await journal.sessions({ userId, sessionId });
  if (!session || session.disabledAt !== null) throw new AppError('auth.required');
  const { deviceId, ...account } = session;
  return { ...account, sessionId, deviceId };
}

/**
 * The workstation behind a request.
 * @throws AppError `device.unknown` when it never enrolled here, shows a wrong secret, or was shut out
 */
export async function requireDevice({ lend, territory }: Journal, request: FastifyRequest): Promise<DeviceCaller> {
  const match = /^Device ([^:]+):(.+)$/.exec(request.headers.authorization ?? '');
  const deviceId = id.safeParse(match?.[1]);
  if (!deviceId.success) throw new AppError('device.unknown');
  const secretHash = await lend((client) => secretHashOf(client, territory, deviceId.data));
  if (secretHash === null || !equalSecrets(sha256Hex(match?.[2] ?? ''), secretHash))
    throw new AppError('device.unknown');
  return { deviceId: deviceId.data.toLowerCase() };
}
