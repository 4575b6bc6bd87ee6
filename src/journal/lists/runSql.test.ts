import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import type { Lend } from '../db/createDb.ts';
import { runShaped, type ListDb } from './runSql.ts';
import { uuids } from './scopeFilter.ts';

/** Nothing connects: what would be asked is kept. */
function listening(): { db: ListDb; asked: { text: string; values: unknown[] }[] } {
  const asked: { text: string; values: unknown[] }[] = [];
  const client = {
    query: (query: { text: string; values: unknown[] }) => {
      asked.push(query);
      return Promise.resolve({ rows: [] });
    },
  };
  const lend: Lend = (work) => work(client as never);
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool: new pg.Pool() }) });
  return { db: { db, lend, lendPlanned: lend, territory: '98' } as never, asked };
}

test('the text is made once and asked with what each asks, in arrays, too', async () => {
  const { db, asked } = listening();
  let made = 0;
  for (const me of ['one', 'two']) {
    await runShaped(db, 'test of texts', { me, other: 7 }, (marks) => {
      made += 1;
      return sql`select ${marks.me}, ${uuids([marks.me])}, ${db.territory}, ${true}, ${marks.other}`;
    });
  }
  expect(made).toBe(1);
  expect(asked.map(({ values }) => values)).toEqual([
    ['one', ['one'], '98', true, 7],
    ['two', ['two'], '98', true, 7],
  ]);
});

test('a text made of somebody’s own value is refused: the next would be answered with it', async () => {
  const { db, asked } = listening();
  const me = '0190a0b0-0000-7000-8000-000000000001';
  const leaking = runShaped(db, 'test of leaks', { me }, () => sql`select ${me}`);
  await expect(leaking).rejects.toThrow('part of a kept text');
  const inArray = runShaped(db, 'test of leaks in arrays', { me }, () => sql`select ${uuids([me])}`);
  await expect(inArray).rejects.toThrow('part of a kept text');
  expect(asked).toEqual([]);
});
