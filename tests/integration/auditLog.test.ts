import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAudit } from '../../src/journal/audit/verifyAudit.ts';
import { createAuditHeads } from '../../src/journal/audit/auditHeads.ts';
import { runAuditCommand } from '../../src/journal/cli/runAuditCommand.ts';
import { auditPage, type AuditRecord, type Session } from '../../src/shared/contracts/journal.ts';
import { registerCommand, soundCard } from '../support/appealCommands.ts';
import { openClient } from '../support/auditChain.ts';
import { ask, newId, openWorkstation, signIn, startTestJournal, type TestJournal } from '../support/journal.ts';

let journal: TestJournal;
let administrator: Session;
beforeAll(async () => {
  journal = await startTestJournal();
  administrator = await signIn(journal, 'admin1');
});
afterAll(() => journal.stop());

const SEALED = { timeout: 20_000, interval: 100 };

/** What somebody is shown of the log; the contact centre's administrator, if not said otherwise. */
async function audit(query: Record<string, string | number>, reader = administrator) {
  const words = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  const answer = await ask<unknown>(journal, 'GET', `/v1/audit?${words.toString()}`, {
    authorization: `Bearer ${reader.accessToken}`,
  });
  const page = answer.status === 200 ? auditPage.parse(answer.body) : { records: [], next: null };
  return { status: answer.status, ...page };
}

const whatOf = (records: readonly AuditRecord[]): string[] => records.map(({ what }) => what);

test('coming, going and being refused stand in the log, a wrong login without what was typed', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const wrong = (login: string) =>
    ask(journal, 'POST', '/v1/sign-in', { body: { login, password: 'wrong', deviceId: at.deviceId } });
  await wrong('operator1');
  await wrong('МойПароль123');
  expect((await ask(journal, 'POST', '/v1/sign-out', { authorization: at.bearer })).status).toBe(200);
  const rows = await journal.db
    .selectFrom('access_log')
    .where('device_id', '=', at.deviceId)
    .orderBy('id')
    .select(['what', 'user_id', 'session_id', 'detail'])
    .execute();
  const { id } = at.session.user;
  const { sessionId } = at.session;
  const reason = 'auth.wrong_password';
  expect(rows).toEqual([
    { what: 'session.begun', user_id: id, session_id: sessionId, detail: {} },
    { what: 'session.refused', user_id: id, session_id: null, detail: { reason } },
    { what: 'session.refused', user_id: null, session_id: null, detail: { reason } },
    { what: 'session.ended', user_id: id, session_id: sessionId, detail: {} },
  ]);
  // Going says no more than that: the session may go on at the desk while the journal is away.
  expect((await ask(journal, 'GET', '/v1/reference', { authorization: at.bearer })).status).toBe(200);
});

test('who may read the log finds by user, person, appeal and time, page after page, and is in it himself', async () => {
  const at = await openWorkstation(journal, 'operator2');
  const { id: personId } = await journal.db.selectFrom('person').select('id').limit(1).executeTakeFirstOrThrow();
  const [appealId, otherId] = [newId(), newId()];
  const block = await at.takeNumbers();
  const number = (place: number): string => `98-${String(block.first + place).padStart(6, '0')}`;
  await at.push(
    registerCommand(appealId, number(0), { card: soundCard({ personId }) }),
    registerCommand(otherId, number(1)),
  );
  await ask(journal, 'GET', `/v1/appeals/${appealId}`, { authorization: at.bearer });
  const opened = async () => (await audit({ appeal: appealId })).records.filter(({ what }) => what === 'appeal.opened');
  await expect.poll(opened, SEALED).toHaveLength(1);

  const ofAppeal = await audit({ appeal: appealId });
  expect(whatOf(ofAppeal.records)).toContain('appeal.registered');
  expect(ofAppeal.records.every(({ detail }) => !JSON.stringify(detail).includes('полис'))).toBe(true);
  expect(whatOf((await audit({ person: personId })).records)).toEqual(
    expect.arrayContaining(['appeal.opened', 'appeal.registered']),
  );
  expect((await audit({ appeal: otherId, person: personId })).records).toEqual([]);
  const { id: userId, name } = at.session.user;
  const ofUser = (await audit({ user: userId, limit: 200 })).records;
  expect(new Set(ofUser.map(({ userName }) => userName))).toEqual(new Set([name]));

  const paged: AuditRecord[] = [];
  for (let before: number | null = null; ;) {
    const page = await audit({ user: userId, limit: 2, ...(before === null ? {} : { before }) });
    paged.push(...page.records);
    before = page.next;
    if (before === null) break;
  }
  expect(paged).toEqual(ofUser);
  const [last] = ofUser;
  const since = { user: userId, from: last?.at ?? '' };
  expect((await audit(since)).records.every((record) => record.at >= since.from)).toBe(true);
  expect((await audit({ user: userId, to: ofUser.at(-1)?.at ?? '' })).records).toEqual([]);
  const readers = async () => whatOf((await audit({ appeal: appealId })).records);
  await expect.poll(readers, SEALED).toContain('audit.listed');
});

test.each(['operator1', 'supervisor1'])('%s may not read it', async (login) => {
  expect((await audit({}, await signIn(journal, login))).status).toBe(403);
});

test('the command line checks a running journal, by the file of heads and by a head of its own', async () => {
  const heads = createAuditHeads(journal.recordingsDir);
  await expect.poll(() => heads.last(), SEALED).not.toBeNull();
  const run = async (...words: string[]) => {
    let said = '';
    const code = await runAuditCommand(
      [...words, '--postgres-url', journal.database.url],
      {},
      (text) => (said += text),
    );
    return { code, said };
  };
  const byFile = await run('verify', '--data-dir', journal.recordingsDir);
  expect(byFile.said).toContain('Журнал аудита цел');
  expect(byFile.code).toBe(0);
  const kept = /сохраните её: (\S+)/.exec(byFile.said)?.[1] ?? '';
  expect(await run('verify', '--head', kept)).toMatchObject({ code: 0 });
  const alien = await run('verify', '--head', `1:${'0'.repeat(64)}`);
  expect([alien.code, alien.said]).toEqual([1, expect.stringContaining('Блок 1: не тот, что записан')]);
  expect(await run('verify')).toMatchObject({ code: 1 });
  expect(await run('verify', '--head', 'nonsense')).toMatchObject({ code: 2 });
  expect(await run('destroy', '--act', '1')).toMatchObject({ code: 2 });
  const missing = await run('destroy', '--act', '1', '--by', 'admin1', '--appeal', randomUUID());
  expect([missing.code, missing.said]).toEqual([2, expect.stringContaining('ничего не уничтожено')]);
  const { client, close } = await openClient(journal.database);
  expect((await verifyAudit(client, '98', () => heads.read())).faults).toEqual([]);
  await close();
});
