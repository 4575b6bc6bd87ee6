import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { appealsPage, registeredOutside } from '../../src/shared/contracts/integration.ts';
import type { Problem } from '../../src/shared/contracts/problem.ts';
import type { Appeal } from '../../src/shared/domain/appeal/appeal.ts';
import { registerCommand, soundCard } from '../support/appealCommands.ts';
import { createIntegration } from '../support/integrations.ts';
import {
  ask,
  newId,
  openWorkstation,
  startTestJournal,
  type TestJournal,
  type TestWorkstation,
} from '../support/journal.ts';

let journal: TestJournal;
let sysAdmin: TestWorkstation;
let insurer: TestWorkstation;
beforeAll(async () => {
  journal = await startTestJournal();
  sysAdmin = await openWorkstation(journal, 'sysadmin1');
  insurer = await openWorkstation(journal, 'insurer1');
});
afterAll(() => journal.stop());

const card = soundCard({ channel: 'internet', essence: 'Не приняли по полису', kind: 'complaint' });

/** A program of the insurer, unless told otherwise. */
async function program(organisationId = insurer.session.user.organisationId, validDays = 30) {
  const scopes = ['appeals.read', 'appeals.register'] as const;
  const { token, integration } = await createIntegration(journal, sysAdmin, { scopes, organisationId, validDays });
  return { id: integration.id, token, authorization: `Bearer ${token}` };
}

type Answered = z.output<typeof registeredOutside> & Problem;

function register(authorization: string, key: string, body: unknown = { card }) {
  const headers = { 'idempotency-key': key };
  return ask<Answered>(journal, 'POST', '/v1/integration/appeals', { authorization, body, headers });
}

function page(authorization: string, query = '') {
  const path = `/v1/integration/appeals${query}`;
  return ask<z.output<typeof appealsPage> & Problem>(journal, 'GET', path, { authorization });
}

function read(authorization: string, id: string) {
  return ask<{ appeal: Appeal } & Problem>(journal, 'GET', `/v1/integration/appeals/${id}`, { authorization });
}

test('an appeal registered from outside is judged as a desk’s, numbered at once, and of its organisation', async () => {
  const { authorization, id } = await program();
  const { status, body } = await register(authorization, randomUUID());
  expect(status).toBe(200);
  expect(body.number).toMatch(/^98-\d{6,}$/);
  const { appeal } = (await read(authorization, body.id)).body;
  expect(appeal).toMatchObject({
    number: body.number,
    status: 'registered',
    registeredBy: id,
    organisationId: insurer.session.user.organisationId,
    card: { essence: card.essence },
  });
  expect(appeal.flags).not.toContain('control.number_not_reserved');
  const events = await journal.db.selectFrom('appeal_event').where('appeal_id', '=', body.id).select('kind').execute();
  expect(events.map(({ kind }) => kind)).toContain('appeal.registered');
});

test('a card that is not as it should be is registered with flags, never refused', async () => {
  const { authorization } = await program();
  const { status, body } = await register(authorization, randomUUID(), {
    card: { ...card, themeCode: '99.99', essence: '' },
  });
  expect(status).toBe(200);
  expect((await read(authorization, body.id)).body.appeal.flags.length).toBeGreaterThan(0);
});

