import { AppError } from '../../src/shared/errors.ts';
import type { ActAnswer } from '../../src/shared/contracts/journal.ts';
import { CONTRACT_VERSION } from '../../src/shared/contracts/version.ts';
import { JournalDown, type JournalRequest, type JournalTransport } from '../../src/main/core/ports.ts';

const ORGANISATION = '018f0000-0000-7000-8000-0000000000aa';

export const testUsers = {
  anna: { id: '018f0000-0000-7000-8000-000000000001', login: 'anna', name: 'Смирнова Анна Петровна' },
  boris: { id: '018f0000-0000-7000-8000-000000000002', login: 'boris', name: 'Кузнецов Борис Ильич' },
} as const;

/**
 * A journal of a few lines for tests of the desk alone: it knows two operators, takes every act and can be
 * unplugged. What the real one does is tested against the real one.
 */
export function scriptedJournal(): JournalTransport & {
  plugged: boolean;
  contract: number;
  pushed: { id: string; authorId: string; seq: number }[];
} {
  const pushed: { id: string; authorId: string; seq: number }[] = [];
  let block = 0;
  const journal = {
    plugged: true,
    contract: CONTRACT_VERSION,
    pushed,
    doorbell: () => () => undefined,
    request(request: JournalRequest): Promise<unknown> {
      if (!journal.plugged) return Promise.reject(new JournalDown());
      return Promise.resolve().then(() => answer(request));
    },
  };

  function answer({ path, body }: JournalRequest): unknown {
    const given = body as Record<string, unknown>;
    switch (path.split('?')[0] ?? '') {
      case '/v1/handshake':
        return {
          contract: journal.contract,
          territory: '98',
          region: 'Заречная область',
          demo: true,
          now: '2026-11-22T06:00:00.000Z',
        };
      case '/v1/sign-in': {
        const found = Object.values(testUsers).find((user) => user.login === given['login']);
        if (!found || given['password'] !== 'Верный1!') throw new AppError('auth.wrong_password');
        return {
          sessionId: found.id.replace('018f', '018e'),
          accessToken: `token-${found.login}`,
          refreshToken: `refresh-${found.login}`,
          user: { ...found, role: 'op1', organisationId: ORGANISATION, territory: '98' },
          sipLine: { user: found.login, password: 'x', domain: 'otklik.invalid' },
          offlineDays: 30,
        };
      }
      case '/v1/refresh':
        return { accessToken: 'token-renewed', refreshToken: String(given['refreshToken']) };
      case '/v1/devices':
        return { deviceId: given['deviceId'], lastSeq: 0 };
      case '/v1/number-blocks':
        block += 1;
        return { first: block * 1000 + 1, last: block * 1000 + Number(given['size']), territory: '98' };
      case '/v1/reference':
        return {
          version: 'r1',
          classifierVersion: 'zpz-2023',
          region: 'Заречная область',
          organisations: [],
          settings: { centreName: 'Контакт-центр', hotline: '88000000000', areaCode: null, wrapUpSec: 60 },
        };
      case '/v1/push': {
        const acts = given['acts'] as { id: string; seq: number; authorId: string }[];
        const answers: ActAnswer[] = acts.map((act) => {
          if (!pushed.some((known) => known.id === act.id))
            pushed.push({ id: act.id, authorId: act.authorId, seq: act.seq });
          return { seq: act.seq, actId: act.id, outcome: 'accepted', refusal: null, appeal: null };
        });
        return { answers, lastSeq: Math.max(...acts.map((act) => act.seq)) };
      }
      case '/v1/pull':
        return { changes: [], cursor: 0, more: false };
      case '/v1/callers':
        return { persons: [], appeals: [], calls: [] };
      default:
        throw new AppError('input.invalid', { path });
    }
  }

  return journal;
}
