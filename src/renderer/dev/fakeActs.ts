import type { DeskAct } from '../../shared/contracts/bridge.ts';
import type { ActCommand, HandOver } from '../../shared/contracts/journal.ts';
import { appeals, call, user } from './fakeDesk.ts';

/** Acts in every state, for looking at screens. */
const ID = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [first, second] = appeals;
if (!first || !second) throw new Error('no appeals');

const act = (n: number, command: ActCommand | null, more: Partial<DeskAct> = {}): DeskAct => ({
  actId: ID(n),
  seq: n,
  at: `2026-11-22T0${8 + (n % 2)}:${10 + (n % 40)}:00.000Z`,
  state: 'waiting',
  refusal: null,
  resolution: null,
  command,
  appealId: null,
  appealNumber: null,
  ...more,
});

export const LONG_ANSWER =
  'Для прикрепления ребёнка к поликлинике по новому адресу подайте заявление в выбранную медицинскую организацию лично, ' +
  'через портал государственных услуг или через региональный портал. К заявлению приложите свидетельство о рождении, полис ' +
  'ребёнка и паспорт законного представителя. Поликлиника рассматривает заявление в течение четырёх рабочих дней и сообщает ' +
  'о решении. До этого дня помощь оказывает прежняя поликлиника; неотложную помощь обязана оказать любая.';

export const acts: DeskAct[] = [
  act(
    801,
    {
      kind: 'appeal.amend',
      v: 2,
      appealId: second.appeal.id,
      changes: { answer: LONG_ANSWER, themeCode: '3.1.5.1' },
      was: { answer: '', themeCode: '3.1.5.10' },
      settles: null,
    },
    {
      state: 'refused',
      refusal: { code: 'act.forbidden', text: 'Обращение передано другому ответственному' },
      appealId: second.appeal.id,
      appealNumber: second.appeal.number,
    },
  ),
  act(
    802,
    {
      kind: 'appeal.register',
      v: 1,
      appealId: ID(90),
      number: 'П-4F2A-18',
      classifierVersion: 'zpz-2023',
      card: { ...first.appeal.card, answer: LONG_ANSWER },
      callIds: [call.id],
      closeWith: 'consulted',
    },
    {
      state: 'parked',
      refusal: { code: 'act.withheld', text: '' },
      appealId: ID(90),
      appealNumber: 'П-4F2A-18',
    },
  ),
  act(
    803,
    { kind: 'appeal.close', v: 1, appealId: first.appeal.id, outcome: 'consulted' },
    {
      state: 'refused',
      refusal: { code: 'appeal.closed', text: 'Обращение уже закрыто' },
      appealId: first.appeal.id,
      appealNumber: first.appeal.number,
    },
  ),
  act(
    804,
    {
      kind: 'appeal.register',
      v: 1,
      appealId: ID(91),
      number: '50-000124',
      classifierVersion: 'zpz-2023',
      card: { ...first.appeal.card, essence: 'Не записывают к врачу-неврологу по направлению, ждёт третью неделю' },
      callIds: [],
      closeWith: null,
    },
    { state: 'sent', appealNumber: '50-000124' },
  ),
  act(
    805,
    {
      kind: 'appeal.amend',
      v: 2,
      appealId: second.appeal.id,
      changes: { essence: 'Врач накричала и выгнала из кабинета, свидетели есть' },
      was: { essence: 'Врач накричала и выгнала из кабинета' },
      settles: null,
    },
    { appealNumber: second.appeal.number },
  ),
  ...[806, 807, 808].map((n) =>
    act(n, {
      kind: 'call.record',
      v: 1,
      callId: call.id,
      fact: { kind: 'call.answered', at: '2026-11-22T08:20:00.000Z' },
    }),
  ),
  act(809, { kind: 'operator.moved', v: 1, status: 'ready', reason: null, callId: null }),
];

export const handOvers: HandOver[] = [
  {
    id: ID(850),
    authorId: user.id,
    authorName: user.name,
    at: '2026-11-22T09:02:00.000Z',
    appealId: second.appeal.id,
    appealNumber: second.appeal.number,
    refusal: { code: 'appeal.closed', text: 'Обращение закрыто, изменить его нельзя' },
    meant: { ...acts[0]?.command },
    note: 'Заявитель просит, чтобы ему перезвонили до вечера: ответ в обращении не тот, что я дала по телефону',
    settledAt: null,
    settledBy: null,
  },
  {
    id: ID(851),
    authorId: ID(2),
    authorName: 'Кузнецов Олег Игоревич',
    at: '2026-11-21T15:40:00.000Z',
    appealId: null,
    appealNumber: null,
    refusal: { code: 'act.withheld', text: '' },
    meant: { ...acts[1]?.command },
    note: '',
    settledAt: '2026-11-21T16:00:00.000Z',
    settledBy: 'Орлова-Преображенская Екатерина Максимилиановна',
  },
];
