import type { FakeAnswers } from '../bridge/fakeTransport.ts';
import { deskOf, type Appeal } from '../../shared/domain/appeal/appeal.ts';
import { placeOf } from '../../shared/domain/appeal/placeOf.ts';
import { decide } from '../../shared/domain/appeal/decide.ts';
import { evolve } from '../../shared/domain/appeal/evolve.ts';
import { appealReferenceOf } from '../../shared/domain/appeal/appealReference.ts';
import { defaultTermRules } from '../../shared/domain/term/appealTerm.ts';
import { runningTermOf } from '../../shared/domain/term/runningTerm.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import { AppError } from '../../shared/errors.ts';
import type { HistoryRow, WorklistLine, WorklistName } from '../../shared/contracts/worklists.ts';
import type { User } from '../../shared/domain/user/user.ts';
import { appeals, reference } from './fakeDesk.ts';

/** Lists of real length, and steps that are truly judged, for looking at screens. */
const ID = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [, first] = appeals;
if (!first) throw new Error('no appeals');
const model = first.appeal;
const insurerDesk = { organisationId: ID(11), level: 2 };
const DAY_MS = 86_400_000;

const PEOPLE = [
  'Озерова-Константинопольская Александра Владиславовна',
  'Громов Виктор Петрович',
  'Тихонова Елена Юрьевна',
  'Ли Ян',
];
const ESSENCES = [
  'Врач накричала и выгнала из кабинета, свидетели есть',
  'Отказали в направлении на магнитно-резонансную томографию, предложили сделать платно, очередь на полгода',
  'Просит вернуть деньги за анализы, которые входят в программу',
  'Нет талонов к окулисту',
];
const STATES: readonly Partial<Appeal>[] = [
  { status: 'redirected', isWaiting: true, assigneeId: null },
  { status: 'inWork', assigneeId: ID(3) },
  { status: 'onReview', assigneeId: ID(3), outcome: 'complaintReviewed' },
  { status: 'rework', assigneeId: ID(3) },
  { status: 'preliminary', assigneeId: ID(4) },
];

export const worked: Appeal[] = Array.from({ length: 140 }, (_, n) => ({
  ...model,
  id: ID(2000 + n),
  number: `50-${String(1400 - n).padStart(6, '0')}`,
  desk: insurerDesk,
  sentBy: { userId: ID(1), desk: { organisationId: ID(10), level: 1 } },
  parties: [ID(11)],
  ...STATES[n % STATES.length],
  card: {
    ...model.card,
    kind: 'complaint',
    channel: n % 3 === 0 ? 'letter' : 'hotline',
    essence: ESSENCES[n % ESSENCES.length] ?? '',
    answer: n % 5 === 2 ? 'Проведена беседа, врачу объявлено замечание, заявителю принесены извинения.' : '',
    finding: n % 5 === 2 && n % 2 === 0 ? 'unfounded' : null,
    applicant: { ...model.card.applicant, name: PEOPLE[n % PEOPLE.length] ?? '' },
  },
  occurredAt: toInstant(Date.now() - ((n * 7) % 38) * DAY_MS),
}));

function lineOf(appeal: Appeal): WorklistLine {
  const term = runningTermOf(appeal, defaultTermRules, toInstant(Date.now()));
  const { holderId, addresseeId } = placeOf(appeal);
  const leader = holderId ?? addresseeId;
  return {
    id: appeal.id,
    number: appeal.number,
    status: appeal.status,
    kind: appeal.card.kind,
    channel: appeal.card.channel,
    themeCode: appeal.card.themeCode,
    classifierVersion: appeal.classifierVersion,
    essence: appeal.card.essence,
    occurredAt: appeal.occurredAt,
    closedAt: appeal.closedAt,
    personId: appeal.card.personId,
    applicantName: appeal.card.applicant.name,
    phone: appeal.card.applicant.phone,
    isMasked: false,
    operatorName: 'Смирнова Анна Петровна',
    leader:
      leader === null
        ? null
        : { id: leader, name: reference?.staff.find((one) => one.id === leader)?.name ?? 'Кузнецов Олег Игоревич' },
    isWaiting: appeal.isWaiting,
    desk: deskOf(appeal),
    clinicId: appeal.card.clinicId,
    insurerId: appeal.card.insurerId,
    dueOn: term.state === 'closed' ? null : term.dueOn,
    term: term.state,
    runs: term.runs === 'forward' ? 'forward' : 'answer',
    answerDueOn: term.state === 'closed' ? null : term.answerDueOn,
    finding: appeal.card.finding,
    expertise: appeal.expertise.map(({ kind }) => kind),
    flags: [],
  };
}

