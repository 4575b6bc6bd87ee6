import { spawnSync } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { SyncInfo } from '../../src/shared/contracts/bridge.ts';
import { migrations } from '../../src/main/core/cache/migrations.ts';
import { openCache, type Cache } from '../../src/main/core/cache/openCache.ts';
import { firstSchemaIds, makeFirstSchemaCache } from '../support/cache/firstSchemaCache.ts';
import { statementsOf } from '../support/cache/statementsOf.ts';
import { connectBridge } from '../support/bridgeClient.ts';
import { startDeskProcess, startJournalProcess } from '../support/workplace.ts';

const folders: string[] = [];
const fresh = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-migrations-'));
  folders.push(folder);
  return folder;
};
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const someone = {
  ...{ id: randomUUID(), login: 'operator1', name: 'Смирнова Анна Петровна', role: 'op1' },
  ...{ organisationId: randomUUID(), territory: '98' },
};

/** Every table and index as SQLite has them, with the columns: a renamed table spells its words anew, so that the text is not compared. */
function shapeOf(cache: Cache): unknown {
  const tables = cache
    .prepare<[], { type: string; name: string }>(
      `SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name`,
    )
    .all();
  return {
    version: cache.pragma('user_version', { simple: true }),
    tables: tables.map(({ type, name }) => ({
      ...{ type, name },
      columns: cache.pragma(type === 'table' ? `table_xinfo(${name})` : `index_xinfo(${name})`),
    })),
  };
}

