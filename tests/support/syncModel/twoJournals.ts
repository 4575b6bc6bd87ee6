import { expect } from 'vitest';
import type { DbHandle } from '../../../src/journal/db/createDb.ts';
import { openTerritory } from '../../../src/journal/db/openTerritory.ts';
import type { JournalStore, UserRow } from '../../../src/journal/store/journalStore.ts';
import { defaultTermRules } from '../../../src/shared/domain/term/appealTerm.ts';
import { createPgStore } from '../../../src/journal/store/pgStore.ts';
import { createSyncService, type SyncService } from '../../../src/journal/sync/syncService.ts';
import { appealReferenceOf } from '../../../src/shared/domain/appeal/appealReference.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { toInstant } from '../../../src/shared/lib/primitives.ts';
import { createMemoryStore, type MemoryStore } from '../memoryStore.ts';
import { readMemoryState, readPgState } from './syncState.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const ORGANISATION = '00000000-0000-4000-8000-0000000000f1';
export const BEGAN_MS = Date.parse('2026-03-01T08:00:00.000Z');

/** The same journal twice, over PostgreSQL and over memory; whatever is asked is asked of both. */
export interface TwoJournals {
  territory: string;
  clock: { nowMs: number };
  /** Asks both and expects one answer; a failure is given as its code. */
  ask<T>(
    call: (sync: SyncService) => Promise<T>,
  ): Promise<{ value: T; failed: null } | { value: null; failed: string }>;
  /** Writes past the sync, into both. */
  write(work: (store: JournalStore) => Promise<void>): Promise<void>;
  signIn(session: { sessionId: string; userId: string; deviceId: string }): Promise<void>;
  expectEqualState(): Promise<void>;
}

export interface ModelUser {
  id: string;
  login: string;
  role: UserRow['roles'][number]['role'];
  disabledAt: string | null;
}

/** Opens a territory of its own in the database, so that one database serves many runs. */
export async function openTwoJournals(
  database: DbHandle,
  territory: string,
  users: readonly ModelUser[],
): Promise<TwoJournals> {
  const { db } = database;
  const clock = { nowMs: BEGAN_MS };
  const since = toInstant(BEGAN_MS - 86_400_000);
  await openTerritory(db, { nowMs: () => clock.nowMs }, { territory, region: `Область ${territory}`, demo: true });
  const place = { territory, id: ORGANISATION, kind: 'fund' as const, code: 'f1', name: 'Фонд', short_name: 'Фонд' };
  await db.insertInto('organisation').values(place).execute();
  const memory = createMemoryStore();
  for (const user of users) await addUser(database, memory, territory, user, since);
  // The feed's first mark is random: the memory's is made the same.
  const { mark } = await db
    .selectFrom('feed_segment')
    .where('territory', '=', territory)
    .select('mark')
    .executeTakeFirstOrThrow();
  memory.dump().segments.set(0, { first: 0, mark });

  const stores = [
    createPgStore(
      (work) => database.lend(work),
      territory,
      () => Promise.resolve(defaultTermRules),
    ),
    memory,
  ] as const;
  const services = stores.map((store) => {
    let made = 0;
    const ids = { next: () => `mark-${++made}` };
    const reference = () => Promise.resolve(appealReferenceOf(null));
    const now = { nowMs: () => clock.nowMs };
    return createSyncService({ store, territory, clock: now, ids, log: quiet, reference, committed: () => undefined });
  });

  return {
    territory,
    clock,
    ask: async (call) => {
      const [inPostgres, inMemory] = await Promise.all(services.map((sync) => outcomeOf(call(sync))));
      if (inPostgres === undefined) throw new Error('no journal');
      expect(plain(inMemory)).toEqual(plain(inPostgres));
      return inPostgres;
    },
    write: async (work) => {
      for (const store of stores) await work(store);
    },
    signIn: async (session) => {
      memory.addSession(session);
      await db
        .insertInto('user_session')
        .values({
          territory,
          id: session.sessionId,
          user_id: session.userId,
          device_id: session.deviceId,
          refresh_hash: 'none',
          created_at: since,
          expires_at: toInstant(BEGAN_MS + 86_400_000),
        })
        .execute();
    },
    expectEqualState: async () => {
      expect(plain(readMemoryState(memory.dump()))).toEqual(plain(await readPgState(db, territory)));
    },
  };
}

async function addUser(
  { db }: DbHandle,
  memory: MemoryStore,
  territory: string,
  { id, login, role, disabledAt }: ModelUser,
  since: string,
): Promise<void> {
  const name = `Сотрудник ${login}`;
  const account = { territory, id, login, name, password_hash: 'none', disabled_at: disabledAt, created_at: since };
  await db.insertInto('user_account').values(account).execute();
  const held = { territory, user_id: id, since, role, organisation_id: ORGANISATION };
  await db.insertInto('user_role').values(held).execute();
  const roles = [{ since, role, organisationId: ORGANISATION, organisationKind: 'fund' as const }];
  memory.addUser({ id, login, name, disabledAt, roles });
}

async function outcomeOf<T>(asked: Promise<T>): Promise<{ value: T; failed: null } | { value: null; failed: string }> {
  try {
    return { value: await asked, failed: null };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return { value: null, failed: `${thrown.code} ${JSON.stringify(thrown.params)}` };
  }
}

/** As it would come over the wire; bodies that are JSON already are read. */
function plain(value: unknown): unknown {
  const read = (_key: string, inner: unknown): unknown =>
    typeof inner === 'string' && inner.startsWith('{') ? (JSON.parse(inner) as unknown) : inner;
  return JSON.parse(JSON.stringify(value), read) as unknown;
}