test('the same request under the same key is the same appeal, also sent at once; another one is refused', async () => {
  const { authorization } = await program();
  const key = randomUUID();
  const answers = await Promise.all([1, 2, 3, 4].map(() => register(authorization, key)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  const other = await register(authorization, key, { card: { ...card, essence: 'Другое' } });
  expect([other.status, other.body.code]).toEqual([409, 'integration.key_reused']);
  const rows = await journal.db
    .selectFrom('appeal')
    .where('id', '=', answers[0]?.body.id ?? '')
    .select('id')
    .execute();
  expect(rows.length).toBe(1);
  const neighbour = await program();
  expect((await register(neighbour.authorization, key)).body.id).not.toBe(answers[0]?.body.id);
});

test('a request without a key, or with one that is no name, is refused', async () => {
  const { authorization } = await program();
  for (const key of ['short', 'с пробелом и кириллицей'].map(encodeURI).map((text) => text.slice(0, 7))) {
    const { status, body } = await register(authorization, key);
    expect([status, body.code]).toEqual([400, 'input.invalid']);
  }
  const call = { authorization, body: { card } };
  expect((await ask(journal, 'POST', '/v1/integration/appeals', call)).status).toBe(400);
});

test('a program sees its organisation’s appeals and nobody else’s, the fund’s program too', async () => {
  const operator = await openWorkstation(journal, 'operator1');
  const [ofFund, ofInsurer] = [newId(), newId()];
  await operator.push(registerCommand(ofFund, 'П-9701-1'));
  await insurer.push(registerCommand(ofInsurer, 'П-9701-2'));
  const [insurers, funds] = [await program(), await program(operator.session.user.organisationId)];
  const seen = async (authorization: string) => {
    const ids = (await page(authorization, '?limit=200')).body.appeals.map(({ id }) => id);
    const statuses = [(await read(authorization, ofFund)).status, (await read(authorization, ofInsurer)).status];
    return [ids.includes(ofFund), ids.includes(ofInsurer), ...statuses];
  };
  expect(await seen(insurers.authorization)).toEqual([false, true, 404, 200]);
  expect(await seen(funds.authorization)).toEqual([true, false, 200, 404]);
});

test('an appeal that the fund passes on is seen by the program of the insurer it was given to', async () => {
  const operator = await openWorkstation(journal, 'operator1');
  const given = newId();
  const to = { organisationId: insurer.session.user.organisationId, level: 2 };
  await operator.push(registerCommand(given, 'П-9701-3', { closeWith: null }));
  const { authorization } = await program();
  expect((await read(authorization, given)).status).toBe(404);
  await operator.push({
    kind: 'appeal.forward',
    v: 1,
    appealId: given,
    to,
    userId: null,
    reason: 'Ваш застрахованный',
  });
  expect((await read(authorization, given)).status).toBe(200);
  expect((await page(authorization, '?limit=200')).body.appeals.map(({ id }) => id)).toContain(given);
});

test('pages follow each other without a gap or a repeat, whatever is registered meanwhile and at the same instant', async () => {
  const { authorization } = await program();
  const occurredAt = new Date(journal.clock.nowMs() - 1000).toISOString();
  const made = new Set<string>();
  for (let i = 0; i < 7; i++) made.add((await register(authorization, randomUUID(), { card, occurredAt })).body.id);
  const met: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body }: { body: z.output<typeof appealsPage> } = await page(authorization, `?limit=3&cursor=${cursor}`);
    met.push(...body.appeals.map(({ id }) => id));
    cursor = body.next;
    if (met.length <= 3) await register(authorization, randomUUID());
  }
  expect(new Set(met).size).toBe(met.length);
  expect(met.filter((id) => made.has(id)).toSorted()).toEqual([...made].toSorted());
  const broken = await page(authorization, '?cursor=bm9uc2Vuc2U');
  expect([broken.status, broken.body.code]).toEqual([400, 'input.invalid']);
});

test('what a program looks at and registers is in the access log under its name', async () => {
  const { authorization, id } = await program();
  const registered = await register(authorization, randomUUID());
  await read(authorization, registered.body.id);
  await page(authorization);
  const rows = await journal.db
    .selectFrom('access_log')
    .where(sql<string>`detail ->> 'integrationId'`, '=', id)
    .select(['what', 'user_id', 'entity_id'])
    .orderBy('id')
    .execute();
  expect(rows).toEqual([
    { what: 'appeal.registered', user_id: null, entity_id: registered.body.id },
    { what: 'appeal.opened', user_id: null, entity_id: registered.body.id },
    { what: 'appeals.searched', user_id: null, entity_id: null },
  ]);
});

test('a token that is revoked, over or changed opens nothing, and the journal keeps only its hash', async () => {
  const { authorization, id, token } = await program();
  expect((await page(authorization)).status).toBe(200);
  expect((await page(`${authorization.slice(0, -3)}AAA`)).status).toBe(401);
  const rows = await journal.db.selectFrom('integration').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(token.slice(-20));
  await ask(journal, 'POST', `/v1/integrations/${id}/revoke`, { authorization: sysAdmin.bearer, body: {} });
  expect((await page(authorization)).status).toBe(401);

  const passing = await program(undefined, 1);
  journal.clock.advance(86_400_000 - 60_000);
  expect((await page(passing.authorization)).status).toBe(200);
  journal.clock.advance(120_000);
  expect((await page(passing.authorization)).status).toBe(401);
  sysAdmin = await openWorkstation(journal, 'sysadmin1');
});

test('who asks too often is told when to come back, and others are not kept waiting', async () => {
  const [busy, calm] = [await program(), await program()];
  const statuses: number[] = [];
  let retryAfter: string | null = null;
  for (let i = 0; i < 200 && retryAfter === null; i++) {
    const { status, headers } = await page(busy.authorization, '?limit=1');
    statuses.push(status);
    if (status === 429) retryAfter = headers.get('retry-after');
  }
  expect(statuses.at(-1)).toBe(429);
  expect(statuses.length).toBeGreaterThan(60);
  expect(Number(retryAfter)).toBeGreaterThan(0);
  expect((await page(calm.authorization)).status).toBe(200);
  journal.clock.advance(Number(retryAfter) * 1000);
  expect((await page(busy.authorization, '?limit=1')).status).toBe(200);
});

test('a medical organisation, which registers no appeals, gets no token', async () => {
  const clinic = await journal.db
    .selectFrom('organisation')
    .where('kind', '=', 'clinic')
    .select('id')
    .executeTakeFirst();
  const { status } = await ask(journal, 'POST', '/v1/integrations', {
    authorization: sysAdmin.bearer,
    body: { name: 'Сайт', organisationId: clinic?.id, scopes: ['appeals.read'] },
  });
  expect(status).toBe(400);
});
