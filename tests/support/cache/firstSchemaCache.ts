import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { migrate, openWithKey } from '../../../src/main/core/cache/openCache.ts';
import { migrations } from '../../../src/main/core/cache/migrations.ts';
import { cipherFile } from '../../../src/main/core/spool/cipherFile.ts';

const OTHERS = '018f0000-0000-7000-8000-0000000000ff';
export const firstSchemaIds = {
  device: '018f0000-0000-7000-8000-00000000d001',
  session: '018f0000-0000-7000-8000-00000000e001',
  appeal: '018f0000-0000-7000-8000-00000000a001',
  lostAppeal: '018f0000-0000-7000-8000-00000000a002',
  call: '018f0000-0000-7000-8000-00000000c001',
  recording: '018f0000-0000-7000-8000-00000000c0a1',
  person: '018f0000-0000-7000-8000-00000000b001',
  draft: '018f0000-0000-7000-8000-00000000f001',
} as const;

export interface FirstSchemaCache {
  key: Buffer;
  deviceSecret: string;
  /** What was recorded, as it must arrive. */
  recording: Buffer;
  /** What the journal of that day had answered. */
  answered: { seq: number; actId: string; kind: string; outcome: 'accepted' | 'refused'; refusal: unknown }[];
  /** Numbers of this desk. */
  block: { first: number; last: number };
}

export interface FirstSchemaOptions {
  dataDir: string;
  user: { id: string; login: string; name: string; role: string; organisationId: string; territory: string };
  key?: Buffer;
}

/**
 * A cache as the very first desks wrote it, at the end of a shift without the journal: rows in every table, and an
 * outbox of that day's commands. Written by plain statements, since no repository of today writes that shape any more.
 */
