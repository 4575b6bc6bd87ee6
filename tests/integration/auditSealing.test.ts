import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAuditHeads } from '../../src/journal/audit/auditHeads.ts';
import { destroyByCertificate, type Destruction } from '../../src/journal/audit/destroyByCertificate.ts';
import { sealBlock } from '../../src/journal/audit/sealBlock.ts';
import { catchUp, startSealer } from '../../src/journal/audit/startSealer.ts';
import { verifyAudit } from '../../src/journal/audit/verifyAudit.ts';
import { createDb } from '../../src/journal/db/createDb.ts';
import { toInstant } from '../../src/shared/lib/primitives.ts';
import { noteAccess, openClient, sealAll } from '../support/auditChain.ts';
import { createEmptyDatabase, createTestDatabase, TEST_TERRITORY, type TestDatabase } from '../support/postgres.ts';

const { territory } = TEST_TERRITORY;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const now = (): string => toInstant(Date.now());

let template: TestDatabase;
beforeAll(async () => {
  template = await createTestDatabase();
});
afterAll(() => template?.drop());

let database: TestDatabase;
let client: pg.Client;
let close: () => Promise<void>;
let folder: string;
beforeEach(async () => {
  database = await createEmptyDatabase(new URL(template.url).pathname.slice(1));
  ({ client, close } = await openClient(database));
  folder = await mkdtemp(join(tmpdir(), 'otklik-audit-'));
});
afterEach(async () => {
  await close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function count(table: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`select count(*) as count from ${table}`);
  return rows[0]?.count ?? 0;
}

test('what was there before the audit is sealed first, in portions, each row once', async () => {
  const before = (await count('appeal_event')) + (await count('access_log'));
  expect(before).toBeGreaterThan(100);
  for (let i = 0; i < 3; i++) await noteAccess(client, { q: String(i) });
  const heads = await sealAll(client, { mostRows: 25 });
  expect(await count('audit_entry')).toBe(before + 3);
  expect(await count('audit_waiting')).toBe(0);
  expect(await count('audit_block where not is_old')).toBe(0);
  await noteAccess(client, { q: 'новая' });
  heads.push(...(await sealAll(client)));
  expect(await count('audit_block where not is_old')).toBe(1);
  expect((await verifyAudit(client, territory, heads)).faults).toEqual([]);
});

test('while the old rows are being sealed a check says so, and finds no fault in that', async () => {
  const portion = () => sealBlock({ client, territory, now: now(), mostRows: 25 });
  // The access log of the template is empty, so its portion makes no block.
  expect((await portion()).head).toBeNull();
  const { head } = await portion();
  await noteAccess(client, { q: 'между тем' });
  const { isWalking, waiting, faults } = await verifyAudit(client, territory, head === null ? [] : [head]);
  expect([isWalking, waiting > 0, faults]).toEqual([true, true, []]);
});

test('a check in the middle of writing finds what is not sealed yet waiting, and nothing missing', async () => {
  const heads = await sealAll(client);
  await noteAccess(client, { q: 'ждёт' });
  const report = await verifyAudit(client, territory, heads);
  expect([report.waiting, report.faults]).toEqual([1, []]);
});

test('writers that commit late and in any order are all sealed, each exactly once', async () => {
  const heads = await sealAll(client);
  const writers = await Promise.all(Array.from({ length: 6 }, () => openClient(database)));
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
      fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      fc.integer({ min: 1, max: 4 }),
      async (order, kept, mostRows) => {
        const before = await count('audit_entry');
        for (const { client: writer } of writers) {
          await writer.query('begin');
          await noteAccess(writer, { q: 'первая' });
          await noteAccess(writer, { q: 'вторая' });
        }
        for (const place of order) {
          await writers[place]?.client.query(kept[place] === true ? 'commit' : 'rollback');
          heads.push(...(await sealAll(client, { mostRows })));
        }
        expect(await count('audit_entry')).toBe(before + 2 * kept.filter(Boolean).length);
        expect((await verifyAudit(client, territory, heads)).faults).toEqual([]);
      },
    ),
    { numRuns: 8 },
  );
  await Promise.all(writers.map((writer) => writer.close()));
});

test('a sealer does not wait for an open transaction, nor it for the sealer', async () => {
  await sealAll(client);
  const writer = await openClient(database);
  await writer.client.query('begin');
  await noteAccess(writer.client, { q: 'ещё не записано' });
  await noteAccess(client, { q: 'записано' });
  expect(await sealAll(client)).toHaveLength(1);
  await noteAccess(writer.client, { q: 'и ещё' });
  await writer.client.query('commit');
  expect(await sealAll(client)).toHaveLength(1);
  await writer.close();
});

test('two journals over one database seal everything once, and the heads of one file are enough', async () => {
  const handle = createDb(database.url, quiet, 4);
  const heads = createAuditHeads(folder);
  const options = {
    territory,
    connect: () => handle.connect(),
    clock: { nowMs: () => Date.now() },
    log: quiet,
    everyMs: 5,
  };
  const first = startSealer({ ...options, heads });
  const second = startSealer({ ...options, heads: createAuditHeads(join(folder, 'second')) });
  for (let i = 0; i < 30; i++) await noteAccess(client, { q: String(i) });
  await expect.poll(() => count('audit_waiting'), { timeout: 20_000, interval: 20 }).toBe(0);
  await Promise.all([first.stop(), second.stop()]);
  // Whichever had the right to it wrote them; the other catches up when it gets it.
  await catchUp(client, territory, heads, quiet);
  const report = await verifyAudit(client, territory, () => heads.read());
  expect([report.faults, report.headsTrusted]).toEqual([[], report.blocks]);
  expect(report.entries).toBe((await count('appeal_event')) + (await count('access_log')));
  await handle.close();
});

