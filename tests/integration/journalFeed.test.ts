import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import type { pullResponse } from '../../src/shared/contracts/journal.ts';
import { registerCommand } from '../support/appealCommands.ts';
import {
  ask,
  newId,
  openWorkstation,
  startTestJournal,
  type TestJournal,
  type TestWorkstation,
} from '../support/journal.ts';
import { createEmptyDatabase, createTestDatabase } from '../support/postgres.ts';

type Pulled = z.output<typeof pullResponse>;

let journal: TestJournal;
beforeAll(async () => {
  journal = await startTestJournal();
});
afterAll(() => journal.stop());

async function pull(at: TestWorkstation, cursor: string, limit = 200, on = journal): Promise<Pulled> {
  return (await ask<Pulled>(on, 'GET', `/v1/pull?cursor=${cursor}&limit=${limit}`, { authorization: at.bearer })).body;
}

/** Everything after a cursor, page by page. */
async function pullAll(at: TestWorkstation, from = '', limit = 200, on = journal): Promise<Pulled> {
  const page = await pull(at, from, limit, on);
  if (!page.more) return page;
  const rest = await pullAll(at, page.cursor, limit, on);
  return { ...rest, changes: [...page.changes, ...rest.changes] };
}

/** Pulls until the change of this entity comes: numbering follows the commit by some milliseconds. */
async function pullUntil(at: TestWorkstation, cursor: string, id: string): Promise<Pulled> {
  return expect
    .poll(() => pull(at, cursor), { timeout: 10_000, interval: 20 })
    .toSatisfy((pulled: Pulled) => pulled.changes.some((change) => change.id === id))
    .then(() => pull(at, cursor));
}

