import { AppError } from '../../../shared/errors.ts';
import type { SipLine } from '../../../shared/contracts/journal.ts';
import type { User } from '../../../shared/domain/user/user.ts';

/** Who works here now. */
export interface DeskSession {
  user: User;
  sessionId: string;
  sipLine: SipLine | null;
  /** Present while the journal has let this user in; null when signed in by this workstation's memory. */
  accessToken: string | null;
}

export interface SessionHolder {
  current: DeskSession | null;
  /** @throws AppError `auth.signed_out` */
  require(): DeskSession;
}

export function createSessionHolder(): SessionHolder {
  return {
    current: null,
    require() {
      if (!this.current) throw new AppError('auth.signed_out');
      return this.current;
    },
  };
}
