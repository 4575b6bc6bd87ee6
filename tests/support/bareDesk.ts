import Database from 'better-sqlite3';
import { migrations } from '../../src/main/core/cache/migrations.ts';
import type { Cache, OpenedCache } from '../../src/main/core/cache/openCache.ts';
import { createDesk, type Desk } from '../../src/main/core/desk.ts';
import { createEvents } from '../../src/main/core/emitter.ts';
import { createSessionHolder } from '../../src/main/core/session/sessionHolder.ts';
import type { User } from '../../src/shared/domain/user/user.ts';
import { uuid7 } from '../../src/shared/lib/uuid7.ts';
import { manualClock, quickPasswords, silentLogger, unplugged } from './testDesk.ts';

/** An empty cache of the present shape that forgets everything when it is closed. */
export function memoryCache(upTo: number = migrations.length): Cache {
  const cache = new Database(':memory:');
  for (const sql of migrations.slice(0, upTo)) cache.exec(sql);
  return cache;
}

export const openMemoryCache = (): OpenedCache => ({ cache: memoryCache(), setAside: null });

/** Ids that come the same in every run. */
export function countedIds() {
  let count = 0;
  return {
    next: () => {
      count += 1;
      return uuid7(Date.UTC(2026, 10, 22, 6) + count, Buffer.alloc(10, count % 251));
    },
    random: (bytes: number) => Buffer.alloc(bytes, (count += 1) % 251),
  };
}

export const someUser = (n: number): User => ({
  id: `018f0000-0000-7000-8000-00000000000${n}`,
  login: `user${n}`,
  name: `Работник ${n}`,
  role: 'op1',
  organisationId: '018f0000-0000-7000-8000-0000000000aa',
  territory: '98',
});

/** What the use cases of the core work with, over a cache in memory and without a journal; one user is signed in. */
export function bareDesk(cache: Cache = memoryCache(), signedIn: User = someUser(1)): Desk {
  const session = createSessionHolder();
  const desk = createDesk(
    {
      clock: manualClock(),
      ids: countedIds(),
      log: silentLogger,
      secrets: { kind: 'keyFile', databaseKey: () => Promise.resolve(Buffer.alloc(32)) },
      passwords: quickPasswords,
      journal: unplugged,
      openCache: openMemoryCache,
      practice: null,
      settings: { dataDir: '', deviceName: 'АРМ-1', pbxWsUrl: null },
    },
    createEvents(),
    session,
    cache,
  );
  knowUser(desk, signedIn);
  session.current = { user: signedIn, sessionId: signedIn.id, sipLine: null, accessToken: 'token' };
  return desk;
}

/** Somebody who has signed in at this desk before. */
export function knowUser(desk: Desk, user: User): void {
  desk.users.save({
    user,
    sipLine: null,
    verifier: '',
    refresh: null,
    sessionId: null,
    offlineDays: 30,
    verifiedAt: '2026-11-22T06:00:00.000Z',
  });
}
