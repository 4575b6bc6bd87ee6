import type { DbHandle } from '../db/createDb.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Clock } from '../ports.ts';
import { sessionOf } from '../queries/sessions.ts';
import type { TokenClaims } from './tokens.ts';

type Session = Awaited<ReturnType<typeof sessionOf>>;

/** The session behind a token, as it is at or after the moment of asking; null when it is over. */
export type SessionLookUp = (claims: TokenClaims) => Promise<Session>;

/**
 * Looks sessions up. A desk asks for a list and its counters at once: what comes in one turn of the event loop shares one
 * look, which begins when all of them have come, so none of them is answered by what was true before it.
 */
export function createSessionLookUp(
  { lendPlanned }: Pick<DbHandle, 'lendPlanned'>,
  territory: string,
  clock: Clock,
): SessionLookUp {
  const asked = new Map<string, Promise<Session>>();
  return ({ userId, sessionId }) => {
    const key = `${userId} ${sessionId}`;
    let look = asked.get(key);
    if (look === undefined) {
      look = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        asked.delete(key);
        const at = toInstant(clock.nowMs());
        return lendPlanned((client) => sessionOf(client, { territory, userId, sessionId, at }));
      });
      asked.set(key, look);
    }
    return look;
  };
}