function isOn(list: WorklistName, appeal: Appeal, me: User): boolean {
  const isOpen = appeal.status !== 'closed';
  if (list === 'incoming') return isOpen && appeal.isWaiting;
  if (list === 'mine') return isOpen && placeOf(appeal).holderId === me.id;
  if (list === 'team') return isOpen && !appeal.isWaiting;
  if (list === 'overdue') return runningTermOf(appeal, defaultTermRules, toInstant(Date.now())).state === 'overdue';
  if (list === 'soon') return runningTermOf(appeal, defaultTermRules, toInstant(Date.now())).state === 'soon';
  if (list === 'review') return appeal.status === 'onReview';
  return list === 'all';
}

/** «?list=empty», «?list=failed», «?list=denied» and «?list=loading» show the other states of a list. */
const listed = new URLSearchParams(location.search).get('list');
const kept = new Map<string, string>();
const LISTS: readonly WorklistName[] = ['incoming', 'mine', 'team', 'soon', 'overdue', 'review', 'all'];

export function worklistAnswers(me: User, tellChanged: () => void): FakeAnswers {
  return {
    'kept.read': ({ name }) => ({ text: kept.get(name) ?? null }),
    'kept.write': ({ name, text }) => {
      if (text === null) kept.delete(name);
      else kept.set(name, text);
      return { ok: true };
    },
    'worklists.counts': () => ({
      counts: LISTS.map((list) => {
        const lines = worked.filter((appeal) => isOn(list, appeal, me)).map(lineOf);
        return {
          list,
          count: listed === 'empty' ? 0 : lines.length,
          isMore: false,
          overdue: listed === 'empty' ? 0 : lines.filter((line) => line.term === 'overdue').length,
        };
      }),
    }),
    'worklists.page': async ({ list, query }) => {
      if (listed === 'loading') await new Promise(() => undefined);
      if (listed === 'failed') throw new AppError('journal.down');
      if (listed === 'denied') throw new AppError('auth.forbidden');
      if (listed === 'empty') return { lines: [], next: null, source: 'journal' };
      const words = query.text?.toLowerCase() ?? '';
      const lines = worked
        .filter((appeal) => isOn(list, appeal, me) && appeal.card.essence.toLowerCase().includes(words))
        .map(lineOf)
        .toSorted((one, other) => (one.dueOn ?? '').localeCompare(other.dueOn ?? ''));
      const from = Number(query.cursor ?? 0);
      return {
        lines: lines.slice(from, from + 100),
        next: lines.length > from + 100 ? String(from + 100) : null,
        source: listed === 'away' ? 'cache' : 'journal',
      };
    },
    'appeals.find': () => ({ lines: worked.slice(0, 3).map(lineOf), next: null }),
    'appeals.similar': () => ({
      lines: worked.slice(0, 3).map((appeal, n) => ({
        ...lineOf(appeal),
        isSameTheme: n === 0,
        by: 'person',
        substitute: null,
      })),
    }),
    'appeals.step': ({ command }) => {
      const at = worked.findIndex((one) => one.id === command.appealId);
      const before = worked[at] ?? model;
      const decision = decide({ reason: '', ...command } as never, before, {
        actId: ID(9999),
        actor: { userId: me.id, role: me.role, organisationId: me.organisationId },
        occurredAt: toInstant(Date.now()),
        receivedAt: null,
        reference: appealReferenceOf(reference),
      });
      if (decision.refusal) throw new AppError(decision.refusal.code, {}, { text: decision.refusal.text });
      const after = decision.events.reduce<Appeal | null>(evolve, before) ?? before;
      if (at >= 0) worked[at] = after;
      tellChanged();
      return { appeal: { appeal: after, personName: null, place: 'mine', sync: 'waiting', refusal: null } };
    },
  };
}

const row = (version: number, kind: HistoryRow['kind'], n: number, more: Partial<HistoryRow> = {}): HistoryRow => ({
  version,
  kind,
  occurredAt: toInstant(Date.now() - (10 - version) * DAY_MS),
  receivedAt: toInstant(Date.now() - (10 - version) * DAY_MS),
  actorId: ID(n),
  actorName: reference?.staff.find((one) => one.id === ID(n))?.name ?? null,
  organisationId: null,
  changes: [],
  detail: {},
  ...more,
});
const answered = 'Запрошено объяснение главного врача, ответ ждём до пятницы.';
export const history: HistoryRow[] = [
  row(1, 'appeal.registered', 1),
  row(2, 'appeal.forwarded', 1, {
    detail: { to: insurerDesk, userId: null, reason: 'Нужен специалист: Этика и деонтология медицинских работников' },
  }),
  row(3, 'appeal.accepted', 3),
  row(4, 'appeal.answered', 3, { detail: { text: answered } }),
  row(5, 'appeal.amended', 3, {
    changes: [
      { field: 'answer', before: '', after: 'Проведена беседа, врачу объявлено замечание.' },
      { field: 'applicant.phone', before: null, after: '+79000000155' },
    ],
  }),
  row(6, 'appeal.submitted', 3, { detail: { outcome: 'complaintReviewed' } }),
  row(7, 'appeal.returned', 5, { detail: { reason: 'Не сказано, какие меры приняты' } }),
];
