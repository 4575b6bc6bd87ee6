import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJournal } from '../../src/journal/createJournal.ts';
import { createDb, type Db } from '../../src/journal/db/createDb.ts';
import { demoUsers } from '../../src/journal/demo/seedDemo.ts';
import { describe } from '../../src/journal/log.ts';
import type { Clock, Log } from '../../src/journal/ports.ts';
import { createRecordingFiles } from '../../src/journal/recordings/recordingFiles.ts';
import type { ActAnswer, ActCommand, DemoUser, Session } from '../../src/shared/contracts/journal.ts';
import { toInstant } from '../../src/shared/lib/primitives.ts';
import { uuid7 } from '../../src/shared/lib/uuid7.ts';
import { createTestDatabase, TEST_TERRITORY } from './postgres.ts';

export interface TestJournal {
  url: string;
  db: Db;
  databaseUrl: string;
  recordingsDir: string;
  /** Everybody of the demo region, by login, with their password. */
  users: Readonly<Record<string, DemoUser>>;
  clock: Clock & { advance(ms: number): void };
  /** What was logged, as JSON: for looking whether anybody's data is in it. */
  logged: string[];
  stop(): Promise<void>;
}

export function newId(nowMs = Date.now()): string {
  return uuid7(nowMs, randomBytes(10));
}

/** A journal over a database of its own, on a free loopback port, with the demo region and a clock that can be moved. */
export async function startTestJournal(options: { clockMs?: number } = {}): Promise<TestJournal> {
  const database = await createTestDatabase();
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
    files: createRecordingFiles(recordingsDir),
    signingKey: randomBytes(32),
    config: { ...TEST_TERRITORY, pbxDomain: 'pbx.test' },
    demoUsers: demoUsers(),
  });
  const url = await journal.listen('127.0.0.1', 0);
  return {
    url,
    db: handle.db,
    databaseUrl: database.url,
    recordingsDir,
    users: Object.fromEntries(demoUsers().map((user) => [user.login, user])),
    clock,
    logged,
    stop: async () => {
      await journal.stop();
      await handle.close();
      await database.drop();
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

/** Signs in and enrols a fresh workstation. */
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
  const workstation: TestWorkstation = {
    deviceId,
    secret,
    session,
    bearer,
    device,
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
        body: { acts },
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
          body: { size },
        },
      );
      return body;
    },
  };
  return workstation;
}
