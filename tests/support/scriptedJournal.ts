import { AppError } from '../../src/shared/errors.ts';
import type { ActAnswer, RawChange } from '../../src/shared/contracts/journal.ts';
import { CONTRACT_VERSION } from '../../src/shared/contracts/version.ts';
import { JournalDown, type JournalRequest, type JournalTransport } from '../../src/main/core/ports.ts';

const ORGANISATION = '018f0000-0000-7000-8000-0000000000aa';

export const testUsers = {
  anna: { id: '018f0000-0000-7000-8000-000000000001', login: 'anna', name: 'Смирнова Анна Петровна' },
  boris: { id: '018f0000-0000-7000-8000-000000000002', login: 'boris', name: 'Кузнецов Борис Ильич' },
} as const;

/** An act as it came up. */
export interface PushedAct {
  id: string;
  seq: number;
  authorId: string;
  sessionId: string;
  occurredAt: string;
  command: Record<string, unknown>;
}

interface Device {
  epoch: number;
  nonce: string | null;
  lastSeq: number;
  /** Act ids by number. */
  log: Map<number, string>;
}

export type Verdict = Pick<ActAnswer, 'outcome' | 'refusal' | 'appeal'>;

export interface ScriptedJournal extends JournalTransport {
  plugged: boolean;
  contract: number;
  /** What the journal's clock shows. */
  now: string;
  /** Every act taken, once, in the order it came in. */
  pushed: PushedAct[];
  /** Pushes in the order they came, each as the numbers it brought. */
  pushes: number[][];
  devices: Map<string, Device>;
  /** Numbered changes every user is told, in order. */
  feed: RawChange[];
  /** Names the feed's history: another one means the journal was restored. */
  mark: string;
  /** Files of appeals, by id: what was announced, and the bytes that have come. */
  files: Map<string, { start: Record<string, unknown>; bytes: Buffer; isKept: boolean }>;
  /** Who works in the region, as the reference data tell. */
  staff: { id: string; name: string; disabled: boolean }[];
  /** What becomes of an act; accepted unless a test says otherwise. */
  judge: (act: PushedAct) => Verdict;
  /** Called with every request before it is answered; what it throws is the answer. */
  onRequest: (request: JournalRequest) => void | Promise<void>;
  /** Called when an answer is ready: what it throws comes instead, with the work done. */
  onAnswer: (request: JournalRequest) => void | Promise<void>;
  /** Everything as it was now, for a restore from a backup later. */
  backup(): () => void;
  ring(): void;
}

/**
 * A journal of a few lines for tests of the desk alone: it knows two operators, keeps the rules of the push and takes
 * every act unless told otherwise. What the real one does is tested against the real one.
 */
