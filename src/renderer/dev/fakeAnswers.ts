import type { BridgeOutput } from '../../shared/contracts/bridge.ts';
import type { FakeAnswers } from '../bridge/fakeTransport.ts';
import { practiceCallers } from '../../shared/demo/practiceCallers.ts';
import { initialOperatorState } from '../../shared/domain/operator/operatorState.ts';
import { lineOf } from '../../shared/contracts/journal.ts';
import { fakeAdmin } from './fakeAdmin.ts';
import { acts, handOvers } from './fakeActs.ts';
import { history, worked, worklistAnswers } from './fakeWorklists.ts';
import type { User } from '../../shared/domain/user/user.ts';
import { appeals, call, calls, draft, persons, reference, user } from './fakeDesk.ts';

const ID = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const { role } = Object.fromEntries(new URLSearchParams(location.search)) as { role?: User['role'] };
/** Somebody of the role that is looked at: who works for an insurer has another id and house. */
const me: User = role
  ? { ...user, role, ...(role.startsWith('sp') ? { id: ID(3), organisationId: ID(11) } : {}) }
  : user;
const signedIn = { user: me, signedIn: 'journal', deviceName: 'АРМ-14', demo: true, practice: true } as const;
const query = new URLSearchParams(location.search);
const away = query.has('away');
/** «?recovery» opens the page of a lost key, «?recovery=none» without a copy of it. */
const lost = query.get('recovery');
const recordingId = '00000000-0000-7000-8000-000000000070';

/** Files on their way, in every state they have. */
const files: BridgeOutput<'attachments.list'>['files'] = (
  [
    ['Заявление и согласие на обработку.pdf', 'kept', null],
    ['Фото направления.jpg', 'sending', null],
    ['Выписка из карты стационарного больного с приложениями за 2026 год.docx', 'waiting', null],
    ['Снимок.tiff', 'failed', 'attachment.cut'],
  ] as const
).map(([name, state, fault], n) => {
  const bytes = 900_000 * (n + 1);
  return { id: ID(900 + n), name, bytes, to: 'appeal', state, sentBytes: bytes / 3, fault };
});

/** Told to the windows by the harness, once there is a bridge. */
export const toTell = { appealsChanged: (): void => undefined };

