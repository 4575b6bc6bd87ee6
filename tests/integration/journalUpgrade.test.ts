import { createHash, randomUUID } from 'node:crypto';
import { Migrator } from 'kysely/migration';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { createDb } from '../../src/journal/db/createDb.ts';
import * as first from '../../src/journal/db/migrations/2026-11-22T0900_journal.ts';
import { migrate } from '../../src/journal/db/migrate.ts';
import { openTerritory } from '../../src/journal/db/openTerritory.ts';
import type { ActAnswer, pullResponse } from '../../src/shared/contracts/journal.ts';
import { appeal } from '../../src/shared/domain/appeal/appeal.ts';
import { registerCommand, soundCard } from '../support/appealCommands.ts';
import { ask, newId, openWorkstation, signIn, startTestJournal } from '../support/journal.ts';
import { createEmptyDatabase, TEST_TERRITORY } from '../support/postgres.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const AT = '2026-02-01T09:00:00.000Z';

test('a journal of the first shape goes on with its appeals, its answers and its feed', async () => {
  const database = await createEmptyDatabase();
  const old = createDb(database.url, quiet, 2);
  const migrator = new Migrator({
    db: old.db,
    provider: { getMigrations: () => Promise.resolve({ '2026-11-22T0900_journal': first }) },
  });
  expect((await migrator.migrateToLatest()).error).toBeUndefined();
  const { territory, region } = TEST_TERRITORY;
  const at = { territory, created_at: AT };
  await old.db
    .insertInto('journal')
    .values({ ...at, region, demo: true })
    .execute();
  for (const counter of ['number_counter', 'feed_counter'] as const) {
    await old.db.insertInto(counter).values({ territory, last: 0 }).execute();
  }
  const organisationId = newId();
  const place = { kind: 'fund' as const, code: 'f', name: 'Фонд', short_name: 'Фонд' };
  await old.db
    .insertInto('organisation')
    .values({ territory, id: organisationId, ...place })
    .execute();
  const userId = newId();
  const account = { login: 'прежний', name: 'Прежняя Анна', password_hash: 'none' };
  await old.db
    .insertInto('user_account')
    .values({ ...at, id: userId, ...account })
    .execute();
  const role = { territory, user_id: userId, since: AT, role: 'op1', organisation_id: organisationId };
  await old.db.insertInto('user_role').values(role).execute();
  const deviceId = randomUUID();
  const secret = 'secret of an old desk';
  const secret_hash = createHash('sha256').update(secret).digest('hex');
  const device = { name: 'Прежнее место', secret_hash, last_seq: 1, enrolled_by: userId, enrolled_at: AT };
  await old.db
    .insertInto('device')
    .values({ territory, id: deviceId, ...device })
    .execute();

  // An appeal as the first journal wrote it: without an assignee, without conflicts, its answer whole.
  const appealId = newId();
  const state = {
    id: appealId,
    number: '98-000001',
    status: 'registered',
    classifierVersion: 'x',
    card: soundCard(),
    callIds: [],
    outcome: null,
    flags: [],
    registeredBy: userId,
    organisationId,
    occurredAt: AT,
    receivedAt: AT,
    closedAt: null,
    version: 1,
  };
  const columns = { number: state.number, status: 'registered', kind: 'consultation', theme_code: '4.2', essence: 'x' };
  const rest = { registered_by: userId, organisation_id: organisationId, occurred_at: AT, received_at: AT, version: 1 };
  await old.db
    .insertInto('appeal')
    .values({
      territory,
      id: appealId,
      ...columns,
      ...rest,
      flags: [],
      state: JSON.stringify(state),
      essence_words: '',
    })
    .execute();
  const actId = newId();
  const answer = { seq: 1, actId, outcome: 'accepted' as const, refusal: null, appeal: state };
  const command = registerCommand(appealId, state.number);
  const act = { id: actId, seq: 1, authorId: userId, sessionId: newId(), occurredAt: AT, command };
  const logged = { device_id: deviceId, seq: 1, act_id: actId, is_repeat: false, body: JSON.stringify(act) };
  await old.db
    .insertInto('act_log')
    .values({ territory, ...logged, received_at: AT, outcome: 'accepted', answer: JSON.stringify(answer) })
    .execute();
  // And one act it could not read, which a newer one can.
  const parkedCall = newId();
  const fact = { kind: 'call.answered', at: AT };
  const parked = { ...act, id: newId(), seq: 2, command: { kind: 'call.record', v: 1, callId: parkedCall, fact } };
  const session = { refresh_hash: 'none', expires_at: '2036-01-01T00:00:00.000Z', device_id: deviceId };
  await old.db
    .insertInto('user_session')
    .values({ ...at, id: act.sessionId, user_id: userId, ...session })
    .execute();
  const parkedRow = { device_id: deviceId, seq: 2, act_id: parked.id, is_repeat: false, body: JSON.stringify(parked) };
  const parkedAnswer = JSON.stringify({ ...answer, seq: 2, actId: parked.id, outcome: 'parked', appeal: null });
  await old.db
    .insertInto('act_log')
    .values({
      territory,
      ...parkedRow,
      received_at: AT,
      outcome: 'parked',
      fault: 'act.unreadable',
      answer: parkedAnswer,
    })
    .execute();
  await old.db.updateTable('device').set({ last_seq: 2 }).where('id', '=', deviceId).execute();
  const change = {
    territory,
    entity: 'appeal' as const,
    entity_id: appealId,
    scope_old: null,
    scope_new: `user:${userId}`,
  };
  await old.db.insertInto('change').values(change).execute();

  await migrate(old.db);
  await openTerritory(old.db, { nowMs: () => Date.parse(AT) }, TEST_TERRITORY);
  await old.close();

  const journal = await startTestJournal({ database });
  try {
    const authorization = `Device ${deviceId}:${secret}`;
    const push = (acts: unknown[]) =>
      ask<{ answers: ActAnswer[] }>(journal, 'POST', '/v1/push', { authorization, body: { epoch: 0, acts } });
    // The first answer, as it was given then, in today's shape.
    const again = await push([act]);
    expect(again.body.answers).toEqual([{ ...answer, appeal: appeal.parse(state) }]);
    // Judged when the newer journal started.
    const judged = await push([parked]);
    expect(judged.body.answers).toMatchObject([{ seq: 2, actId: parked.id, outcome: 'accepted' }]);
    const call = await journal.db.selectFrom('call').where('id', '=', parkedCall).select('record').executeTakeFirst();
    expect(call?.record).toMatchObject({ answeredAt: AT });
    const told = await journal.db
      .selectFrom('change')
      .where('entity', '=', 'act')
      .select(['entity_id', 'scope_new'])
      .executeTakeFirst();
    expect(told).toEqual({ entity_id: parked.id, scope_new: `user:${userId}` });
    // The old appeal can be worked on.
    const amend = { kind: 'appeal.amend', v: 1, appealId, changes: { answer: 'Уточнено' } };
    const amended = await push([{ ...act, id: newId(), seq: 3, command: amend }]);
    expect(amended.body.answers[0]?.appeal).toMatchObject({ version: 3, card: { answer: 'Уточнено' } });
  } finally {
    await journal.stop();
    await database.drop();
  }
});