async function newsFor(at: TestWorkstation, on = journal): Promise<{ socket: Socket; rings: () => number }> {
  let rings = 0;
  const socket = io(on.url, {
    auth: { token: at.session.accessToken },
    transports: ['websocket'],
    forceNew: true,
  });
  socket.on('news', (...data: unknown[]) => {
    expect(data).toEqual([]);
    rings++;
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return { socket, rings: () => rings };
}

test('a registration comes down to its operator, and to nobody else', async () => {
  const [mine, other] = await Promise.all([
    openWorkstation(journal, 'operator1'),
    openWorkstation(journal, 'operator2'),
  ]);
  const [start, startOfOther] = await Promise.all([pullAll(mine), pullAll(other)]);
  const appealId = newId();
  await mine.push(registerCommand(appealId, 'П-1001-1'));
  const { changes, cursor, more } = await pullUntil(mine, start.cursor, appealId);
  expect(changes).toMatchObject([{ entity: 'appeal', id: appealId, body: { id: appealId, status: 'closed' } }]);
  expect(more).toBe(false);
  expect(await pull(mine, cursor)).toEqual({ changes: [], cursor, more: false });
  expect((await pull(other, startOfOther.cursor)).changes).toEqual([]);
});

test('the bell rings at the desk the news is for, without a word about what it is', async () => {
  const [mine, other] = await Promise.all([
    openWorkstation(journal, 'operator1'),
    openWorkstation(journal, 'operator2'),
  ]);
  const [bell, bellOfOther] = await Promise.all([newsFor(mine), newsFor(other)]);
  await mine.push(registerCommand(newId(), 'П-1002-1'));
  await expect.poll(bell.rings, { timeout: 5000 }).toBeGreaterThan(0);
  expect(bellOfOther.rings()).toBe(0);
  bell.socket.disconnect();
  bellOfOther.socket.disconnect();
});

test('who watches lists of others’ appeals is told that they changed, without a word; the first line is not', async () => {
  const [first, specialist, admin] = await Promise.all([
    openWorkstation(journal, 'operator1'),
    openWorkstation(journal, 'specialist1'),
    openWorkstation(journal, 'admin1'),
  ]);
  const heard = new Map<string, number>();
  const sockets = await Promise.all(
    [first, specialist, admin].map(async (at) => {
      const { socket } = await newsFor(at);
      socket.on('lists', (...data: unknown[]) => {
        expect(data).toEqual([]);
        heard.set(at.session.user.login, (heard.get(at.session.user.login) ?? 0) + 1);
      });
      return socket;
    }),
  );
  for (let i = 1; i <= 20; i++) await first.push(registerCommand(newId(), `П-1022-${i}`));
  await expect.poll(() => [...heard.keys()].toSorted(), { timeout: 10_000 }).toEqual(['admin1', 'specialist1']);
  // Twenty registrations are not twenty rings.
  expect(heard.get('admin1')).toBeLessThan(10);
  for (const socket of sockets) socket.disconnect();
});

test('a stranger is not let near the bell', async () => {
  const socket = io(journal.url, { auth: { token: 'nonsense' }, transports: ['websocket'], reconnection: false });
  const error = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
  expect(error.message).toBe('auth.required');
  socket.disconnect();
});

test('a transaction held open for the whole test delays nobody, and its change is not missed when it commits at last', async () => {
  // However long it lasts: nothing here waits for it, so a minute would be no different from these moments.
  const desks = await Promise.all(
    ['operator1', 'operator2', 'operator3'].map((login) => openWorkstation(journal, login)),
  );
  const [at] = desks;
  if (at === undefined) throw new Error('no desk');
  const late = newId();
  const begun = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const before = (await pullAll(at)).cursor;
  await at.push(registerCommand(late, 'П-1003-1'));
  const start = (await pullUntil(at, before, late)).cursor;
  // The slow writer takes its place in the table first …
  const slow = journal.db.transaction().execute(async (trx) => {
    const scope = `user:${at.session.user.id}`;
    const change = { territory: '98', entity: 'appeal' as const, entity_id: late, scope_old: null, scope_new: scope };
    await trx.insertInto('change').values(change).execute();
    begun.resolve();
    await release.promise;
  });
  await begun.promise;
  // … and quick ones after it, at every desk, are neither held up nor hidden.
  let first: Pulled | null = null;
  for (let round = 0; round < 3; round++) {
    for (const desk of desks) {
      const early = newId();
      const from = desk === at ? start : (await pullAll(desk)).cursor;
      await desk.push(registerCommand(early, `П-1003-${round}`));
      const pulled = await pullUntil(desk, from, early);
      expect(pulled.changes.map(({ id }) => id)).toContain(early);
      expect(pulled.changes.map(({ id }) => id)).not.toContain(late);
      if (desk === at) first = pulled;
    }
  }
  release.resolve();
  await slow;
  const second = await pullUntil(at, first?.cursor ?? '', late);
  expect(second.changes.map(({ id }) => id)).toContain(late);
});

test('in whatever order writers commit, a desk that reads meanwhile hears of everything once it is over', async () => {
  const at = await openWorkstation(journal, 'operator2');
  const scope_new = `user:${at.session.user.id}`;
  const ids = Array.from({ length: 40 }, () => newId());
  const before = (await pullAll(at)).cursor;
  await at.push(...ids.map((id, i) => registerCommand(id, `П-1013-${i}`)));
  let { cursor } = await pullUntil(at, before, ids.at(-1) ?? '');
  const heard = new Set<string>();
  // Each writer writes at once and commits when it is let go, in another order than they wrote.
  const gates = ids.map(() => Promise.withResolvers<void>());
  const pool = 8;
  for (let from = 0; from < ids.length; from += pool) {
    const mine = ids.slice(from, from + pool);
    const written = mine.map(() => Promise.withResolvers<void>());
    const writers = mine.map((entity_id, i) =>
      journal.db.transaction().execute(async (trx) => {
        await written[i - 1]?.promise;
        await trx
          .insertInto('change')
          .values({ territory: '98', entity: 'appeal', entity_id, scope_old: null, scope_new })
          .execute();
        written[i]?.resolve();
        await gates[from + i]?.promise;
      }),
    );
    await Promise.all(written.map(({ promise }) => promise));
    for (const i of mine.keys()) {
      gates[from + ((i * 5 + 3) % mine.length)]?.resolve();
      await writers[(i * 5 + 3) % mine.length];
      const page = await pull(at, cursor);
      for (const { id } of page.changes) heard.add(id);
      cursor = page.cursor;
    }
  }
  const listen = async (): Promise<boolean> => {
    const page = await pull(at, cursor);
    for (const { id } of page.changes) heard.add(id);
    cursor = page.cursor;
    return ids.every((id) => heard.has(id));
  };
  await expect.poll(listen, { timeout: 10_000, interval: 20 }).toBe(true);
});

test('an appeal that is passed on leaves one desk and comes to the other', async () => {
  const [from, to] = await Promise.all([openWorkstation(journal, 'operator1'), openWorkstation(journal, 'operator2')]);
  const appealId = newId();
  const before = (await pullAll(from)).cursor;
  await from.push(registerCommand(appealId, 'П-1004-1', { closeWith: null }));
  const start = (await pullUntil(from, before, appealId)).cursor;
  const startOfOther = (await pullAll(to)).cursor;
  const assigneeId = to.session.user.id;
  const [answer] = await from.push({ kind: 'appeal.assign', v: 1, appealId, assigneeId });
  expect(answer).toMatchObject({ outcome: 'accepted', appeal: { assigneeId } });
  expect((await pullAll(from)).changes.find(({ id }) => id === appealId)?.body).toBeNull();
  expect((await pullUntil(from, start, appealId)).changes).toMatchObject([{ id: appealId, body: null }]);
  expect((await pullUntil(to, startOfOther, appealId)).changes).toMatchObject([
    { id: appealId, body: { id: appealId, assigneeId } },
  ]);
  // From now on it is the other's to change.
  const amend = { kind: 'appeal.amend', v: 2, appealId, changes: { answer: 'Уточнено' }, was: null, settles: null };
  expect((await from.push(amend))[0]?.refusal?.code).toBe('auth.forbidden');
  expect((await to.push(amend))[0]?.outcome).toBe('accepted');
});

test('a long feed comes in pages that lose and repeat nothing', async () => {
  const at = await openWorkstation(journal, 'insurer1');
  const ids = Array.from({ length: 25 }, () => newId());
  await at.push(...ids.map((id, i) => registerCommand(id, `П-1005-${i}`)));
  await pullUntil(at, '', ids.at(-1) ?? '');
  const { changes } = await pullAll(at, '', 4);
  expect(changes.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
});

test('a page is compressed for who can read it so, and says the same without', async () => {
  const at = await openWorkstation(journal, 'insurer1');
  const appealId = newId();
  const before = (await pullAll(at)).cursor;
  await at.push(registerCommand(appealId, 'П-1006-1'));
  await pullUntil(at, before, appealId);
  const get = (encoding: string) =>
    fetch(`${journal.url}/v1/pull`, { headers: { authorization: at.bearer, 'accept-encoding': encoding } });
  const [small, plain] = await Promise.all([get('gzip'), get('identity')]);
  expect([small.headers.get('content-encoding'), plain.headers.get('content-encoding')]).toEqual(['gzip', null]);
  expect(await small.json()).toEqual(await plain.json());
});

test('a cursor of another feed is told to begin anew: past the end, of another mark, or of the first journals', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const appealId = newId();
  const before = (await pullAll(at)).cursor;
  await at.push(registerCommand(appealId, 'П-1007-1'));
  const { cursor } = await pullUntil(at, before, appealId);
  const [number = '', mark = ''] = cursor.split('.');
  for (const wrong of [`${Number(number) + 1000}.${mark}`, `${number}.${newId()}`, number, 'nonsense']) {
    const answer = await ask(journal, 'GET', `/v1/pull?cursor=${wrong}`, { authorization: at.bearer });
    expect([answer.status, answer.body.error.code]).toEqual([409, 'feed.restart']);
  }
  expect((await pull(at, cursor)).changes).toEqual([]);
});

test('a journal restored from a backup that has counted on past a desk’s cursor tells it to begin anew', async () => {
  const original = await createTestDatabase();
  const register = async (on: TestJournal, count: number) => {
    const at = await openWorkstation(on, 'operator1');
    const ids = Array.from({ length: count }, () => newId());
    await at.push(...ids.map((id, i) => registerCommand(id, `П-1008-${i}`)));
    const hasLast = (page: Pulled): boolean => page.changes.some(({ id }) => id === ids.at(-1));
    await expect.poll(() => pullAll(at, '', 200, on), { timeout: 10_000, interval: 20 }).toSatisfy(hasLast);
    return { at, page: await pullAll(at, '', 200, on) };
  };
  const before = await startTestJournal({ database: original });
  const { page: kept } = await register(before, 3);
  await before.stop();
  const backup = await createEmptyDatabase(new URL(original.url).pathname.slice(1));
  const after = await startTestJournal({ database: original });
  const { page: lost } = await register(after, 2);
  await after.stop();

  const restored = await startTestJournal({ database: backup });
  try {
    const { at, page } = await register(restored, 5);
    const from = (cursor: string) =>
      ask<Pulled & { error: { code: string } }>(restored, 'GET', `/v1/pull?cursor=${cursor}`, {
        authorization: at.bearer,
      });
    expect(Number(page.cursor.split('.')[0])).toBeGreaterThan(Number(lost.cursor.split('.')[0]));
    expect((await from(lost.cursor)).body.error.code).toBe('feed.restart');
    // What the backup knew is still known.
    expect((await from(kept.cursor)).body.changes).toHaveLength(5);
  } finally {
    await restored.stop();
    await Promise.all([backup.drop(), original.drop()]);
  }
});

test('a second journal over the same database rings at its own desks for what the first one numbers', async () => {
  const second = await startTestJournal({ database: journal.database });
  try {
    const [here, there] = await Promise.all([
      openWorkstation(journal, 'operator2'),
      openWorkstation(second, 'operator2'),
    ]);
    const bell = await newsFor(there, second);
    await here.push(registerCommand(newId(), 'П-1009-1'));
    await expect.poll(bell.rings, { timeout: 5000 }).toBeGreaterThan(0);
    bell.socket.disconnect();
  } finally {
    await second.stop();
  }
});
