import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { z } from 'zod';
import type { registeredOutside, webhookState } from '../../src/shared/contracts/integration.ts';
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
import { startNoticeReceiver, type NoticeReceiver } from '../support/noticeReceiver.ts';

const HOUR_MS = 3_600_000;
const SECRET = 'a-secret-of-thirty-two-characters';
const KINDS = ['appeal.registered', 'appeal.amended', 'appeal.closed'] as const;

let journal: TestJournal;
let sysAdmin: TestWorkstation;
let insurer: TestWorkstation;
let receiver: NoticeReceiver;
let authorization: string;

beforeAll(async () => {
  journal = await startTestJournal();
  sysAdmin = await openWorkstation(journal, 'sysadmin1');
  insurer = await openWorkstation(journal, 'insurer1');
});
afterAll(() => journal.stop());

beforeEach(async () => {
  receiver = await startNoticeReceiver();
  authorization = await listeningProgram();
});
afterEach(async () => {
  await ask(journal, 'DELETE', '/v1/integration/webhook', { authorization });
  await receiver.stop();
});

/** A program of the insurer that hears of everything. */
async function listeningProgram(): Promise<string> {
  sysAdmin = await openWorkstation(journal, 'sysadmin1');
  const scopes = ['appeals.register', 'webhook.manage'] as const;
  const { token } = await createIntegration(journal, sysAdmin, {
    scopes,
    organisationId: insurer.session.user.organisationId,
  });
  const own = `Bearer ${token}`;
  const body = { url: receiver.url, secret: SECRET, kinds: KINDS };
  const { status } = await ask(journal, 'PUT', '/v1/integration/webhook', { authorization: own, body });
  expect(status).toBe(200);
  return own;
}

/** Waits until the sequencer has numbered all there is: what is not numbered is told of later. */
async function numbered(): Promise<void> {
  await expect
    .poll(() => journal.db.selectFrom('change').where('number', 'is', null).select('id').execute(), { timeout: 10_000 })
    .toEqual([]);
}

async function registered(): Promise<string> {
  const headers = { 'idempotency-key': randomUUID() };
  const call = { authorization, headers, body: { card: soundCard({ channel: 'letter' }) } };
  const { body } = await ask<z.output<typeof registeredOutside>>(journal, 'POST', '/v1/integration/appeals', call);
  await numbered();
  return body.id;
}

/** An appeal that was registered and then changed by the insurer's operator, so that three events happened to it. */
async function changed(): Promise<string> {
  const appealId = newId();
  await insurer.push(
    registerCommand(appealId, `П-${appealId.slice(-6)}-1`, { closeWith: null }),
    { kind: 'appeal.amend', v: 2, appealId, changes: { answer: 'Уточнено' }, was: null, settles: null },
    { kind: 'appeal.close', v: 1, appealId, outcome: 'consulted' },
  );
  await numbered();
  return appealId;
}

async function stateOf() {
  return (await ask<z.output<typeof webhookState>>(journal, 'GET', '/v1/integration/webhook', { authorization })).body;
}

