import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { ActAnswer, ActCommand, DemoUser, Session } from '../../src/shared/contracts/journal.ts';
import { appealNumber } from '../../src/shared/domain/appeal/appeal.ts';
import { emptyApplicant, emptyCard } from '../../src/shared/domain/appeal/appealCard.ts';
import { currentClassifierId } from '../../src/shared/domain/theme/theme.ts';
import { toInstant } from '../../src/shared/lib/primitives.ts';
import { uuid7 } from '../../src/shared/lib/uuid7.ts';

/** A desk that has worked without its journal: what it owes, ready to be sent. */
export interface StormDesk {
  deviceId: string;
  authorization: string;
  epoch: number;
  acts: { id: string; seq: number }[];
  appealIds: string[];
  callIds: string[];
  /** The body of its push, as it would stand in the outbox. */
  body: Buffer;
}

/** One connection per desk, as desks have. */
export function createDeskAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
}

/** A request as a desk's transport makes it; the answer's JSON. */
export function ask<T>(
  agent: Agent,
  url: string,
  call: { method: string; path: string; authorization?: string; body?: Buffer | string },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string | number> = {};
    if (call.authorization !== undefined) headers['authorization'] = call.authorization;
    if (call.body !== undefined) {
      headers['content-type'] = 'application/json';
      headers['content-length'] = Buffer.byteLength(call.body);
    }
    const asked = request(new URL(call.path, url), { agent, method: call.method, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString('utf8');
        if (response.statusCode === 200) resolve(JSON.parse(text) as T);
        else reject(new Error(`${call.method} ${call.path}: ${response.statusCode} ${text}`));
      });
    });
    asked.on('error', reject);
    asked.end(call.body);
  });
}

/** Signs everybody who registers appeals in, once: desks name these sessions. */
export async function signInOperators(agent: Agent, url: string, users: readonly DemoUser[]): Promise<Session[]> {
  const operators = users.filter(({ role }) => role === 'op1');
  return Promise.all(
    operators.map(({ login, password }) =>
      ask<Session>(agent, url, {
        method: 'POST',
        path: '/v1/sign-in',
        body: JSON.stringify({ login, password, deviceId: randomUUID() }),
      }),
    ),
  );
}

/** Enrols a desk, starts it, gives it numbers, and lets it work without its journal. */
export async function makeStormDesk(agent: Agent, url: string, session: Session, commands: number): Promise<StormDesk> {
  const deviceId = randomUUID();
  const secret = randomBytes(32).toString('base64url');
  const secretHash = createHash('sha256').update(secret).digest('hex');
  const authorization = `Device ${deviceId}:${secret}`;
  const post = <T>(path: string, as: string, body: object): Promise<T> =>
    ask<T>(agent, url, { method: 'POST', path, authorization: as, body: JSON.stringify(body) });
  await post('/v1/devices', `Bearer ${session.accessToken}`, { deviceId, name: 'АРМ бури', secretHash });
  const started = { epoch: 0, nonce: randomUUID(), blocks: [] };
  const { epoch } = await post<{ epoch: number }>('/v1/devices/attach', authorization, started);
  const size = Math.ceil(commands / CALL_ACTS);
  const block = await post<{ first: number; territory: string }>('/v1/number-blocks', authorization, { epoch, size });

  const desk: StormDesk = {
    deviceId,
    authorization,
    epoch,
    acts: [],
    appealIds: [],
    callIds: [],
    body: Buffer.alloc(0),
  };
  const acts: object[] = [];
  let nowMs = Date.now() - 8 * 3_600_000;
  for (let call = 0; acts.length < commands; call++) {
    const number = appealNumber(block.territory, block.first + call);
    for (const command of commandsOfCall(desk, session.user.id, number, nowMs)) {
      if (acts.length === commands) break;
      const act = { id: uuid7(nowMs, randomBytes(10)), seq: acts.length + 1 };
      desk.acts.push(act);
      const { sessionId, user } = session;
      acts.push({ ...act, authorId: user.id, sessionId, occurredAt: toInstant(nowMs), command });
      nowMs += 40_000;
    }
  }
  desk.body = Buffer.from(JSON.stringify({ epoch, acts }), 'utf8');
  return desk;
}

/** What a desk owes for one call with an appeal. */
const CALL_ACTS = 6;

function commandsOfCall(desk: StormDesk, operatorId: string, number: string, atMs: number): ActCommand[] {
  const callId = uuid7(atMs, randomBytes(10));
  const appealId = uuid7(atMs, randomBytes(10));
  desk.callIds.push(callId);
  desk.appealIds.push(appealId);
  const at = toInstant(atMs);
  const phone = `+7900${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`;
  const record = { kind: 'call.record', v: 1, callId } as const;
  return [
    {
      ...record,
      fact: {
        kind: 'call.offered',
        at,
        direction: 'incoming',
        operatorId,
        sipCallId: randomUUID(),
        linkedId: `${atMs}.1`,
        queue: 'hotline',
        queueWaitSec: 12,
        phone,
        displayName: null,
      },
    },
    { ...record, fact: { kind: 'call.answered', at } },
    {
      kind: 'appeal.register',
      v: 1,
      appealId,
      number,
      classifierVersion: currentClassifierId,
      card: {
        ...emptyCard('hotline'),
        themeCode: '4.2',
        essence: ESSENCE,
        answer: ANSWER,
        applicant: { ...emptyApplicant, name: 'Испытательная Нина Олеговна', phone, birthDate: '1961-04-02' },
      },
      callIds: [callId],
      closeWith: 'consulted',
    },
    { ...record, fact: { kind: 'call.appealLinked', at, appealId } },
    { ...record, fact: { kind: 'call.ended', at, cause: 'caller' } },
    { kind: 'operator.moved', v: 1, status: 'ready', reason: null, callId: null },
  ];
}

const ESSENCE =
  'Заявитель спрашивает, как получить полис обязательного медицинского страхования взамен утраченного, какие нужны ' +
  'документы, можно ли подать заявление без посещения страховой медицинской организации и сколько ждать изготовления.';
const ANSWER =
  'Разъяснён порядок: заявление подаётся в любой пункт выдачи полисов страховой медицинской организации или через ' +
  'портал государственных услуг, нужен документ, удостоверяющий личность, и СНИЛС; медицинская помощь до получения ' +
  'оказывается по выписке из единого регистра застрахованных лиц.';

/** A desk that finds its journal again: greets it and sends what it owes. */
export async function reconnect(agent: Agent, url: string, desk: StormDesk): Promise<ActAnswer[]> {
  await ask(agent, url, { method: 'GET', path: '/v1/handshake' });
  const { authorization, body } = desk;
  const pushed = await ask<{ answers: ActAnswer[] }>(agent, url, {
    method: 'POST',
    path: '/v1/push',
    authorization,
    body,
  });
  return pushed.answers;
}
