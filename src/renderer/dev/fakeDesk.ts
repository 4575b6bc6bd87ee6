import type { BridgeOutput, CallerCard, DeskAppeal, DeskCall, Draft } from '../../shared/contracts/bridge.ts';
import { emptyApplicant, emptyCard } from '../../shared/domain/appeal/appealCard.ts';
import { appeal as appealSchema, type Appeal } from '../../shared/domain/appeal/appeal.ts';
import { emptyCall } from '../../shared/domain/call/mergeCall.ts';
import type { Call } from '../../shared/domain/call/call.ts';
import type { Organisation } from '../../shared/domain/organisation/organisation.ts';
import type { Person } from '../../shared/domain/person/person.ts';
import { defaultTermRules } from '../../shared/domain/term/appealTerm.ts';
import type { User } from '../../shared/domain/user/user.ts';

/** Invented people and texts of real length, for looking at screens. */
const ID = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const AT = '2026-11-22T08:15:00.000Z';

export const user: User = {
  id: ID(1),
  login: 'smirnova',
  name: 'Смирнова Анна Петровна',
  role: 'op1',
  organisationId: ID(10),
  territory: '50',
};

const organisation = (
  n: number,
  kind: Organisation['kind'],
  code: string,
  name: string,
  shortName: string,
): Organisation => ({
  id: ID(n),
  kind,
  code,
  name,
  shortName,
  address: kind === 'clinic' ? 'Московская обл., г. Красногорск, ул. Карбышева, д. 4' : null,
  phone: null,
  outsourced: false,
});
export const organisations: Organisation[] = [
  organisation(10, 'fund', '50000', 'Территориальный фонд ОМС Московской области', 'ТФОМС Московской области'),
  organisation(
    11,
    'insurer',
    '50001',
    'Филиал страховой медицинской организации «Подмосковье-Мед»',
    'СМО «Подмосковье-Мед»',
  ),
  organisation(
    12,
    'clinic',
    '500101',
    'Государственное бюджетное учреждение здравоохранения «Красногорская городская больница»',
    'Красногорская городская больница',
  ),
  organisation(
    13,
    'clinic',
    '500102',
    'ГБУЗ «Новопетровская сельская участковая больница имени Н. И. Пирогова»',
    'Новопетровская сельская участковая больница имени Н. И. Пирогова',
  ),
  organisation(
    14,
    'clinic',
    '500103',
    'ГБУЗ «Химкинская детская поликлиника № 2»',
    'Химкинская детская поликлиника № 2',
  ),
];

const person = (
  n: number,
  familyName: string,
  givenName: string,
  patronymic: string,
  birthDate: string,
  sex: Person['sex'],
): Person => ({
  id: ID(n),
  familyName,
  givenName,
  patronymic,
  birthDate,
  sex,
  enp: '5000000000004821',
  insurerId: ID(11),
  clinicId: ID(n % 2 === 0 ? 12 : 13),
  phones: ['+79000000102', '+79000000155'],
});
export const persons: Person[] = [
  person(20, 'Озерова-Константинопольская', 'Александра', 'Владиславовна', '1989-07-02', 'female'),
  person(21, 'Озеров', 'Павел', 'Андреевич', '1987-11-25', 'male'),
  person(22, 'Озеров', 'Тимофей', 'Павлович', '2021-05-19', 'male'),
];

export const call: Call = {
  ...emptyCall(ID(30)),
  operatorId: ID(1),
  phone: '+79000000102',
  queue: 'Горячая линия',
  offeredAt: AT,
};
export const draft: Draft = {
  id: ID(40),
  callId: call.id,
  card: { ...emptyCard('hotline'), applicant: { ...emptyApplicant, name: '', phone: '+79000000102', birthDate: null } },
  updatedAt: AT,
  position: { field: null, guideStep: null, caret: null, open: false },
  outcome: null,
  personFrom: null,
  amends: null,
};

