import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuditHeads } from '../../src/journal/audit/auditHeads.ts';
import { createJournal } from '../../src/journal/createJournal.ts';
import { createDb, type Db } from '../../src/journal/db/createDb.ts';
import { demoUsers } from '../../src/journal/demo/seedDemo.ts';
import { describe } from '../../src/journal/log.ts';
import type { Clock, Log } from '../../src/journal/ports.ts';
import { loadRecoveryKeys } from '../../src/journal/recovery/recoveryKeys.ts';
import { attachmentKind, createReceivedFiles, recordingKind } from '../../src/journal/files/receivedFiles.ts';
import type { z } from 'zod';
import type { ActAnswer, ActCommand, attached, DemoUser, Session } from '../../src/shared/contracts/journal.ts';
import { toInstant } from '../../src/shared/lib/primitives.ts';
import { uuid7 } from '../../src/shared/lib/uuid7.ts';
import { createTestDatabase, TEST_TERRITORY, type TestDatabase } from './postgres.ts';

export interface TestJournal {
  url: string;
  db: Db;
  database: TestDatabase;
  recordingsDir: string;
  /** Everybody of the demo region, by login, with their password. */
  users: Readonly<Record<string, DemoUser>>;
  clock: Clock & { advance(ms: number): void };
  /** What was logged, as JSON: for looking whether anybody's data is in it. */
  logged: string[];
  /** A turn of the sender of notices: how many were sent. */
  sendNotices(): Promise<number>;
  stop(): Promise<void>;
}

export function newId(nowMs = Date.now()): string {
  return uuid7(nowMs, randomBytes(10));
}

export interface TestJournalOptions {
  clockMs?: number;
  /** Another journal's, which must outlive this one: two processes over one database. */
  database?: TestDatabase;
  /** Whether notices go to this machine; they do unless told otherwise. */
  privateWebhooks?: boolean;
}

/** A journal over a database of its own, on a free loopback port, with the demo region and a clock that can be moved. */
export async function startTestJournal(options: TestJournalOptions = {}): Promise<TestJournal> {
  const database = options.database ?? (await createTestDatabase());
  const recordingsDir = await mkdtemp(join(tmpdir(), 'otklik-recordings-'));
  let shiftMs = options.clockMs === undefined ? 0 : options.clockMs - Date.now();
  const clock = {
    nowMs: () => Date.now() + shiftMs,
    advance: (ms: number) => {
      shiftMs += ms;
    },
  };
  const logged: string[] = [];
  const note = (fields: Record<string, unknown>, event: string): void => {
    logged.push(JSON.stringify({ event, ...fields, ...(fields['err'] ? { err: describe(fields['err']) } : {}) }));
  };
  const log: Log = { info: note, warn: note, error: note };
  const handle = createDb(database.url, log);
  const journal = await createJournal({
    database: handle,
    clock,
    ids: { next: () => newId(clock.nowMs()) },
    log,
    files: createReceivedFiles(recordingsDir, recordingKind),
    attachmentFiles: createReceivedFiles(join(recordingsDir, 'attachments'), attachmentKind),
    auditHeads: createAuditHeads(recordingsDir),
    signingKey: randomBytes(32),
    recovery: await loadRecoveryKeys(recordingsDir),
    config: { ...TEST_TERRITORY, pbxDomain: 'pbx.test' },
    demoUsers: demoUsers(),
    // A bench measures what production does.
    checkAnswers: process.env['VITEST'] !== undefined,
    webhooks: { allowPrivate: options.privateWebhooks ?? true, timeoutMs: 1_000, everyMs: null },
  });
  const url = await journal.listen('127.0.0.1', 0);
  return {
    url,
    db: handle.db,
    database,
    recordingsDir,
    users: Object.fromEntries(demoUsers().map((user) => [user.login, user])),
    clock,
    logged,
    sendNotices: () => journal.webhooks.turn(),
    stop: async () => {
      await journal.stop();
      await handle.close();
      if (options.database === undefined) await database.drop();
      await rm(recordingsDir, { recursive: true, force: true });
    },
  };
}

export interface Answer<T> {
  status: number;
  body: T;
  headers: Headers;
}

interface Call {
  authorization?: string;
  body?: unknown;
  bytes?: Uint8Array;
  headers?: Record<string, string>;
}

