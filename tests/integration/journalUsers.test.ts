import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AdminUser, UserDraft, UserSaved } from '../../src/shared/contracts/admin.ts';
import { defaultAnswerTemplate } from '../../src/shared/domain/answer/answerTemplate.ts';
import type { AppealFile, ReferenceData } from '../../src/shared/contracts/journal.ts';
import { registerCommand } from '../support/appealCommands.ts';
import {
  ask,
  newId,
  openWorkstation,
  startTestJournal,
  type TestJournal,
  type TestWorkstation,
} from '../support/journal.ts';

let journal: TestJournal;
let admin: TestWorkstation;
beforeAll(async () => {
  journal = await startTestJournal();
  admin = await openWorkstation(journal, 'sysadmin1');
});
afterAll(() => journal.stop());

type Problem = { error: { code: string; params: Record<string, unknown> } };
const post = <T = Problem>(path: string, body: unknown, at: TestWorkstation = admin) =>
  ask<T>(journal, 'POST', `/v1/admin/${path}`, { authorization: at.bearer, body });
const users = async (): Promise<AdminUser[]> =>
  (await ask<{ users: AdminUser[] }>(journal, 'GET', '/v1/admin/users', { authorization: admin.bearer })).body.users;
const userOf = async (login: string): Promise<AdminUser> => {
  const user = (await users()).find((one) => one.login === login);
  if (user === undefined) throw new Error(`no ${login}`);
  return user;
};
const enter = (login: string, password: string) =>
  ask<{ accessToken: string } & Problem>(journal, 'POST', '/v1/sign-in', {
    body: { login, password, deviceId: newId() },
  });
const version = async (): Promise<number> =>
  (await journal.db.selectFrom('reference').select('version').executeTakeFirstOrThrow()).version;
const entries = (what: string) =>
  journal.db.selectFrom('access_log').where('what', '=', what).selectAll().orderBy('id').execute();

async function draft(login: string, changes: Partial<UserDraft> = {}): Promise<UserDraft> {
  const { organisationId } = await userOf('operator1');
  return { login, name: 'Петрова Мария Ильинична', role: 'op1', organisationId, line: null, ...changes };
}
async function add(login: string, changes: Partial<UserDraft> = {}): Promise<UserSaved> {
  const { status, body } = await post<UserSaved>('users', await draft(login, changes));
  expect(status).toBe(200);
  return body;
}

test('only the system administrator may ask', async () => {
  for (const login of ['operator1', 'supervisor1', 'admin1', 'analyst1', 'insurer2']) {
    const at = await openWorkstation(journal, login);
    for (const path of ['users', 'organisations', 'settings']) {
      const answer = await ask(journal, 'GET', `/v1/admin/${path}`, { authorization: at.bearer });
      expect([login, path, answer.status]).toEqual([login, path, 403]);
    }
  }
});

test('a one-time password opens nothing but its own change', async () => {
  const before = await version();
  const { user, oneTimePassword } = await add('petrova');
  expect(user).toMatchObject({ login: 'petrova', role: 'op1', mustChangePassword: true, openAppeals: 0 });
  expect(await version()).toBe(before + 1);
  const first = await enter('petrova', oneTimePassword ?? '');
  expect([first.status, first.body.error.code]).toEqual([403, 'auth.password_change_needed']);

  const change = (password: string, newPassword: string) =>
    ask(journal, 'POST', '/v1/password', { body: { login: 'petrova', password, newPassword, deviceId: newId() } });
  expect((await change('не тот', 'берег-тихий-7')).body.error.code).toBe('auth.wrong_password');
  expect((await change(oneTimePassword ?? '', 'короткий')).body.error.code).toBe('password.short');
  expect((await change(oneTimePassword ?? '', oneTimePassword ?? '')).body.error.code).toBe('password.same');
  expect((await change(oneTimePassword ?? '', 'берег-тихий-7')).status).toBe(200);
  expect((await enter('petrova', 'берег-тихий-7')).status).toBe(200);
  expect((await enter('petrova', oneTimePassword ?? '')).status).toBe(401);
  expect((await userOf('petrova')).mustChangePassword).toBe(false);
});

test('no password is ever in a list, the access log or the log', async () => {
  const { oneTimePassword } = await add('sidorova', { line: '555', linePassword: 'line-secret-555' });
  const kept = JSON.stringify([await users(), await journal.db.selectFrom('access_log').selectAll().execute()]);
  for (const secret of [oneTimePassword ?? '-', 'line-secret-555', 'argon2', 'берег-тихий-7']) {
    expect(kept).not.toContain(secret);
    expect(journal.logged.join('\n')).not.toContain(secret);
  }
});

test('what must be there once is refused twice, at its field', async () => {
  expect((await post('users', await draft('operator1'))).body.error.code).toBe('user.login_taken');
  const line = await draft('volkova', { line: '101', linePassword: 'line-secret-101' });
  expect((await post('users', line)).body.error.code).toBe('user.line_taken');
  expect((await post('users', await draft('volkova', { line: '777' }))).body.error.code).toBe('user.line_password');
  expect((await post('users', await draft('volkova', { role: 'sp1' }))).body.error.code).toBe('user.role_not_here');
  expect((await post('users', await draft('Волкова'))).body.error.params).toEqual({ field: 'login' });
  expect((await users()).some((one) => one.login === 'volkova')).toBe(false);
});