export function callerOf(count: number): CallerCard {
  return {
    callId: call.id,
    phone: '+79000000102',
    source: 'journal',
    persons: persons.slice(0, count),
    appeals: [
      {
        id: ID(50),
        number: '50-000119',
        status: 'closed',
        kind: 'consultation',
        themeCode: '4.3',
        classifierVersion: 'zpz-2023',
        essence: 'Как прикрепить ребёнка к поликлинике',
        occurredAt: '2026-10-02T09:20:00.000Z',
        personId: ID(20),
        operatorName: 'Кузнецов Олег Игоревич',
        flags: [],
        callIds: [],
      },
      {
        id: ID(51),
        number: '50-000087',
        status: 'registered',
        kind: 'complaint',
        themeCode: '3.1.5.1',
        classifierVersion: 'zpz-2023',
        essence: 'Долго ждать участкового',
        occurredAt: '2026-09-14T12:02:00.000Z',
        personId: ID(21),
        operatorName: null,
        flags: [],
        callIds: [],
      },
    ],
    calls: [
      {
        ...emptyCall(ID(31)),
        offeredAt: '2026-10-02T09:10:00.000Z',
        answeredAt: '2026-10-02T09:10:09.000Z',
        endedAt: '2026-10-02T09:14:00.000Z',
        endCause: 'caller',
      },
      {
        ...emptyCall(ID(32)),
        offeredAt: '2026-10-01T16:44:00.000Z',
        endedAt: '2026-10-01T16:44:40.000Z',
        endCause: 'caller',
      },
    ],
  };
}

/** What a state of the first contract did not hold is filled in as for a stored one. */
const appeal = (n: number, number: string, essence: string, theme: string, status: Appeal['status']): Appeal =>
  appealSchema.parse({
    id: ID(n),
    number,
    status,
    classifierVersion: 'zpz-2023',
    card: {
      ...emptyCard('hotline'),
      kind: theme.startsWith('3') ? 'complaint' : 'consultation',
      themeCode: theme,
      essence,
      answer: 'Обратитесь в страховую медицинскую организацию.',
      clinicId: ID(12),
      insurerId: ID(11),
      personId: ID(20),
      applicant: {
        ...emptyApplicant,
        name: 'Озерова-Константинопольская Александра Владиславовна',
        phone: '+79000000102',
        birthDate: null,
      },
    },
    callIds: [ID(30)],
    outcome: status === 'closed' ? 'consulted' : null,
    flags: [],
    registeredBy: ID(1),
    organisationId: ID(10),
    occurredAt: AT,
    receivedAt: AT,
    closedAt: status === 'closed' ? AT : null,
    assigneeId: null,
    conflicts: [],
    touched: {},
    version: 2,
  });
