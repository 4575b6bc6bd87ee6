import { spawn } from 'node:child_process';
import { createAuditHeads } from '../../src/journal/audit/auditHeads.ts';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createJournal } from '../../src/journal/createJournal.ts';
import { createDb } from '../../src/journal/db/createDb.ts';
import { attachmentKind, createReceivedFiles, recordingKind } from '../../src/journal/files/receivedFiles.ts';
import type { Session } from '../../src/shared/contracts/journal.ts';
import { ask, newId } from '../support/journal.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/postgres.ts';

const entry = fileURLToPath(new URL('../../src/journal/index.ts', import.meta.url));
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const PASSWORD = 'тихая-заводь-3';

let folder: string;
let database: TestDatabase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otklik-first-'));
  database = await createEmptyDatabase();
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** The command as it is typed, its password by a pipe. */
async function user(words: readonly string[], password: string): Promise<{ code: number | null; said: string }> {
  const journal = ['--data-dir', folder, '--postgres-url', database.url, '--territory', '77', '--region', 'Город'];
  const child = spawn(process.execPath, [entry, 'user', ...words, ...journal], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  child.stdin.end(`${password}\n`);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, said };
}

const FIRST = ['add', '--login', 'root.admin', '--name', 'Зайцев Кирилл Денисович', '--role', 'sysAdmin'];

test('the first person of an empty journal comes in by the command line, and the last one back', async () => {
  const noFund = await user(FIRST, PASSWORD);
  expect([noFund.code, noFund.said]).toEqual([1, expect.stringContaining('--fund-code')]);
  const weak = await user([...FIRST, '--fund-code', '77000', '--fund-name', 'ТФОМС города'], 'короткий');
  expect([weak.code, weak.said]).toEqual([2, expect.stringContaining('ten characters')]);

  const added = await user([...FIRST, '--fund-code', '77000', '--fund-name', 'ТФОМС города'], PASSWORD);
  expect(added.said).toContain('root.admin: done');
  expect(added.said).not.toContain(PASSWORD);
  const again = await user(FIRST, PASSWORD);
  expect([again.code, again.said]).toEqual([1, expect.stringContaining('reset-password')]);
  expect((await user(['reset-password', '--login', 'root.admin'], 'другая-заводь-4')).code).toBe(0);

  const handle = createDb(database.url, quiet);
  const journal = await createJournal({
    database: handle,
    clock: { nowMs: () => Date.now() },
    ids: { next: () => newId() },
    log: quiet,
    files: createReceivedFiles(folder, recordingKind),
    attachmentFiles: createReceivedFiles(folder, attachmentKind),
    auditHeads: createAuditHeads(folder),
    webhooks: { allowPrivate: false, timeoutMs: 1_000, everyMs: null },
    signingKey: randomBytes(32),
    config: { territory: '77', region: 'Город', demo: false, pbxDomain: 'pbx.test' },
    demoUsers: null,
    checkAnswers: true,
  });
  try {
    const url = await journal.listen('127.0.0.1', 0);
    const enter = (password: string) =>
      ask<Session>({ url }, 'POST', '/v1/sign-in', { body: { login: 'root.admin', password, deviceId: newId() } });
    expect((await enter(PASSWORD)).status).toBe(401);
    const { body } = await enter('другая-заводь-4');
    const users = await ask<{ users: unknown[] }>({ url }, 'GET', '/v1/admin/users', {
      authorization: `Bearer ${body.accessToken}`,
    });
    expect(users.body.users).toEqual([
      expect.objectContaining({ login: 'root.admin', role: 'sysAdmin', mustChangePassword: false }),
    ]);
    const log = await handle.db.selectFrom('access_log').select(['what', 'detail']).orderBy('id').execute();
    expect(log.slice(0, 2)).toEqual([
      { what: 'user.added', detail: expect.objectContaining({ by: 'commandLine' }) },
      { what: 'user.passwordReset', detail: expect.objectContaining({ by: 'commandLine' }) },
    ]);
  } finally {
    await journal.stop();
    await handle.close();
  }
});