/** One request to the journal; `body` is JSON unless the answer is something else, then it is bytes. */
export async function ask<T = { error: { code: string; params: Record<string, unknown> } }>(
  journal: { url: string },
  method: string,
  path: string,
  call: Call = {},
): Promise<Answer<T>> {
  const headers: Record<string, string> = { ...call.headers };
  if (call.authorization !== undefined) headers['authorization'] = call.authorization;
  if (call.body !== undefined) headers['content-type'] = 'application/json';
  if (call.bytes !== undefined) headers['content-type'] = 'application/octet-stream';
  const payload = call.bytes === undefined ? JSON.stringify(call.body) : Buffer.from(call.bytes);
  const response = await fetch(journal.url + path, {
    method,
    headers,
    body: call.body === undefined && call.bytes === undefined ? null : payload,
  });
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const body = (isJson ? await response.json() : Buffer.from(await response.arrayBuffer())) as T;
  return { status: response.status, body, headers: response.headers };
}

/** A workstation with somebody signed in at it. */
export interface TestWorkstation {
  deviceId: string;
  secret: string;
  session: Session;
  bearer: string;
  device: string;
  /** As the journal gave it when the workstation was opened. */
  epoch: number;
  nextSeq: number;
  /** Pushes commands as the next acts of whoever is signed in. */
  push(...commands: (ActCommand | Record<string, unknown>)[]): Promise<ActAnswer[]>;
  takeNumbers(size?: number): Promise<{ first: number; last: number; territory: string }>;
}

export async function signIn(journal: TestJournal, login: string, deviceId: string = randomUUID()): Promise<Session> {
  const password = journal.users[login]?.password ?? '';
  const { status, body } = await ask<Session>(journal, 'POST', '/v1/sign-in', { body: { login, password, deviceId } });
  if (status !== 200) throw new Error(`${login} could not sign in: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Starts a workstation as its core does: the epoch it had against the next one. */
export async function attach(
  journal: { url: string },
  device: string,
  epoch: number,
  blocks: readonly { first: number; last: number }[] = [],
  nonce: string = randomUUID(),
): Promise<z.output<typeof attached>> {
  const body = { epoch, nonce, blocks };
  const answer = await ask<z.output<typeof attached>>(journal, 'POST', '/v1/devices/attach', {
    authorization: device,
    body,
  });
  if (answer.status !== 200) throw new Error(`attach: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Signs in and enrols a fresh workstation, and starts it once. */
export async function openWorkstation(journal: TestJournal, login: string): Promise<TestWorkstation> {
  const deviceId = randomUUID();
  const secret = randomBytes(24).toString('base64url');
  const session = await signIn(journal, login, deviceId);
  const bearer = `Bearer ${session.accessToken}`;
  const secretHash = createHash('sha256').update(secret).digest('hex');
  const enrolment = await ask(journal, 'POST', '/v1/devices', {
    authorization: bearer,
    body: { deviceId, name: 'Рабочее место', secretHash },
  });
  if (enrolment.status !== 200) throw new Error(`enrolment: ${enrolment.status}`);
  const device = `Device ${deviceId}:${secret}`;
  const { epoch } = await attach(journal, device, 0);
  const workstation: TestWorkstation = {
    deviceId,
    secret,
    session,
    bearer,
    device,
    epoch,
    nextSeq: 1,
    push: async (...commands) => {
      const acts = commands.map((command) => ({
        id: newId(),
        seq: workstation.nextSeq++,
        authorId: session.user.id,
        sessionId: session.sessionId,
        occurredAt: toInstant(journal.clock.nowMs()),
        command,
      }));
      const { status, body } = await ask<{ answers: ActAnswer[] }>(journal, 'POST', '/v1/push', {
        authorization: device,
        body: { epoch: workstation.epoch, acts },
      });
      if (status !== 200) throw new Error(`push: ${status} ${JSON.stringify(body)}`);
      return body.answers;
    },
    takeNumbers: async (size = 10) => {
      const { body } = await ask<{ first: number; last: number; territory: string }>(
        journal,
        'POST',
        '/v1/number-blocks',
        {
          authorization: device,
          body: { epoch: workstation.epoch, size },
        },
      );
      return body;
    },
  };
  return workstation;
}
