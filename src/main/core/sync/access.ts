import { AppError } from '../../../shared/errors.ts';
import type { Desk } from '../desk.ts';
import type { JournalClient } from '../journal/journalClient.ts';
import type { Ask } from './ask.ts';

/**
 * Access for the present user: renewed when it ran out, or when they were let in by memory while the journal was
 * away. Gives the fresh token, or null when there is nobody, or the journal knows this session no more: the desk then
 * goes on by memory, and the acts by the desk's own credential.
 * @throws JournalDown
 */
export async function renewAccess(desk: Desk, journal: JournalClient, ask: Ask): Promise<string | null> {
  const userId = desk.session.current?.user.id;
  const refresh = userId === undefined ? null : (desk.users.byId(userId)?.refresh ?? null);
  if (userId === undefined || !refresh) return null;
  const { sessionId } = refresh;
  // While the old session was asked about, its user may have typed the password: that session is the one that counts.
  const hasSignedInAnew = (): boolean =>
    desk.session.current?.user.id === userId && desk.users.byId(userId)?.refresh?.sessionId !== sessionId;
  try {
    const fresh = await ask((wait) => journal.refresh(sessionId, refresh.refreshToken, wait));
    if (hasSignedInAnew()) return desk.session.current?.accessToken ?? null;
    // A disk that takes nothing must not cost the session: the token counts from memory until it is written.
    desk.users.keepRefresh(userId, { sessionId, refreshToken: fresh.refreshToken });
    desk.quietly(() => desk.users.flushRefresh());
    return setToken(desk, userId, fresh.accessToken);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || !thrown.code.startsWith('auth.')) throw thrown;
    if (hasSignedInAnew()) return desk.session.current?.accessToken ?? null;
    desk.ports.log.warn('session.not_renewed', { code: thrown.code });
    desk.users.keepRefresh(userId, null);
    desk.quietly(() => desk.users.flushRefresh());
    return setToken(desk, userId, null);
  }
}

/** Only for whom it was asked: somebody else may have signed in meanwhile. */
function setToken(desk: Desk, userId: string, accessToken: string | null): string | null {
  const { current } = desk.session;
  if (current?.user.id !== userId) return null;
  desk.session.current = { ...current, accessToken };
  return accessToken;
}

/** Whether the journal says that the token it was shown is not good (any more). */
export function isAccessOver(thrown: unknown): boolean {
  return thrown instanceof AppError && (thrown.code === 'auth.expired' || thrown.code === 'auth.required');
}
