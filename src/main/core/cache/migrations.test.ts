import { expect, test } from 'vitest';
import { appealStateOfContract1, registerOfContract1 } from '../../../../tests/support/oldCache.ts';
import { bareDesk, memoryCache, someUser } from '../../../../tests/support/bareDesk.ts';
import { migrations } from './migrations.ts';

const anna = someUser(1);

test('a cache of the first shape keeps its acts, appeals and place in the order of its numbers', () => {
  const cache = memoryCache(1);
  const base = appealStateOfContract1(1);
  const local = { ...base, card: { ...base.card, answer: 'Ответ, ещё не отправленный' } };
  const insertAppeal = cache.prepare('INSERT INTO appeal VALUES (?, ?, ?, ?, ?)');
  insertAppeal.run(anna.id, base.id, JSON.stringify(base), JSON.stringify(local), base.occurredAt);
  const same = appealStateOfContract1(2);
  insertAppeal.run(anna.id, same.id, JSON.stringify(same), JSON.stringify(same), same.occurredAt);
  const unsent = appealStateOfContract1(3);
  insertAppeal.run(anna.id, unsent.id, null, JSON.stringify(unsent), unsent.occurredAt);
  const insertAct = cache.prepare(`INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const amend = { kind: 'appeal.amend', v: 1, appealId: base.id, changes: { answer: 'Ответ, ещё не отправленный' } };
  const ids = ['018f0000-0000-7000-8000-0000000000b1', '018f0000-0000-7000-8000-0000000000b2'];
  const at = base.occurredAt;
  insertAct.run(6, ids[0], anna.id, anna.id, at, 'appeal.register', unsent.id, registerOfContract1(3), 'waiting', null);
  insertAct.run(7, ids[1], anna.id, anna.id, at, 'appeal.amend', base.id, JSON.stringify(amend), 'waiting', null);
  cache.prepare('INSERT INTO feed VALUES (?, ?)').run(anna.id, 512);

  for (const sql of migrations.slice(1)) cache.exec(sql);
  const desk = bareDesk(cache, anna);

  expect(desk.appeals.stored(anna.id, base.id)).toMatchObject({
    base: { card: base.card, conflicts: [], assigneeId: null },
    local: { card: local.card },
    gone: false,
  });
  expect(desk.appeals.get(anna.id, same.id)?.card).toEqual(same.card);
  expect(desk.appeals.stored(anna.id, unsent.id)).toMatchObject({ base: null, local: { id: unsent.id } });
  // The feed's old cursor had no mark: it is read again, and nothing it tells is doubled.
  expect(desk.feed.state(anna.id)).toEqual({ cursor: '', pass: 1, sweeping: true });
  const owed = desk.outbox.owed(0, { acts: 10, bytes: 1e6 });
  expect(owed.map(({ act }) => act.seq)).toEqual([6, 7]);
  expect(owed[1]?.act.command).toEqual({ ...amend, v: 2, was: null, settles: null });
  const next = desk.transact(() =>
    desk.enqueue({ kind: 'operator.moved', v: 1, status: 'ready', reason: null, callId: null }),
  );
  expect(next).toBe(8);
});