test('another role has its beginning, and the former one stays on record', async () => {
  const { user } = await add('egorova');
  const changed = await post<UserSaved>(
    `users/${user.id}`,
    await draft('egorova', { role: 'op2', name: 'Егорова Мария Ильинична' }),
  );
  expect(changed.body).toMatchObject({ oneTimePassword: null, user: { role: 'op2', name: 'Егорова Мария Ильинична' } });
  const roles = await journal.db
    .selectFrom('user_role')
    .where('user_id', '=', user.id)
    .select(['role', 'since'])
    .orderBy('since')
    .execute();
  expect(roles.map(({ role }) => role)).toEqual(['op1', 'op2']);
  const [entry] = (await entries('user.changed')).slice(-1);
  expect(entry?.detail).toMatchObject({ before: { role: 'op1' }, after: { role: 'op2' } });
});

test('who is disabled is out at once, and what they lead goes to the one who is named, through its history', async () => {
  const leaving = await openWorkstation(journal, 'operator2');
  const [first, second] = [newId(), newId()];
  await leaving.push(
    registerCommand(first, 'П-0900-1', { closeWith: null }),
    registerCommand(second, 'П-0900-2', { closeWith: null }),
  );
  const { id, openAppeals } = await userOf('operator2');
  expect(openAppeals).toBeGreaterThanOrEqual(2);

  const nobody = await post(`users/${id}/disable`, { toUserId: null, reason: 'Уволен' });
  expect(nobody.body.error).toMatchObject({ code: 'user.leads_appeals', params: { count: openAppeals } });
  const unfit = await post(`users/${id}/disable`, { toUserId: (await userOf('analyst1')).id, reason: 'Уволен' });
  expect(unfit.body.error.code).toBe('appeal.assignee_unknown');
  expect((await userOf('operator2')).disabledAt).toBe(null);

  const heir = await userOf('operator3');
  const done = await post<{ reassigned: number }>(`users/${id}/disable`, { toUserId: heir.id, reason: 'Уволен' });
  expect(done.body).toEqual({ reassigned: openAppeals });
  expect(await userOf('operator2')).toMatchObject({ openAppeals: 0 });
  expect((await userOf('operator2')).disabledAt).not.toBe(null);
  expect((await userOf('operator3')).openAppeals).toBe(heir.openAppeals + openAppeals);

  const out = await ask(journal, 'GET', '/v1/reference', { authorization: leaving.bearer });
  expect(out.status).toBe(401);
  const events = await journal.db
    .selectFrom('appeal_event')
    .where('appeal_id', '=', first)
    .select(['kind', 'body'])
    .orderBy('version')
    .execute();
  expect(events.at(-1)).toMatchObject({
    kind: 'appeal.assigned',
    body: { assigneeId: heir.id, actorId: admin.session.user.id },
  });
  const told = await journal.db
    .selectFrom('change')
    .where('entity_id', '=', first)
    .select(['scope_old', 'scope_new'])
    .execute();
  expect(told).toContainEqual({ scope_old: `user:${id}`, scope_new: `user:${heir.id}` });
  const [entry] = (await entries('appeals.reassigned')).slice(-1);
  expect(entry?.detail).toMatchObject({ toUserId: heir.id, reason: 'Уволен' });

  // What a desk without the journal did before, and brings now, can still be taken from them.
  const back = await post(`users/${id}/enable`, {});
  expect(back.status).toBe(200);
});

test('the last system administrator cannot be disabled, nor become something else', async () => {
  const last = await userOf('sysadmin1');
  const disabled = await post(`users/${last.id}/disable`, { toUserId: null, reason: 'Ошибка' });
  expect(disabled.body.error.code).toBe('user.last_admin');
  const turned = await post(`users/${last.id}`, await draft('sysadmin1', { role: 'op1', name: last.name }));
  expect(turned.body.error.code).toBe('user.last_admin');
});

test('of two administrators who disable each other at once one stays', async () => {
  const { user, oneTimePassword } = await add('admin.second', { role: 'sysAdmin' });
  await ask(journal, 'POST', '/v1/password', {
    body: { login: 'admin.second', password: oneTimePassword, newPassword: 'берег-тихий-7', deviceId: newId() },
  });
  const second = await enter('admin.second', 'берег-тихий-7');
  const first = await userOf('sysadmin1');
  const body = { toUserId: null, reason: 'Спор' };
  const both = await Promise.all([
    post(`users/${user.id}/disable`, body),
    ask(journal, 'POST', `/v1/admin/users/${first.id}/disable`, {
      authorization: `Bearer ${second.body.accessToken}`,
      body,
    }),
  ]);
  expect(both.map(({ status }) => status)).not.toEqual([200, 200]);
  const left = await journal.db
    .selectFrom('user_account as u')
    .innerJoin('user_role as r', 'r.user_id', 'u.id')
    .where('r.role', '=', 'sysAdmin')
    .where('u.disabled_at', 'is', null)
    .select('u.id')
    .execute();
  expect(left.length).toBeGreaterThanOrEqual(1);
  await journal.db.updateTable('user_account').set({ disabled_at: null }).where('id', '=', first.id).execute();
  admin = await openWorkstation(journal, 'sysadmin1');
});

