import { expect, test } from 'vitest';
import { bareDesk, someUser } from '../../../../tests/support/bareDesk.ts';
import { AppError } from '../../../shared/errors.ts';
import type { JournalClient } from '../journal/journalClient.ts';
import { renewAccess } from './access.ts';

const user = someUser(1);

test.each(['refused', 'given'] as const)(
  'who signed in anew while the old session was asked about keeps the new one, when the old one is %s',
  async (answer) => {
    const desk = bareDesk();
    desk.users.keepRefresh(user.id, { sessionId: 'old', refreshToken: 'old' });
    const asked = Promise.withResolvers<{ accessToken: string; refreshToken: string }>();
    const journal = { refresh: () => asked.promise } as unknown as JournalClient;

    const renewed = renewAccess(desk, journal, (question) => question(undefined as never));
    desk.users.keepRefresh(user.id, { sessionId: 'new', refreshToken: 'new' });
    Object.assign(desk.session, { current: { ...desk.session.require(), accessToken: 'new token' } });
    if (answer === 'given') asked.resolve({ accessToken: 'old token', refreshToken: 'old' });
    else asked.reject(new AppError('auth.expired'));

    expect(await renewed).toBe('new token');
    expect(desk.session.current?.accessToken).toBe('new token');
    expect(desk.users.byId(user.id)?.refresh?.sessionId).toBe('new');
  },
);
