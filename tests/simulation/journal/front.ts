import { createHash } from 'node:crypto';
import {
  attachRequest,
  enrolRequest,
  numberBlockRequest,
  refreshRequest,
  signInRequest,
  type Handshake,
} from '../../../src/shared/contracts/journal.ts';
import { CONTRACT_VERSION, OLDEST_CONTRACT } from '../../../src/shared/contracts/version.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { toInstant } from '../../../src/shared/lib/primitives.ts';
import { pushEnvelope } from '../../../src/journal/sync/pushEnvelope.ts';
import { pullJson } from '../../../src/journal/sync/feed.ts';
import type { SyncService } from '../../../src/journal/sync/syncService.ts';
import type { MemoryDump } from '../../support/memoryStore.ts';
import type { WireRequest } from '../world/network.ts';
import type { World } from '../world/world.ts';
import { PASSWORD, reference, TERRITORY, users } from './people.ts';

/** As the real one, only smaller: so that a schedule meets it. */
const BODY_LIMIT = 7_500;
const PULL_LIMIT = 7;
const ACCESS_MS = 15 * 60_000;

export interface FrontParts {
  sync: SyncService;
  world: World;
  ids: { next(): string };
  dump(): MemoryDump;
  openSession(sessionId: string, userId: string, deviceId: string): void;
  userOf(sessionId: string): string | null;
  onBug(what: string, thrown: unknown): void;
  /** A block may be smaller than asked for, or not to be had for now. */
  numbersFor(size: number): number | null;
}

export interface Front {
  /** @throws AppError as the HTTP border would tell it; anything else is the journal's bug, a 500 */
  answer(request: WireRequest): Promise<unknown>;
}

/**
 * The journal's door: who may come in, and which of the sync's verbs they ask for. Passwords and tokens are simpler
 * than the real ones; everything behind them is the real sync.
 */
export function createFront(parts: FrontParts): Front {
  const { sync, world } = parts;

  function requireUser(request: WireRequest): { userId: string; sessionId: string } {
    const [scheme, token = ''] = (request.authorization ?? '').split(' ');
    const [userId, sessionId, until] = token.split('.');
    if (scheme !== 'Bearer' || !userId || !sessionId) throw new AppError('auth.required');
    if (Number(until) < world.nowMs()) throw new AppError('auth.expired');
    if (parts.userOf(sessionId) !== userId) throw new AppError('auth.required');
    return { userId, sessionId };
  }

  function requireDevice(request: WireRequest): string {
    const [, deviceId, secret] = /^Device ([^:]+):(.+)$/.exec(request.authorization ?? '') ?? [];
    const hash = createHash('sha256')
      .update(secret ?? '')
      .digest('hex');
    const device = parts.dump().devices.get(deviceId ?? '');
    if (!deviceId || device?.secretHash !== hash) throw new AppError('device.unknown');
    return deviceId;
  }

  const accessOf = (userId: string, sessionId: string): string => `${userId}.${sessionId}.${world.nowMs() + ACCESS_MS}`;

  const routes: Readonly<Record<string, (request: WireRequest, body: unknown, query: URLSearchParams) => unknown>> = {
    'GET /v1/handshake': (): Handshake => ({
      contract: CONTRACT_VERSION,
      oldestContract: OLDEST_CONTRACT,
      recoveryKey: null,
      territory: TERRITORY,
      region: reference.region,
      demo: false,
      now: toInstant(world.nowMs()),
    }),
    'POST /v1/sign-in': (_, body) => {
      const { login, password, deviceId } = signInRequest.parse(body);
      const user = users.find((one) => one.login === login);
      if (!user || password !== PASSWORD) throw new AppError('auth.wrong_password');
      const sessionId = parts.ids.next();
      parts.openSession(sessionId, user.id, deviceId);
      const accessToken = accessOf(user.id, sessionId);
      return { sessionId, accessToken, refreshToken: 'refresh', user, sipLine: null, offlineDays: 30 };
    },
    'POST /v1/refresh': (_, body) => {
      const { sessionId } = refreshRequest.parse(body);
      const userId = parts.userOf(sessionId);
      if (userId === null) throw new AppError('auth.expired');
      return { accessToken: accessOf(userId, sessionId), refreshToken: 'refresh' };
    },
    'POST /v1/devices': (request, body) => sync.enrol(requireUser(request).userId, enrolRequest.parse(body)),
    'POST /v1/devices/attach': (request, body) => sync.attach(requireDevice(request), attachRequest.parse(body)),
    'POST /v1/push': (request, body) => sync.push(requireDevice(request), pushEnvelope.parse(body)),
    'POST /v1/number-blocks': (request, body) => {
      const { epoch, size } = numberBlockRequest.parse(body);
      const given = parts.numbersFor(size);
      if (given === null) throw new AppError('journal.busy');
      return sync.numberBlock(requireDevice(request), { epoch, size: given });
    },
    'GET /v1/reference': (request) => {
      requireUser(request);
      return reference;
    },
    'GET /v1/pull': async (request, _, query) => {
      const { userId } = requireUser(request);
      const user = users.find((one) => one.id === userId);
      if (!user) throw new AppError('auth.required');
      // Small pages, so that many a pull has a second one.
      const page = await sync.pull(user, { cursor: query.get('cursor') ?? '', limit: PULL_LIMIT });
      return JSON.parse(pullJson(page)) as unknown;
    },
    'GET /v1/callers': (request) => {
      requireUser(request);
      return { persons: [], appeals: [], calls: [] };
    },
  };

  return {
    async answer(request) {
      const url = new URL(request.path, 'http://journal');
      const route = routes[`${request.method} ${url.pathname}`];
      if (!route) throw new AppError('route.unknown');
      if ((request.body?.length ?? 0) > BODY_LIMIT) throw new AppError('input.too_large');
      const body = request.body === null ? undefined : (JSON.parse(request.body) as unknown);
      try {
        return await route(request, body, url.searchParams);
      } catch (thrown) {
        if (thrown instanceof AppError) throw thrown;
        if (thrown instanceof Error && thrown.name === '$ZodError') throw new AppError('input.invalid');
        if (thrown instanceof Error && thrown.name === 'ZodError') throw new AppError('input.invalid');
        parts.onBug(`journal: ${request.method} ${url.pathname} threw`, thrown);
        throw thrown;
      }
    },
  };
}