test('a notice says which appeal and what happened, nothing of anybody, under a signature that can be checked', async () => {
  const id = await registered();
  expect(await journal.sendNotices()).toBe(1);
  const [notice] = receiver.received;
  expect(notice?.payload).toEqual({
    deliveryId: notice?.deliveryId,
    kind: 'appeal.registered',
    at: expect.any(String),
    appeal: { id, number: expect.any(String), status: 'registered', version: 1 },
  });
  const [, t = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(notice?.signature ?? '') ?? [];
  expect(v1).toBe(createHmac('sha256', SECRET).update(`${t}.${notice?.body}`).digest('hex'));
  expect(Math.abs(Number(t) * 1000 - journal.clock.nowMs())).toBeLessThan(60_000);
  expect(await journal.sendNotices()).toBe(0);
  expect(await stateOf()).toMatchObject({ url: receiver.url, waiting: 0, givenUp: 0 });
});

test('a receiver that fails, hangs, hangs up and sends elsewhere hears the same notice again, later and later', async () => {
  await registered();
  receiver.moods.push('fails', 'hangs', 'hangsUp', 'redirects');
  const waits = [0, 5_000, 10_000, 20_000, 40_000];
  for (const ms of waits) {
    expect(await journal.sendNotices()).toBe(ms === 0 ? 1 : 0);
    journal.clock.advance(ms);
    if (ms > 0) expect(await journal.sendNotices()).toBe(1);
  }
  expect(receiver.received.length).toBe(5);
  expect(new Set(receiver.received.map(({ deliveryId }) => deliveryId)).size).toBe(1);
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  expect(new Set(receiver.received.map(({ signature }) => signature)).size).toBe(5);
  journal.clock.advance(HOUR_MS);
  expect(await journal.sendNotices()).toBe(0);
});

test('of one appeal nothing overtakes what was not taken yet, and other appeals do not wait for it', async () => {
  const id = await changed();
  receiver.moods.push('fails');
  await journal.sendNotices();
  const other = await registered();
  await journal.sendNotices();
  const told = () => receiver.received.map(({ payload }) => [payload.appeal.id, payload.kind]);
  expect(told()).toEqual([
    [id, 'appeal.registered'],
    [other, 'appeal.registered'],
  ]);
  journal.clock.advance(5_000);
  for (let i = 0; i < 3; i++) expect(await journal.sendNotices()).toBe(1);
  expect(told().slice(2)).toEqual([
    [id, 'appeal.registered'],
    [id, 'appeal.amended'],
    [id, 'appeal.closed'],
  ]);
  const versions = receiver.received.filter(({ payload }) => payload.appeal.id === id).map((one) => one.payload.appeal);
  expect(versions.map(({ status }) => status)).toEqual(['registered', 'registered', 'registered', 'closed']);
  expect(versions.map(({ version }) => version)).toEqual(
    versions.map(({ version }) => version).toSorted((a, b) => a - b),
  );
});

test('after three days a notice is given up, counted, and what came after it is told', async () => {
  const id = await changed();
  for (let hours = 0; hours <= 72; hours++) {
    receiver.moods.splice(0, Infinity, 'fails');
    await journal.sendNotices();
    journal.clock.advance(HOUR_MS);
  }
  expect(await stateOf()).toMatchObject({ waiting: 2, givenUp: 1 });
  receiver.moods.splice(0);
  receiver.received.splice(0);
  await journal.sendNotices();
  await journal.sendNotices();
  expect(receiver.received.map(({ payload }) => [payload.appeal.id, payload.kind])).toEqual([
    [id, 'appeal.amended'],
    [id, 'appeal.closed'],
  ]);
  insurer = await openWorkstation(journal, 'insurer1');
});

test('two journals that send at once send each notice once', async () => {
  for (let i = 0; i < 5; i++) await registered();
  const second = await startTestJournal({ database: journal.database, clockMs: journal.clock.nowMs() + 1_000 });
  try {
    await Promise.all([journal.sendNotices(), journal.sendNotices(), journal.sendNotices()]);
    await Promise.all([journal.sendNotices(), second.sendNotices()]);
  } finally {
    await second.stop();
  }
  expect(receiver.received.length).toBe(5);
  expect(new Set(receiver.received.map(({ deliveryId }) => deliveryId)).size).toBe(5);
});

test('of another organisation’s appeals, of kinds not asked for and of what was before, nothing is told', async () => {
  const operator = await openWorkstation(journal, 'operator1');
  await operator.push(registerCommand(newId(), 'П-9801-1'));
  const before = newId();
  await insurer.push(registerCommand(before, 'П-9801-2', { closeWith: null }));
  await numbered();
  await ask(journal, 'DELETE', '/v1/integration/webhook', { authorization });
  journal.clock.advance(1_000);
  const body = { url: receiver.url, secret: SECRET, kinds: ['appeal.closed'] };
  await ask(journal, 'PUT', '/v1/integration/webhook', { authorization, body });
  journal.clock.advance(1_000);
  const amend = { kind: 'appeal.amend', v: 2, appealId: before, changes: { answer: 'Да' }, was: null, settles: null };
  await insurer.push(amend, { kind: 'appeal.close', v: 1, appealId: before, outcome: 'consulted' });
  await numbered();
  await journal.sendNotices();
  expect(receiver.received.map(({ payload }) => [payload.appeal.id, payload.kind])).toEqual([
    [before, 'appeal.closed'],
  ]);
});

test('an insurer that is given an appeal of the fund hears of it from its registration on, and of its steps', async () => {
  await ask(journal, 'DELETE', '/v1/integration/webhook', { authorization });
  const body = {
    url: receiver.url,
    secret: SECRET,
    kinds: ['appeal.registered', 'appeal.forwarded', 'appeal.accepted'],
  };
  await ask(journal, 'PUT', '/v1/integration/webhook', { authorization, body });
  const operator = await openWorkstation(journal, 'operator1');
  const appealId = newId();
  const to = { organisationId: insurer.session.user.organisationId, level: 2 };
  await operator.push(registerCommand(appealId, 'П-9801-3', { closeWith: null }));
  await numbered();
  await journal.sendNotices();
  expect(receiver.received).toEqual([]);
  await operator.push({ kind: 'appeal.forward', v: 1, appealId, to, userId: null, reason: 'Ваш застрахованный' });
  await numbered();
  await journal.sendNotices();
  await expect
    .poll(async () => (await journal.sendNotices(), receiver.received.map(({ payload }) => payload.kind)))
    .toEqual(['appeal.registered', 'appeal.forwarded']);
});

test('a program that is shut out hears nothing more', async () => {
  await registered();
  await journal.db.updateTable('integration').set({ revoked_at: new Date().toISOString() }).execute();
  expect(await journal.sendNotices()).toBe(0);
  expect(receiver.received).toEqual([]);
});

test('the secret is sealed in the database, and neither it nor the address is logged', async () => {
  await registered();
  receiver.moods.push('fails');
  await journal.sendNotices();
  const rows = await journal.db.selectFrom('webhook').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(SECRET);
  expect(journal.logged.some((line) => line.includes('webhook.failed'))).toBe(true);
  expect(journal.logged.join('\n')).not.toContain(receiver.url);
  expect(journal.logged.join('\n')).not.toContain(SECRET);
});

test('an address inside is refused where the journal was not told otherwise', async () => {
  const strict = await startTestJournal({ privateWebhooks: false });
  try {
    const administrator = await openWorkstation(strict, 'sysadmin1');
    const { token } = await createIntegration(strict, administrator, { scopes: ['webhook.manage'] });
    const statusOf = async (url: string) => {
      const body = { url, secret: SECRET, kinds: KINDS };
      const call = { authorization: `Bearer ${token}`, body };
      return (await ask(strict, 'PUT', '/v1/integration/webhook', call)).status;
    };
    for (const url of ['http://example.org/', 'https://127.0.0.1/', 'https://[::1]/', 'https://169.254.169.254/latest'])
      expect(await statusOf(url), url).toBe(422);
    expect(await statusOf('https://example.org/hook')).toBe(200);
  } finally {
    await strict.stop();
  }
});
