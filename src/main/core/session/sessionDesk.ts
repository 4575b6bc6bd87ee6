import { z } from 'zod';
import type { SessionInfo } from '../../../shared/contracts/bridge.ts';
import { AppError } from '../../../shared/errors.ts';
import { toMs } from '../../../shared/lib/primitives.ts';
import type { Desk } from '../desk.ts';
import type { JournalClient } from '../journal/journalClient.ts';
import { JournalDown } from '../ports.ts';
import type { JournalLink } from '../sync/journalLink.ts';
import { createOfflineAttempts } from './offlineAttempts.ts';

const DAY_MS = 86_400_000;
const RESTORE_WITHIN_MS = 12 * 3600_000;
const CURRENT = 'currentSession';
const currentSession = z.object({ userId: z.uuid(), sessionId: z.uuid(), at: z.string() });

export interface SessionDesk {
  info(): SessionInfo;
  signIn(login: string, password: string): Promise<SessionInfo>;
  /** Changes a password through the journal, and lets its owner in by the new one. */
  changePassword(login: string, password: string, newPassword: string): Promise<SessionInfo>;
  signOut(): SessionInfo;
  /** Takes up the session of a core that was killed, so that a crash costs no password. Returns whether there was one. */
  restore(): boolean;
  /** A clean stop of the program ends the session. */
  forget(): void;
}

export function createSessionDesk(desk: Desk, journal: JournalClient, link: JournalLink): SessionDesk {
  const { session, users, settings, ports } = desk;
  const attempts = createOfflineAttempts(desk);

  function info(): SessionInfo {
    const current = session.current;
    return {
      user: current?.user ?? null,
      signedIn: current === null ? 'no' : current.accessToken === null ? 'offline' : 'journal',
      deviceName: ports.settings.deviceName,
      demo: link.handshake()?.demo ?? false,
      practice: ports.practice !== null,
    };
  }

  function enter(current: NonNullable<typeof session.current>): SessionInfo {
    session.current = current;
    settings.set(CURRENT, { userId: current.user.id, sessionId: current.sessionId, at: desk.now() });
    desk.events.emit('session.changed', info());
    link.wake();
    return info();
  }

  async function throughJournal(login: string, password: string): Promise<SessionInfo> {
    const opened = await journal.signIn(login, password);
    users.save({
      user: opened.user,
      sipLine: opened.sipLine,
      verifier: await ports.passwords.remember(password, ports.ids.random(16)),
      refresh: { sessionId: opened.sessionId, refreshToken: opened.refreshToken },
      sessionId: opened.sessionId,
      offlineDays: opened.offlineDays,
      verifiedAt: desk.now(),
    });
    attempts.succeeded(opened.user.id);
    const { user, sessionId, sipLine, accessToken } = opened;
    session.current = { user, sessionId, sipLine, accessToken };
    // Somebody may sign out or in while the journal is waited for: what they did last counts.
    const isStillHere = (): boolean => session.current?.sessionId === sessionId;
    try {
      // The first sign-in brings what the desk cannot work without: its credential, reference data and numbers.
      await link.prepareDesk(accessToken);
    } catch (thrown) {
      if (isStillHere()) session.current = null;
      throw thrown;
    }
    return session.current !== null && isStillHere() ? enter(session.current) : info();
  }

  async function byMemory(login: string, password: string): Promise<SessionInfo> {
    const known = users.byLogin(login);
    if (!known) throw new AppError('auth.offline_unknown');
    if (known.verifier === null) throw new AppError('auth.disabled');
    attempts.begin(known.user.id);
    if (!(await ports.passwords.check(known.verifier, password))) throw new AppError('auth.wrong_password');
    attempts.succeeded(known.user.id);
    const ageMs = toMs(desk.now()) - toMs(known.verifiedAt);
    if (ageMs > known.offlineDays * DAY_MS) throw new AppError('auth.offline_expired', { days: known.offlineDays });
    // Their last session with the journal goes on, so that it believes what was done at this desk by whom, even when
    // the desk has to take another name in between.
    const sessionId = known.sessionId ?? ports.ids.next();
    return enter({ user: known.user, sessionId, sipLine: known.sipLine, accessToken: null });
  }

  return {
    info,
    async signIn(login, password) {
      // As the journal reads a login: whoever gets in with it must get in by memory as well.
      const name = login.trim().toLowerCase();
      if (link.state() === 'contractMismatch') {
        // A journal of another contract is not spoken to; who is known here works on until the update.
        if (users.byLogin(name)) return byMemory(name, password);
        throw new AppError('journal.contract_mismatch');
      }
      try {
        return await throughJournal(name, password);
      } catch (thrown) {
        if (!(thrown instanceof JournalDown)) throw thrown;
        ports.log.info('session.offline_sign_in');
        return byMemory(name, password);
      }
    },
    async changePassword(login, password, newPassword) {
      const name = login.trim().toLowerCase();
      await journal.changePassword(name, password, newPassword);
      return throughJournal(name, newPassword);
    },
    signOut() {
      session.current = null;
      settings.remove(CURRENT);
      link.signedOut();
      desk.events.emit('session.changed', info());
      return info();
    },
    restore() {
      const kept = settings.get(CURRENT, currentSession);
      const known = kept ? users.byId(kept.userId) : null;
      if (!kept || !known || toMs(desk.now()) - Date.parse(kept.at) > RESTORE_WITHIN_MS) return false;
      session.current = { user: known.user, sessionId: kept.sessionId, sipLine: known.sipLine, accessToken: null };
      return true;
    },
    forget() {
      settings.remove(CURRENT);
    },
  };
}