function rowsOf(cache: Cache): unknown {
  const names = cache.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`).pluck().all();
  return (names as string[]).map((name) => [name, cache.prepare(`SELECT * FROM ${name} ORDER BY 1, 2`).all()]);
}

/** The cache opened by today's desk, and everything in it. */
function opened(dataDir: string, key: Buffer): { shape: unknown; rows: unknown } {
  const { cache, setAside } = openCache(dataDir, key, 'test');
  expect(setAside).toBeNull();
  expect(cache.pragma('integrity_check', { simple: true })).toBe('ok');
  const seen = { shape: shapeOf(cache), rows: rowsOf(cache) };
  cache.close();
  return seen;
}

function migrateAndDie(dataDir: string, key: Buffer, dieAfter: number): NodeJS.Signals | null {
  const entry = join(import.meta.dirname, '../support/cache/migrateAndDie.ts');
  return spawnSync(process.execPath, [entry, dataDir, key.toString('hex'), String(dieAfter)]).signal;
}

test('the first step is the one that was released', () => {
  const sum = createHash('sha256')
    .update(migrations[0] ?? '')
    .digest('hex');
  expect(sum).toBe('335e1c713c2f55b7becaa28e7ee0312652197b0cf5d860646c4f401c9ce2eab5');
});

test(
  'killed after any statement of any step, a cache of the first desks comes to the same shape and rows',
  { timeout: 300_000 },
  () => {
    const template = fresh();
    const { key } = makeFirstSchemaCache({ dataDir: template, user: someone });
    const whole = fresh();
    cpSync(template, whole, { recursive: true });
    const wanted = opened(whole, key);
    const count = migrations.slice(1).flatMap((step) => statementsOf(step)).length;
    for (let dieAfter = 1; dieAfter <= count; dieAfter += 1) {
      const dataDir = fresh();
      cpSync(template, dataDir, { recursive: true });
      expect(migrateAndDie(dataDir, key, dieAfter)).toBe('SIGKILL');
      expect(opened(dataDir, key), `killed after statement ${dieAfter}`).toEqual(wanted);
      rmSync(dataDir, { recursive: true });
    }
    expect(migrateAndDie(fresh(), key, Number.MAX_SAFE_INTEGER)).toBeNull();
  },
);

test('a very first start that is killed after any statement comes to the same shape', { timeout: 300_000 }, () => {
  const key = randomBytes(32);
  const wanted = opened(fresh(), key);
  const count = statementsOf(migrations[0] ?? '').length;
  for (let dieAfter = 1; dieAfter <= count; dieAfter += 4) {
    const dataDir = fresh();
    expect(migrateAndDie(dataDir, key, dieAfter)).toBe('SIGKILL');
    expect(opened(dataDir, key), `killed after statement ${dieAfter}`).toEqual(wanted);
  }
});

test('the outbox of a desk of the first release drains, brought up, into the journal of today', async () => {
  const journal = await startJournalProcess();
  const dataDir = fresh();
  const ids = firstSchemaIds;
  try {
    const [user] = await journal.sql<typeof someone>(
      `select u.id, u.login, u.name, r.role, r.organisation_id as "organisationId", u.territory
       from user_account u join user_role r on r.territory = u.territory and r.user_id = u.id where u.login = 'operator1'`,
    );
    if (user === undefined) throw new Error('no operator1');
    const made = makeFirstSchemaCache({ dataDir, user });
    writeFileSync(join(dataDir, 'cache.key'), made.key.toString('hex'), { mode: 0o600 });
    // What the journal of that day knew: the workstation with its two answered acts, who worked there, and its numbers.
    const secretHash = createHash('sha256').update(made.deviceSecret).digest('hex');
    await journal.sql(
      `insert into device (territory, id, name, secret_hash, last_seq, enrolled_by, enrolled_at)
       values ('98', $1, 'АРМ', $2, 2, $3, now())`,
      [ids.device, secretHash, user.id],
    );
    for (const { seq, actId, outcome, kind, refusal } of made.answered) {
      await journal.sql(
        `insert into act_log (territory, device_id, seq, act_id, is_repeat, author_id, session_id, kind, body, outcome,
           answer, received_at)
         values ('98', $1, $2, $3, false, $4, $5, $6, '{}', $7, $8, now())`,
        [ids.device, seq, actId, user.id, ids.session, kind, outcome, { seq, actId, outcome, refusal, appeal: null }],
      );
    }
    await journal.sql(
      `insert into user_session (territory, id, user_id, device_id, refresh_hash, created_at, expires_at)
       values ('98', $1, $2, $3, 'spent', now(), now())`,
      [ids.session, user.id, ids.device],
    );
    await journal.sql(
      `insert into number_block (territory, first, last, device_id, taken_at) values ('98', $1, $2, $3, now())`,
      [made.block.first, made.block.last, ids.device],
    );
    await journal.sql(`update number_counter set last = greatest(last, 1000) where territory = '98'`);

    const desk = await startDeskProcess({ journalUrl: journal.url, pbxWsUrl: null, dataDir });
    const window = await connectBridge(desk.url);
    const synced = async (holds: (info: SyncInfo) => boolean): Promise<void> => {
      const shown = window.event('sync.changed', holds);
      if (!holds(await window.call('sync.get', {}))) await shown;
    };
    const password = journal.users.find(({ login }) => login === 'operator1')?.password ?? '';
    await window.call('session.signIn', { login: 'operator1', password });
    await synced(
      ({ journal: state, waiting, recordingsWaiting }) => state === 'up' && waiting + recordingsWaiting === 0,
    );

    const stored = await journal.sql(
      `select number, status, essence, state->'card'->>'answer' as answer from appeal where id = $1`,
      [ids.appeal],
    );
    expect(stored).toEqual([
      { number: '98-000401', status: 'closed', essence: 'Отказали в записи к врачу', answer: 'Записан на завтра' },
    ]);
    expect(journal.recordingFile(ids.recording)).toEqual(made.recording);
    const { appeals } = await window.call('appeals.list', {});
    expect(appeals.find(({ appeal }) => appeal.id === ids.appeal)).toMatchObject({
      sync: 'accepted',
      appeal: { status: 'closed', number: '98-000401' },
    });
    const { drafts } = await window.call('drafts.list', {});
    expect(drafts.map((draft) => draft.card.essence)).toEqual(['Начала писать']);
    // What the journal of that day refused is still shown to who meant it.
    const { acts } = await window.call('outbox.list', {});
    expect(acts).toMatchObject([{ seq: 2, state: 'refused', refusal: { code: 'appeal.not_found' } }]);
    window.close();
    await desk.stop();
  } finally {
    await journal.stop();
  }
});