/** A core that answers everything with invented data. */
export const fakeAnswers: FakeAnswers = {
  ...fakeAdmin,
  ...worklistAnswers(me, () => toTell.appealsChanged()),
  'session.get': () =>
    location.search.includes('scene=signIn') ? { ...signedIn, user: null, signedIn: 'no' } : signedIn,
  'session.signIn': () => signedIn,
  'session.demoUsers': () => ({
    users: [
      { login: 'smirnova', password: 'x', name: 'Смирнова Анна Петровна', role: 'op1' },
      { login: 'kuznetsov', password: 'x', name: 'Кузнецов Олег Игоревич', role: 'sp1' },
      { login: 'orlova', password: 'x', name: 'Орлова-Преображенская Екатерина Максимилиановна', role: 'supervisor' },
    ],
  }),
  'operator.get': () => ({
    state: { ...initialOperatorState(new Date().toISOString()), status: 'ready', reason: null },
  }),
  'operator.ready': () => ({
    state: { ...initialOperatorState(new Date().toISOString()), status: 'ready', reason: null },
  }),
  'reference.get': () => ({ reference }),
  'sync.get': () => ({
    journal: query.has('mismatch') ? 'contractMismatch' : away ? 'down' : 'up',
    waiting: away ? 6 : 0,
    refused: 2,
    parked: 1,
    oldestWaitingAt: away ? '2026-11-22T08:02:00.000Z' : null,
    recordingsWaiting: away ? 2 : 0,
    filesWaiting: away ? 1 : 0,
    slow: query.has('slow'),
    clockOffMs: Number(query.get('clock') ?? 0),
    trouble: query.get('trouble'),
  }),
  'outbox.list': () => ({ acts }),
  'outbox.editAsDraft': () => ({ draft }),
  'outbox.resend': () => ({ ok: true }),
  'outbox.handOver': () => ({ ok: true }),
  'outbox.withdraw': () => ({ ok: true }),
  'handOvers.list': () => ({ handOvers }),
  'handOvers.settle': () => ({ ok: true }),
  'recovery.get': () => ({ needed: lost !== null, reason: 'missing', recoverable: lost !== 'none' }),
  'recovery.recover': () => ({ needed: false, reason: null, recoverable: true }),
  'recovery.startAfresh': () => ({ needed: false, reason: null, recoverable: false }),
  'appeals.amend': ({ appealId }) => ({ appeal: appeals.find(({ appeal }) => appeal.id === appealId) ?? null }),
  'appeals.close': ({ appealId }) => {
    const found = appeals.find(({ appeal }) => appeal.id === appealId);
    if (!found) throw new Error('no such appeal');
    return { appeal: found };
  },
  'appeals.list': () => ({ appeals }),
  'calls.list': ({ filter }) => ({
    calls: filter === 'all' ? calls : filter === 'missed' ? calls.slice(1, 2) : calls.slice(3),
  }),
  'calls.current': () => ({ current: null }),
  'calls.identify': () => ({ ok: true }),
  'calls.closeWithoutAppeal': () => ({ ok: true }),
  'drafts.list': () => ({ drafts: [draft] }),
  'drafts.save': () => ({ ok: true }),
  'drafts.discard': () => ({ ok: true }),
  'persons.search': () => ({ persons, source: 'journal' }),
  'practice.callers': () => ({ callers: practiceCallers.map(({ id, label, question }) => ({ id, label, question })) }),
  'appeals.register': ({ card, closeWith }) => {
    const [first] = appeals;
    if (!first) throw new Error('no appeals');
    return { appeal: { ...first, appeal: { ...first.appeal, card, status: closeWith ? 'closed' : 'registered' } } };
  },
  'appeals.search': () => ({ appeals: appeals.map(({ appeal }) => lineOf(appeal, 'Смирнова Анна Петровна')) }),
  'appeals.file': ({ appealId }) => {
    const listed = worked.find((one) => one.id === appealId);
    const found = appeals.find(({ appeal }) => appeal.id === appealId) ?? appeals[0];
    if (!found) throw new Error('no appeals');
    const recording = {
      id: recordingId,
      callId: call.id,
      operatorId: user.id,
      startedAt: '2026-11-22T08:15:09.000Z',
      bytes: 1,
      sha256: null,
      verifiedAt: '2026-11-22T08:20:00.000Z',
    };
    return {
      file: {
        appeal: listed ?? found.appeal,
        person: persons[0] ?? null,
        operatorName: user.name,
        calls: calls.slice(0, 1).map((row) => row.call),
        recordings: [recording],
        history: query.has('away') ? null : history,
        links: [],
        names: {},
      },
      isWhole: !query.has('away'),
      version: query.has('away') ? null : 1,
    };
  },
  'attachments.list': ({ cardId }) => ({ files: query.has('files') || cardId === draft.id ? files : [] }),
  'attachments.begin': () => ({ ok: true }),
  'attachments.append': () => ({ ok: true }),
  'attachments.finish': () => ({ ok: true }),
  'attachments.remove': () => ({ ok: true }),
  'attachments.retry': () => ({ ok: true }),
  'attachments.read': () => ({ bytes: btoa('%PDF-1.7'), total: 8 }),
  'recordings.read': ({ offset, limit }) => {
    const piece = TONE.slice(offset, offset + limit);
    return { bytes: btoa(Array.from(piece, (byte) => String.fromCharCode(byte)).join('')), total: TONE.length };
  },
};

/** Ten seconds of A-law: bursts left, then right, as two people speak. */
const TONE = makeTone();
function makeTone(): Uint8Array {
  const seconds = 10;
  const samples = 8000 * seconds;
  const bytes = new Uint8Array(44 + samples * 2);
  const view = new DataView(bytes.buffer);
  for (const [at, text] of [
    [0, 'RIFF'],
    [8, 'WAVEfmt '],
    [36, 'data'],
  ] as const) {
    for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  }
  view.setUint32(16, 16, true);
  view.setUint16(20, 6, true);
  view.setUint16(22, 2, true);
  view.setUint32(24, 8000, true);
  view.setUint32(40, samples * 2, true);
  for (let i = 0; i < samples; i++) {
    const isLeft = Math.floor(i / 12_000) % 2 === 0;
    const loud = (Math.sin(i / 700) * 0.5 + 0.5) * Math.random();
    const byte = ((loud > 0.3 ? 0xa0 : 0x80) | Math.floor(loud * 63)) ^ 0x55;
    bytes[44 + i * 2] = isLeft ? byte : 0xd5;
    bytes[45 + i * 2] = isLeft ? 0xd5 : byte;
  }
  return bytes;
}