test('a kill between a block and its head, or in the middle of a line, is made good at the next start', async () => {
  const heads = createAuditHeads(folder);
  const made = await sealAll(client, { mostRows: 40 });
  await heads.append(made.slice(0, 1).map((head) => ({ ...head, sealedAt: now() })));
  await appendFile(join(folder, 'audit-heads.log'), '2:0123456789abc');
  expect(await heads.last()).toEqual(made[0]);
  expect((await verifyAudit(client, territory, () => heads.read())).faults).toEqual([]);
  await catchUp(client, territory, heads, quiet);
  const lines = (await readFile(join(folder, 'audit-heads.log'), 'utf8')).trim().split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual(made.map((head) => `${head.number}:${head.hash}`));
  expect((await verifyAudit(client, territory, () => heads.read())).headsTrusted).toBe(made.length);
});

test('a database that was put back is told of, and the head that proves it is kept', async () => {
  const heads = createAuditHeads(folder);
  await sealAll(client);
  const lost = { number: 999, hash: 'a'.repeat(64), sealedAt: now() };
  await heads.append([lost]);
  const said: string[] = [];
  await catchUp(client, territory, heads, { ...quiet, error: (_fields, event) => said.push(event) });
  expect([said, (await heads.last())?.number]).toEqual([['audit.head_differs'], 999]);
  const { faults } = await verifyAudit(client, territory, () => heads.read());
  expect(faults).toEqual([{ kind: 'head.missing', block: 999 }]);
});

async function closedAppeal(): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    'select id from appeal where closed_at is not null order by id limit 1',
  );
  return rows[0]?.id ?? '';
}

function order(changes: Partial<Destruction>): Destruction {
  const whole = { territory, certificate: '7/2031', login: 'sysadmin1', at: now(), appealIds: [], accessBefore: null };
  return { ...whole, ...changes };
}

async function loginOf(): Promise<string> {
  const { rows } = await client.query<{ login: string }>('select login from user_account order by login limit 1');
  return rows[0]?.login ?? '';
}

test('what was destroyed by a certificate verifies as such, and is gone', async () => {
  await noteAccess(client, { q: 'Давний взгляд' }, '2020-01-01T00:00:00.000Z');
  const heads = await sealAll(client);
  const [appealId, login] = [await closedAppeal(), await loginOf()];
  const done = await destroyByCertificate(
    client,
    order({ login, appealIds: [appealId], accessBefore: '2021-01-01T00:00:00.000Z' }),
  );
  expect(done).toMatchObject({ appeals: 1, accesses: 1 });
  for (const seal of [false, true]) {
    if (seal) heads.push(...(await sealAll(client)));
    const report = await verifyAudit(client, territory, heads);
    expect(report.faults).toEqual([]);
    expect([...report.destroyed]).toEqual([['7/2031', done.events + 1]]);
  }
  const { rows } = await client.query<{ text: string }>(
    `select body::text as text from appeal_event where appeal_id = $1 union all select state::text from appeal where id = $1`,
    [appealId],
  );
  expect(new Set(rows.map(({ text }) => text))).toEqual(new Set(['{"destroyed": "7/2031"}']));
  // Desks forget what has left every scope.
  const { rows: told } = await client.query('select from change where entity_id = $1 and scope_new is null', [
    appealId,
  ]);
  expect(told).toHaveLength(1);
  // Once more there is nothing left to destroy, and the appeal is not there.
  await expect(destroyByCertificate(client, order({ login, appealIds: [appealId] }))).rejects.toThrow(
    'audit.appeal_open',
  );
});

test.each([
  ['its row of the destruction deleted', `delete from destruction where source = 'event'`, 'row.edited'],
  ['its row of the destruction given another number', `update destruction set certificate = '8'`, 'row.edited'],
  [
    'something written into the empty place',
    `update appeal_event set body = '{"destroyed": "7/2031", "x": 1}' where body ? 'destroyed'`,
    'row.edited',
  ],
  ['the emptied row deleted', `delete from appeal_event where body ? 'destroyed'`, 'row.deleted'],
])('after a destruction, %s is found', async (_name, statement, kind) => {
  const heads = await sealAll(client);
  const [appealId, login] = [await closedAppeal(), await loginOf()];
  await destroyByCertificate(client, order({ login, appealIds: [appealId] }));
  heads.push(...(await sealAll(client)));
  await client.query(statement);
  const { faults } = await verifyAudit(client, territory, heads);
  expect(faults.map((fault) => fault.kind)).toContain(kind);
});

test('nothing is destroyed that is open, not sealed yet, or at the word of nobody', async () => {
  await sealAll(client);
  const [appealId, login] = [await closedAppeal(), await loginOf()];
  const attempt = (changes: Partial<Destruction>) => destroyByCertificate(client, order({ login, ...changes }));
  await expect(attempt({ login: 'nobody', appealIds: [appealId] })).rejects.toThrow('audit.unknown_user');
  await noteAccess(client, { q: 'только что' });
  await expect(attempt({ accessBefore: toInstant(Date.now() + 1000) })).rejects.toThrow('audit.not_sealed');
  await client.query('update appeal set closed_at = null where id = $1', [appealId]);
  await expect(attempt({ appealIds: [appealId] })).rejects.toThrow('audit.appeal_open');
  expect(await count('destruction')).toBe(0);
  expect(await count(`appeal_event where body ? 'destroyed'`)).toBe(0);
});