export function makeFirstSchemaCache({ dataDir, user, key = randomBytes(32) }: FirstSchemaOptions): FirstSchemaCache {
  mkdirSync(join(dataDir, 'spool'), { recursive: true });
  const ids = firstSchemaIds;
  const at = (minute: number): string => new Date(Date.UTC(2026, 10, 23, 6, minute)).toISOString();
  const deviceSecret = randomBytes(32).toString('base64url');
  const block = { first: 401, last: 460 };
  const cache = openWithKey(join(dataDir, 'cache.db'), key);
  cache.pragma('journal_mode = WAL');
  migrate(cache, migrations.slice(0, 1));

  const put = (table: string, row: Record<string, unknown>): void => {
    const names = Object.keys(row);
    const values = Object.values(row).map((value) =>
      typeof value === 'object' && value !== null && !Buffer.isBuffer(value) ? JSON.stringify(value) : value,
    );
    cache
      .prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
      .run(...values);
  };
  const card = {
    kind: 'consultation',
    channel: 'hotline',
    themeCode: '4.2',
    clinicId: null,
    essence: 'Отказали в записи к врачу',
    answer: '',
    applicant: { name: 'Пример Анна Ивановна', phone: '+79005550001', birthDate: '1961-03-14' },
    personId: null,
    insurerId: null,
  };
  const registered = {
    ...{ kind: 'appeal.register', v: 1, appealId: ids.appeal, number: '98-000401' },
    ...{ classifierVersion: 'zpz-2023', card, callIds: [ids.call], closeWith: null },
  };
  const local = {
    ...{ id: ids.appeal, number: '98-000401', status: 'registered', classifierVersion: 'zpz-2023', card },
    ...{ callIds: [ids.call], outcome: null, flags: [], registeredBy: user.id, organisationId: user.organisationId },
    ...{ occurredAt: at(4), receivedAt: at(4), closedAt: null, version: 1 },
  };
  const offered = {
    ...{ kind: 'call.offered', at: at(1), direction: 'incoming', operatorId: user.id, sipCallId: 'first-1' },
    ...{ linkedId: '1.1', queue: 'hotline', queueWaitSec: 4, phone: '+79005550001', displayName: null },
  };
  const fact = (of: unknown) => ({ kind: 'call.record', v: 1, callId: ids.call, fact: of });
  const acts: readonly [string, unknown, 'accepted' | 'refused' | 'waiting', string | null][] = [
    [at(0), { kind: 'operator.moved', v: 1, status: 'ready', reason: null, callId: null }, 'accepted', null],
    [at(0), { kind: 'appeal.close', v: 1, appealId: ids.lostAppeal, outcome: 'consulted' }, 'refused', ids.lostAppeal],
    [at(1), fact(offered), 'waiting', ids.call],
    [at(2), fact({ kind: 'call.answered', at: at(2) }), 'waiting', ids.call],
    [at(3), fact({ kind: 'call.recorded', at: at(2), recordingId: ids.recording }), 'waiting', ids.call],
    [at(4), registered, 'waiting', ids.appeal],
    [
      at(5),
      { kind: 'appeal.amend', v: 1, appealId: ids.appeal, changes: { answer: 'Записан на завтра' } },
      'waiting',
      ids.appeal,
    ],
    [at(6), { kind: 'appeal.close', v: 1, appealId: ids.appeal, outcome: 'consulted' }, 'waiting', ids.appeal],
    [at(7), fact({ kind: 'call.ended', at: at(7), cause: 'caller' }), 'waiting', ids.call],
  ];
  const answered: FirstSchemaCache['answered'] = [];
  for (const [index, [occurredAt, command, state, entity]] of acts.entries()) {
    const { kind } = command as { kind: string };
    const seq = index + 1;
    const actId = `018f0000-0000-7000-8000-0000000000${String(seq + 10)}`;
    const refusal = state === 'refused' ? { code: 'appeal.not_found', text: 'Обращение не найдено' } : null;
    if (state !== 'waiting') answered.push({ seq, actId, kind, outcome: state, refusal });
    put('outbox', {
      ...{ seq, act_id: actId, author_id: user.id, session_id: ids.session, occurred_at: occurredAt, kind },
      ...{ entity_id: entity, command, state, refusal },
    });
  }
  put('setting', { name: 'device', body: { deviceId: ids.device, secret: deviceSecret, enrolled: true } });
  put('known_user', {
    ...{ user_id: user.id, login: user.login, body: user, sip_line: null, verifier: 'argon2id$AA==$AA==' },
    ...{ refresh: null, offline_days: 30, verified_at: at(0) },
  });
  put('appeal', { viewer_id: user.id, appeal_id: ids.appeal, base: null, local, occurred_at: at(4) });
  put('call', {
    viewer_id: user.id,
    call_id: ids.call,
    sip_call_id: 'first-1',
    body: {
      ...{ id: ids.call, direction: 'incoming', operatorId: user.id, sipCallId: 'first-1', linkedId: '1.1' },
      ...{ queue: 'hotline', queueWaitSec: 4, phone: '+79005550001', displayName: null, offeredAt: at(1) },
      ...{ answeredAt: at(2), endedAt: at(7), endCause: 'caller', personId: null, identifiedAt: null },
      ...{ noAppealReason: null, noAppealAt: null, appealIds: [ids.appeal], recordingIds: [ids.recording] },
      ...{ callbackWantedAt: null, callbackDoneAt: null },
    },
    offered_at: at(1),
  });
  const person = {
    ...{ id: ids.person, familyName: 'Пример', givenName: 'Анна', patronymic: 'Ивановна', birthDate: '1961-03-14' },
    ...{ sex: 'female', enp: null, insurerId: null, clinicId: null, phones: ['+79005550001'] },
  };
  const of = { organisation_id: user.organisationId, person_id: ids.person };
  put('person', { ...of, body: person, search: ' пример анна ивановна 14.03.1961  +79005550001', seen_at: at(1) });
  put('person_phone', { ...of, phone: '+79005550001' });
  const caller = { persons: [person], appeals: [], calls: [] };
  put('caller', { viewer_id: user.id, phone: '+79005550001', body: caller, seen_at: at(1) });
  const typed = { ...card, essence: 'Начала писать' };
  const position = { field: 'essence', guideStep: null };
  const draft = { id: ids.draft, callId: null, card: typed, updatedAt: at(8), position };
  put('draft', { viewer_id: user.id, draft_id: ids.draft, call_id: null, body: draft, updated_at: at(8), done: 0 });
  put('number_block', { ...block, next: 402, territory: user.territory });
  put('feed', { viewer_id: OTHERS, cursor: 17 });
  const nonce = randomBytes(8);
  put('recording', {
    ...{ recording_id: ids.recording, call_id: ids.call, operator_id: user.id, started_at: at(2) },
    ...{ nonce, state: 'finished' },
  });
  cache.close();

  const recording = Buffer.concat([Buffer.from('RIFF'), randomBytes(5_000)]);
  // Such desks derived the key of the spool from the key of the cache.
  const spoolKey = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'otklik recording spool', 32));
  cipherFile(join(dataDir, 'spool', `${ids.recording}.part`), spoolKey, nonce).append(recording);
  return { key, deviceSecret, recording, answered, block };
}
