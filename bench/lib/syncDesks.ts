import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWithKey, type Cache } from '../../src/main/core/cache/openCache.ts';
import { createHttpTransport } from '../../src/main/core/journal/httpTransport.ts';
import { JournalDown, type JournalRequest, type JournalTransport } from '../../src/main/core/ports.ts';
import { systemClock } from '../../src/main/host/nodePorts.ts';
import type { AppealCard } from '../../src/shared/domain/appeal/appealCard.ts';
import { ask } from '../../tests/support/askCore.ts';
import { startTestDesk, type TestDesk } from '../../tests/support/testDesk.ts';
import type { JournalProcess } from '../../tests/support/workplace.ts';

/** Somebody who works in the bench and in nothing else: nobody's appeals are in their scope. */
export interface BenchUser {
  id: string;
  login: string;
  password: string;
}

/** Makes an operator of the first level beside the demo's, with the password of one of these. */
export async function makeUser(journal: JournalProcess): Promise<BenchUser> {
  const model = journal.users.find(({ role }) => role === 'op1');
  if (model === undefined) throw new Error('the demo has no operators');
  const user = { id: randomUUID(), login: `bench-${randomUUID().slice(0, 8)}`, password: model.password };
  await journal.sql(
    `insert into user_account (territory, id, login, name, password_hash, created_at)
      select territory, $1, $2, 'Замерова Проба Испытательная', password_hash, created_at
        from user_account where login = $3`,
    [user.id, user.login, model.login],
  );
  await journal.sql(
    `insert into user_role (territory, user_id, since, role, organisation_id)
      select r.territory, $1, r.since, r.role, r.organisation_id
        from user_role as r join user_account as u on u.territory = r.territory and u.id = r.user_id
        where u.login = $2`,
    [user.id, model.login],
  );
  return user;
}

/** A real core over its encrypted cache on this disk, which speaks with the journal over HTTP unless it is unplugged. */
export interface BenchDesk extends TestDesk {
  wire: Wire;
  /** The desk's cache as another program sees it: only what is committed. */
  readCache<T>(work: (cache: Cache) => T): T;
}

/** The network between a desk and its journal. */
export interface Wire {
  transport: JournalTransport;
  plug(): void;
  unplug(): void;
  /** Hears of every question before it goes, and of its answer. */
  listen(heard: {
    asked?: (request: JournalRequest) => void;
    answered?: (request: JournalRequest, answer: unknown) => void;
  }): void;
}

const KEY = Buffer.alloc(32, 9);

export async function openDesk(journalUrl: string): Promise<BenchDesk> {
  const wire = createWire(journalUrl);
  const folder = mkdtempSync(join(tmpdir(), 'otklik-bench-desk-'));
  const desk = await startTestDesk(
    {
      clock: systemClock,
      journal: wire.transport,
      secrets: { kind: 'keyFile', databaseKey: () => Promise.resolve(KEY) },
    },
    folder,
  );
  let reader: Cache | null = null;
  return {
    ...desk,
    wire,
    readCache: (work) => work((reader ??= openWithKey(join(folder, 'cache.db'), KEY, { readonly: true }))),
    async remove() {
      reader?.close();
      await desk.remove();
    },
  };
}

function createWire(journalUrl: string): Wire {
  const real = createHttpTransport(journalUrl);
  let isPlugged = true;
  let heard: Parameters<Wire['listen']>[0] = {};
  const bells = new Set<() => void>();
  return {
    transport: {
      async request(request) {
        if (!isPlugged) throw new JournalDown();
        heard.asked?.(request);
        const answer = await real.request(request);
        if (!isPlugged) throw new JournalDown();
        heard.answered?.(request, answer);
        return answer;
      },
      departed: real.departed,
      doorbell(accessToken, listeners) {
        if (!isPlugged) return () => undefined;
        const close = real.doorbell(accessToken, listeners);
        const cut = (): void => listeners.closed();
        bells.add(cut);
        return () => {
          bells.delete(cut);
          close();
        };
      },
    },
    plug() {
      isPlugged = true;
    },
    unplug() {
      isPlugged = false;
      for (const cut of [...bells]) cut();
    },
    listen(listener) {
      heard = listener;
    },
  };
}

/** Signs in through the journal. */
export async function signIn({ core }: BenchDesk, { login, password }: BenchUser): Promise<void> {
  const { signedIn } = await ask(core, 'session.signIn', { login, password });
  if (signedIn !== 'journal') throw new Error('the journal did not answer the sign-in');
}

/** Registers an appeal as the window does, without a call; its id. */
export async function register({ core }: BenchDesk, card: AppealCard): Promise<string> {
  const input = { actId: randomUUID(), draftId: randomUUID(), card, callId: null, closeWith: null };
  const { appeal } = await ask(core, 'appeals.register', input);
  return appeal.appeal.id;
}

/** Resolves at the first event of this name that `holds`; listened for from now on. */
export function nextEvent({ core }: BenchDesk, name: string, holds: () => boolean, withinMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      stop();
      reject(new Error(`no ${name} came as awaited`));
    }, withinMs);
    const stop = core.onEvent((told) => {
      if (told !== name || !holds()) return;
      const atMs = performance.now();
      clearTimeout(late);
      stop();
      resolve(atMs);
    });
  });
}
