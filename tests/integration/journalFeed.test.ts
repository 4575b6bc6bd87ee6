import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import type { pullResponse } from '../../src/shared/contracts/journal.ts';
import { writeChange } from '../../src/journal/feed/writeChange.ts';
import { registerCommand } from '../support/appealCommands.ts';
import {
  ask,
  newId,
  openWorkstation,
  startTestJournal,
  type TestJournal,
  type TestWorkstation,
} from '../support/journal.ts';

type Pulled = z.output<typeof pullResponse>;

let journal: TestJournal;
beforeAll(async () => {
  journal = await startTestJournal();
});
afterAll(() => journal.stop());

async function pull(at: TestWorkstation, cursor: number, limit = 200): Promise<Pulled> {
  return (await ask<Pulled>(journal, 'GET', `/v1/pull?cursor=${cursor}&limit=${limit}`, { authorization: at.bearer }))
    .body;
}

/** Pulls until the change of this entity comes: numbering follows the commit by some milliseconds. */
async function pullUntil(at: TestWorkstation, cursor: number, id: string): Promise<Pulled> {
  return expect
    .poll(() => pull(at, cursor), { timeout: 10_000, interval: 20 })
    .toSatisfy((pulled: Pulled) => pulled.changes.some((change) => change.id === id))
    .then(() => pull(at, cursor));
}

async function newsFor(at: TestWorkstation): Promise<{ socket: Socket; rings: () => number }> {
  let rings = 0;
  const socket = io(journal.url, {
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
  const [start, startOfOther] = await Promise.all([pull(mine, 0, 500), pull(other, 0, 500)]);
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

test('a stranger is not let near the bell', async () => {
  const socket = io(journal.url, { auth: { token: 'nonsense' }, transports: ['websocket'], reconnection: false });
  const error = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
  expect(error.message).toBe('auth.required');
  socket.disconnect();
});

test('a transaction held open delays nobody, and its change is not missed when it commits at last', async () => {
  const at = await openWorkstation(journal, 'operator3');
  const late = newId();
  const early = newId();
  const begun = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  await at.push(registerCommand(late, 'П-1003-1'));
  const start = (await pullUntil(at, 0, late)).cursor;
  // The slow writer takes its place in the table first …
  const slow = journal.db.transaction().execute(async (trx) => {
    await writeChange(trx, '98', {
      entity: 'appeal',
      entity_id: late,
      scope_old: null,
      scope_new: `user:${at.session.user.id}`,
    });
    begun.resolve();
    await release.promise;
  });
  await begun.promise;
  // … and a quick one after it is neither held up nor hidden.
  await at.push(registerCommand(early, 'П-1003-2'));
  const first = await pullUntil(at, start, early);
  expect(first.changes.map(({ id }) => id)).toEqual([early]);
  release.resolve();
  await slow;
  const second = await pullUntil(at, first.cursor, late);
  expect(second.changes.map(({ id }) => id)).toEqual([late]);
});

test('what leaves a desk’s scope comes as an empty body, also before that change has a number', async () => {
  const [from, to] = await Promise.all([openWorkstation(journal, 'operator1'), openWorkstation(journal, 'operator2')]);
  const appealId = newId();
  const [answer] = await from.push(registerCommand(appealId, 'П-1004-1'));
  const start = (await pullUntil(from, 0, appealId)).cursor;
  const state = JSON.stringify({ ...answer?.appeal, registeredBy: to.session.user.id });
  await journal.db.transaction().execute(async (trx) => {
    await trx
      .updateTable('appeal')
      .set({ state, registered_by: to.session.user.id })
      .where('id', '=', appealId)
      .execute();
    await writeChange(trx, '98', {
      entity: 'appeal',
      entity_id: appealId,
      scope_old: `user:${from.session.user.id}`,
      scope_new: `user:${to.session.user.id}`,
    });
  });
  expect((await pull(from, 0, 500)).changes.find(({ id }) => id === appealId)?.body).toBeNull();
  expect((await pullUntil(from, start, appealId)).changes).toMatchObject([{ id: appealId, body: null }]);
  expect((await pullUntil(to, start, appealId)).changes).toMatchObject([{ id: appealId, body: { id: appealId } }]);
});

test('a long feed comes in pages that lose and repeat nothing', async () => {
  const at = await openWorkstation(journal, 'insurer1');
  const ids = Array.from({ length: 25 }, () => newId());
  await at.push(...ids.map((id, i) => registerCommand(id, `П-1005-${i}`)));
  await pullUntil(at, 0, ids.at(-1) ?? '');
  const seen: string[] = [];
  let cursor = 0;
  for (let more = true; more;) {
    const page = await pull(at, cursor, 4);
    seen.push(...page.changes.map(({ id }) => id));
    ({ cursor, more } = page);
  }
  expect(seen.toSorted()).toEqual(ids.toSorted());
});