test('an author hears by the feed that what was parked has been judged after all', async () => {
  const journal = await startTestJournal();
  const at = await openWorkstation(journal, 'operator1');
  const [parked] = await at.push({ kind: 'appeal.teleport', v: 1 });
  expect(parked?.outcome).toBe('parked');
  // As if the journal had been too old to read what was in truth a registration.
  const appealId = newId();
  const { user, sessionId } = at.session;
  const { clock } = journal;
  const occurredAt = new Date(clock.nowMs()).toISOString();
  const command = registerCommand(appealId, 'П-4001-1');
  const act = { id: parked?.actId, seq: 1, authorId: user.id, sessionId, occurredAt, command };
  await journal.db
    .updateTable('act_log')
    .set({ body: JSON.stringify(act) })
    .where('act_id', '=', act.id ?? '')
    .execute();
  const newer = await startTestJournal({ database: journal.database });
  try {
    const { accessToken } = await signIn(newer, 'operator1', at.deviceId);
    const news = async () => {
      const authorization = `Bearer ${accessToken}`;
      const page = await ask<z.output<typeof pullResponse>>(newer, 'GET', '/v1/pull?limit=500', { authorization });
      return page.body.changes;
    };
    await expect
      .poll(news, { timeout: 10_000, interval: 20 })
      .toContainEqual(
        expect.objectContaining({ entity: 'act', id: act.id, body: expect.objectContaining({ outcome: 'accepted' }) }),
      );
    expect(await news()).toContainEqual(expect.objectContaining({ entity: 'appeal', id: appealId }));
  } finally {
    await newer.stop();
    await journal.stop();
  }
});