const name = 'Озерова-Константинопольская Александра Владиславовна';
export const appeals: DeskAppeal[] = [
  {
    appeal: appeal(
      60,
      '50-000123',
      'Как прикрепить ребёнка к поликлинике по новому адресу после переезда из другого района',
      '4.3',
      'closed',
    ),
    personName: name,
    place: 'mine',
    sync: 'waiting',
    refusal: null,
  },
  {
    appeal: {
      ...appeal(61, '50-000122', 'Врач накричала и выгнала из кабинета', '3.1.5.10', 'registered'),
      occurredAt: '2026-10-14T08:15:00.000Z',
    },
    personName: 'Громов Виктор Петрович',
    place: 'mine',
    sync: 'accepted',
    refusal: null,
  },
  {
    appeal: appeal(62, '50-000121', 'Потерян полис', '4.2', 'closed'),
    personName: null,
    place: 'mine',
    sync: 'refused',
    refusal: { code: 'appeal.closed', text: 'Обращение уже закрыто' },
  },
  {
    appeal: appeal(63, 'П-4F2A-17', 'Нет талонов к окулисту', '4.6.1', 'closed'),
    personName: 'Тихонова Елена Юрьевна',
    place: 'mine',
    sync: 'parked',
    refusal: null,
  },
  {
    appeal: {
      ...appeal(64, '50-000120', 'Не дают направление на магнитно-резонансную томографию', '3.1.5.1', 'registered'),
      conflicts: [
        {
          actId: ID(820),
          field: 'essence',
          mine: 'Невролог Красногорской больницы отказал в направлении на магнитно-резонансную томографию, предложил сделать платно. Просит разобраться и назвать срок ожидания.',
          theirs: '',
          was: 'Не дают направление на магнитно-резонансную томографию',
          authorId: ID(1),
          at: '2026-11-22T09:12:00.000Z',
        },
        {
          actId: ID(820),
          field: 'themeCode',
          mine: '3.1.5.10',
          theirs: '3.1.5.1',
          was: '3.1.1',
          authorId: ID(1),
          at: '2026-11-22T09:12:00.000Z',
        },
      ],
      touched: {
        essence: { by: ID(2), at: '2026-11-22T09:05:00.000Z' },
        themeCode: { by: ID(2), at: '2026-11-22T09:05:00.000Z' },
      },
      card: {
        ...appeal(64, '', '', '3.1.5.1', 'registered').card,
        essence:
          'Невролог Красногорской больницы отказал в направлении на магнитно-резонансную томографию: сказал, что очередь на полгода. Просит разобраться и перезвонить после обеда.',
      },
    },
    personName: 'Тихонова Елена Юрьевна',
    place: 'mine',
    sync: 'sent',
    refusal: null,
  },
];
export const calls: DeskCall[] = [
  {
    call: { ...call, answeredAt: AT, endedAt: '2026-11-22T08:19:12.000Z', endCause: 'caller' },
    personName: name,
    hasRecording: true,
  },
  {
    call: { ...call, id: ID(33), phone: '+79261234567', endedAt: '2026-11-22T08:15:40.000Z', endCause: 'ringTimeout' },
    personName: null,
    hasRecording: false,
  },
  {
    call: { ...call, id: ID(34), phone: null, answeredAt: AT, endedAt: '2026-11-22T08:15:40.000Z', endCause: 'lost' },
    personName: null,
    hasRecording: true,
  },
  {
    call: {
      ...call,
      id: ID(35),
      answeredAt: AT,
      endedAt: '2026-11-22T08:16:10.000Z',
      endCause: 'lost',
      callbackWantedAt: AT,
    },
    personName: 'Верёвкина Нина Фёдоровна',
    hasRecording: true,
  },
];

export const reference: BridgeOutput<'reference.get'>['reference'] = {
  version: '1',
  classifierVersion: 'zpz-2023',
  classifiers: [],
  codeBooks: [],
  absences: [],
  region: 'Московская область',
  organisations,
  staff: [
    { id: ID(1), name: 'Смирнова Анна Петровна', disabled: false, role: 'op1', organisationId: ID(10) },
    { id: ID(2), name: 'Кузнецов Олег Игоревич', disabled: false, role: 'op2', organisationId: ID(10) },
    { id: ID(3), name: 'Фёдоров Егор Викторович', disabled: false, role: 'sp2', organisationId: ID(11) },
    { id: ID(4), name: 'Новикова Дарья Сергеевна', disabled: false, role: 'sp2', organisationId: ID(11) },
    { id: ID(5), name: 'Павлов Игорь Николаевич', disabled: false, role: 'ccAdmin', organisationId: ID(10) },
    { id: ID(6), name: 'Волкова Жанна Юрьевна', disabled: false, role: 'sp3', organisationId: ID(11) },
  ],
  settings: {
    centreName: 'Контакт-центр ТФОМС Московской области',
    hotline: '8 800 000-00-00',
    areaCode: '495',
    wrapUpSec: 60,
    terms: defaultTermRules,
    answerTemplates: [],
  },
};
