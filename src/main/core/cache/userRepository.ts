import { sipLine, type SipLine } from '../../../shared/contracts/journal.ts';
import { user, type User } from '../../../shared/domain/user/user.ts';
import type { Instant } from '../../../shared/lib/primitives.ts';
import type { Cache } from './openCache.ts';

/** Someone who once signed in here with the journal's consent. */
export interface KnownUser {
  user: User;
  sipLine: SipLine | null;
  /** argon2id of the password, in the form of `session/verifier.ts`; null once the journal has shut the user out. */
  verifier: string | null;
  /** What renews their access to the journal, or null once it was refused. */
  refresh: { sessionId: string; refreshToken: string } | null;
  /** The last session the journal opened for them here: it vouches for what they do while the journal is away. */
  sessionId: string | null;
  offlineDays: number;
  verifiedAt: Instant;
}

export interface UserRepository {
  byLogin(login: string): KnownUser | null;
  byId(userId: string): KnownUser | null;
  save(known: KnownUser): void;
  /**
   * Keeps what renews a user's access, in memory at once and on disk by `flushRefresh`: a token is changed at every
   * use, so one the disk does not take must still count.
   */
  keepRefresh(userId: string, refresh: KnownUser['refresh']): void;
  /** Writes what is not on disk yet. Never inside a transaction, whose end may still fail. */
  flushRefresh(): void;
  /** They may not sign in here by memory any more; their acts and drafts stay. */
  forgetPassword(userId: string): void;
}

interface Row {
  body: string;
  sip_line: string | null;
  verifier: string;
  refresh: string | null;
  session_id: string | null;
  offline_days: number;
  verified_at: string;
}

/** Who may sign in on this workstation while the journal is away. */
export function userRepository(cache: Cache): UserRepository {
  const byLogin = cache.prepare<[string], Row>('SELECT * FROM known_user WHERE login = ?');
  const byId = cache.prepare<[string], Row>('SELECT * FROM known_user WHERE user_id = ?');
  const sameLogin = cache.prepare('DELETE FROM known_user WHERE login = ? AND user_id <> ?');
  const write = cache.prepare(`
    INSERT INTO known_user (user_id, login, body, sip_line, verifier, refresh, session_id, offline_days, verified_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (user_id) DO UPDATE SET login = excluded.login, body = excluded.body, sip_line = excluded.sip_line,
      verifier = excluded.verifier, refresh = excluded.refresh, session_id = excluded.session_id, offline_days = excluded.offline_days,
      verified_at = excluded.verified_at`);
  const writeRefresh = cache.prepare('UPDATE known_user SET refresh = ? WHERE user_id = ?');
  // The column takes no NULL; no verifier is empty.
  const forget = cache.prepare(`UPDATE known_user SET verifier = '', refresh = NULL WHERE user_id = ?`);
  const unwritten = new Map<string, KnownUser['refresh']>();
  const withUnwritten = (known: KnownUser | null): KnownUser | null =>
    known && unwritten.has(known.user.id) ? { ...known, refresh: unwritten.get(known.user.id) ?? null } : known;
  return {
    byLogin: (login) => withUnwritten(parse(byLogin.get(login))),
    byId: (userId) => withUnwritten(parse(byId.get(userId))),
    save(known) {
      cache.transaction(() => {
        sameLogin.run(known.user.login, known.user.id);
        write.run(
          known.user.id,
          known.user.login,
          JSON.stringify(known.user),
          known.sipLine && JSON.stringify(known.sipLine),
          known.verifier ?? '',
          known.refresh && JSON.stringify(known.refresh),
          known.sessionId,
          known.offlineDays,
          known.verifiedAt,
        );
      })();
      unwritten.delete(known.user.id);
    },
    keepRefresh(userId, refresh) {
      unwritten.set(userId, refresh);
    },
    flushRefresh() {
      for (const [userId, refresh] of unwritten) {
        writeRefresh.run(refresh && JSON.stringify(refresh), userId);
        unwritten.delete(userId);
      }
    },
    forgetPassword(userId) {
      forget.run(userId);
      unwritten.delete(userId);
    },
  };
}

function parse(row: Row | undefined): KnownUser | null {
  if (!row) return null;
  return {
    user: user.parse(JSON.parse(row.body)),
    sipLine: row.sip_line ? sipLine.parse(JSON.parse(row.sip_line)) : null,
    verifier: row.verifier === '' ? null : row.verifier,
    refresh: row.refresh ? (JSON.parse(row.refresh) as KnownUser['refresh']) : null,
    sessionId: row.session_id,
    offlineDays: row.offline_days,
    verifiedAt: row.verified_at,
  };
}