test('whoever stands in has the rights of the absent to what those lead, from midnight to midnight', async () => {
  const [absent, substitute] = [
    await openWorkstation(journal, 'operator1'),
    await openWorkstation(journal, 'operator3'),
  ];
  const appealId = newId();
  await absent.push(registerCommand(appealId, 'П-0901-1', { closeWith: null }));
  const open = () => ask<AppealFile>(journal, 'GET', `/v1/appeals/${appealId}`, { authorization: substitute.bearer });
  expect((await open()).status).toBe(404);

  const today = new Date(journal.clock.nowMs() + 3 * 3_600_000).toISOString().slice(0, 10);
  const away = (changes: Record<string, unknown> = {}, at = absent) =>
    ask<{ absence: { id: string } } & Problem>(journal, 'POST', '/v1/absences', {
      authorization: at.bearer,
      body: {
        userId: absent.session.user.id,
        substituteId: substitute.session.user.id,
        fromOn: today,
        untilOn: today,
        reason: 'Отпуск',
        ...changes,
      },
    });
  expect((await away({}, substitute)).body.error.code).toBe('auth.forbidden');
  expect((await away({ substituteId: (await userOf('insurer1')).id })).body.error.code).toBe(
    'absence.substitute_unfit',
  );
  const set = await away();
  expect(set.body.absence).toMatchObject({
    fromOn: today,
    untilOn: today,
    substituteName: substitute.session.user.name,
  });
  expect((await away()).body.error.code).toBe('absence.overlaps');
  expect((await open()).body.appeal.id).toBe(appealId);
  const [taken] = await substitute.push({
    kind: 'appeal.assign',
    v: 1,
    appealId,
    assigneeId: substitute.session.user.id,
  });
  expect(taken?.outcome).toBe('accepted');
  await ask(journal, 'POST', `/v1/absences/${set.body.absence.id}/cancel`, { authorization: absent.bearer, body: {} });
  const list = await ask<{ absences: unknown[] }>(journal, 'GET', '/v1/absences', { authorization: absent.bearer });
  expect(list.body.absences).toEqual([]);
});

test('an organisation and settings are changed, desks are told of the version, and nobody’s change is overwritten', async () => {
  const clinic = {
    kind: 'clinic',
    code: '980901',
    name: 'ГБУЗ «Новая поликлиника»',
    shortName: 'Новая поликлиника',
    address: null,
    phone: '+79000980901',
    outsourced: false,
  };
  expect((await post('organisations', clinic)).status).toBe(200);
  expect((await post('organisations', clinic)).body.error.code).toBe('organisation.code_taken');
  expect((await post('organisations', { ...clinic, kind: 'fund', code: '98999' })).body.error.code).toBe(
    'organisation.one_fund',
  );

  const read = await ask<{ settings: ReferenceData['settings'] }>(journal, 'GET', '/v1/admin/settings', {
    authorization: admin.bearer,
  });
  const { terms, hotline } = read.body.settings;
  const calendar = { ...terms.calendar, daysOff: ['2026-12-30'] };
  const change = { changes: { terms: { ...terms, calendar } }, was: { terms } };
  expect((await post('settings', change)).status).toBe(200);
  expect((await post('settings', change)).body.error.code).toBe('settings.changed_meanwhile');
  const known = await ask<ReferenceData>(journal, 'GET', '/v1/reference', { authorization: admin.bearer });
  const organisationId = known.body.organisations[0]?.id ?? '';
  const template = { ...defaultAnswerTemplate, organisationId, heading: 'Уведомление {{номер}}' };
  const answers = (heading: string) => ({
    changes: { answerTemplates: [{ ...template, heading }] },
    was: { answerTemplates: [] },
  });
  const wrong = await post('settings', answers('№ {{исходящий}}'));
  expect(wrong.body.error).toMatchObject({
    code: 'answer.unknown_placeholder',
    params: { name: 'исходящий', part: 'heading' },
  });
  expect((await post('settings', answers(template.heading))).status).toBe(200);
  const reference = await ask<ReferenceData>(journal, 'GET', '/v1/reference', { authorization: admin.bearer });
  expect(reference.body.settings.answerTemplates).toEqual([template]);
  expect(reference.body.settings).toMatchObject({ hotline, terms: { calendar: { daysOff: ['2026-12-30'] } } });
  expect(reference.body.organisations.some(({ code }) => code === '980901')).toBe(true);
  const page = await ask(journal, 'GET', '/v1/pull', { authorization: admin.bearer });
  expect(page.headers.get('x-otklik-reference')).toBe(reference.body.version);
});