export function scriptedJournal(): ScriptedJournal {
  const answers = new Map<string, ActAnswer>();
  const bells = new Set<() => void>();
  let nextNumber = 1001;
  const journal: ScriptedJournal = {
    plugged: true,
    contract: CONTRACT_VERSION,
    now: '2026-11-22T06:00:00.000Z',
    pushed: [],
    pushes: [],
    devices: new Map(),
    feed: [],
    mark: 'a',
    files: new Map(),
    staff: [],
    judge: () => ({ outcome: 'accepted', refusal: null, appeal: null }),
    onRequest: () => undefined,
    onAnswer: () => undefined,
    doorbell(_token, { news }) {
      bells.add(news);
      return () => bells.delete(news);
    },
    ring: () => bells.forEach((news) => news()),
    async request(request) {
      if (!journal.plugged) throw new JournalDown();
      await journal.onRequest(request);
      const given = answer(request);
      await journal.onAnswer(request);
      if (!journal.plugged) throw new JournalDown();
      return given;
    },
    backup() {
      const kept = structuredClone({
        pushed: journal.pushed,
        devices: journal.devices,
        feed: journal.feed,
        answers,
        nextNumber,
      });
      return () => {
        const { pushed, devices, feed, answers: known } = structuredClone(kept);
        Object.assign(journal, { pushed, devices, feed, mark: `${journal.mark}'` });
        answers.clear();
        for (const [id, given] of known) answers.set(id, given);
        nextNumber = kept.nextNumber;
      };
    },
  };

  function answer(request: JournalRequest): unknown {
    const { path, body } = request;
    if (path.startsWith('/v1/attachments/')) return attachment(request);
    const given = body as Record<string, unknown>;
    const route = path.split('?')[0] ?? '';
    switch (route) {
      case '/v1/handshake':
        return {
          contract: journal.contract,
          oldestContract: journal.contract,
          territory: '98',
          region: 'Заречная область',
          demo: true,
          now: journal.now,
        };
      case '/v1/sign-in': {
        const found = Object.values(testUsers).find((user) => user.login === given['login']);
        if (!found || given['password'] !== 'Верный1!') throw new AppError('auth.wrong_password');
        return {
          sessionId: found.id.replace('018f', '018e'),
          accessToken: `token-${found.login}`,
          refreshToken: `refresh-${found.login}`,
          user: { ...found, role: 'op1', organisationId: ORGANISATION, territory: '98' },
          sipLine: { user: found.login, password: 'x', domain: 'otklik.invalid' },
          offlineDays: 30,
        };
      }
      case '/v1/refresh':
        return { accessToken: 'token-renewed', refreshToken: String(given['refreshToken']) };
      case '/v1/devices': {
        const deviceId = String(given['deviceId']);
        const device = journal.devices.get(deviceId) ?? { epoch: 0, nonce: null, lastSeq: 0, log: new Map() };
        journal.devices.set(deviceId, device);
        return { deviceId, lastSeq: device.lastSeq, epoch: device.epoch };
      }
      case '/v1/devices/attach':
        return attach(deviceOf(request), given);
      case '/v1/number-blocks': {
        checkEpoch(deviceOf(request), given);
        const first = nextNumber;
        nextNumber += 1000;
        return { first, last: first + Number(given['size']) - 1, territory: '98' };
      }
      case '/v1/reference':
        return {
          version: 'r1',
          classifierVersion: 'zpz-2023',
          classifiers: [],
          codeBooks: [],
          absences: [],
          region: 'Заречная область',
          organisations: [],
          staff: journal.staff,
          settings: { centreName: 'Контакт-центр', hotline: '88000000000', areaCode: null, wrapUpSec: 60 },
        };
      case '/v1/push':
        return push(deviceOf(request), given);
      case '/v1/pull':
        return pull(new URLSearchParams(path.split('?')[1]));
      case '/v1/callers':
        return { persons: [], appeals: [], calls: [] };
      case '/v1/hand-overs':
        return { handOvers: [] };
      case '/v1/password':
        return {};
      default:
        throw new AppError('input.invalid', { path });
    }
  }

  /** Takes a file in pieces, as the real one does; whether it is good is not its question. */
  function attachment({ path, method, body, bytes = Buffer.alloc(0) }: JournalRequest): unknown {
    const [route = '', query = ''] = path.split('?');
    const id = route.split('/')[3] ?? '';
    if (method === 'PUT') {
      const known = journal.files.get(id) ?? {
        start: body as Record<string, unknown>,
        bytes: Buffer.alloc(0),
        isKept: false,
      };
      journal.files.set(id, known);
      return { receivedBytes: known.bytes.length };
    }
    const known = journal.files.get(id);
    if (!known) throw new AppError('attachment.not_found');
    if (method === 'PATCH') {
      const offset = Number(new URLSearchParams(query).get('offset'));
      if (offset !== known.bytes.length) throw new AppError('attachment.offset', { receivedBytes: known.bytes.length });
      known.bytes = Buffer.concat([known.bytes, bytes]);
      return { receivedBytes: known.bytes.length };
    }
    known.isKept = true;
    const { appealId, name, bytes: length, sha256 } = known.start;
    return { id, appealId, name, bytes: length, sha256, mime: 'application/pdf' };
  }

  function deviceOf({ authorization = '' }: JournalRequest): Device {
    const device = journal.devices.get(authorization.split(' ')[1]?.split(':')[0] ?? '');
    if (!device) throw new AppError('device.unknown');
    return device;
  }

  function attach(device: Device, given: Record<string, unknown>): unknown {
    const { epoch, nonce, blocks } = given as { epoch: number; nonce: string; blocks: unknown };
    if (nonce !== device.nonce) {
      if (epoch < device.epoch) throw new AppError('device.cloned');
      Object.assign(device, { epoch: epoch + 1, nonce });
    }
    return { epoch: device.epoch, lastSeq: device.lastSeq, blocks };
  }

  function checkEpoch(device: Device, given: Record<string, unknown>): void {
    if (given['epoch'] !== device.epoch) throw new AppError('device.cloned');
  }

  function push(device: Device, given: Record<string, unknown>): unknown {
    checkEpoch(device, given);
    const acts = given['acts'] as PushedAct[];
    journal.pushes.push(acts.map((act) => act.seq));
    const first = acts[0]?.seq ?? 0;
    if (first > device.lastSeq + 1) throw new AppError('sync.gap', { expected: device.lastSeq + 1 });
    if (acts.some((act) => act.seq <= device.lastSeq && device.log.get(act.seq) !== act.id))
      throw new AppError('device.cloned');
    const taken = acts.map((act) => take(device, act));
    return { answers: taken, lastSeq: device.lastSeq };
  }

  function take(device: Device, act: PushedAct): ActAnswer {
    device.lastSeq = Math.max(device.lastSeq, act.seq);
    device.log.set(act.seq, act.id);
    const known = answers.get(act.id);
    if (known) return { ...known, seq: act.seq };
    const fresh: ActAnswer = { seq: act.seq, actId: act.id, ...journal.judge(act) };
    answers.set(act.id, fresh);
    journal.pushed.push(act);
    return fresh;
  }

  function pull(query: URLSearchParams): unknown {
    const [number = '0', mark = journal.mark] = (query.get('cursor') ?? '').split('.');
    if (mark !== journal.mark) throw new AppError('feed.restart');
    const limit = Number(query.get('limit'));
    const after = journal.feed.filter((change) => change.number > Number(number || 0));
    const changes = after.slice(0, limit);
    const last = changes.at(-1)?.number ?? Number(number || 0);
    return { changes, cursor: `${last}.${journal.mark}`, more: after.length > changes.length };
  }

  return journal;
}
