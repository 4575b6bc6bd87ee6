/** What desks and journals of contract 2 wrote that contract 1 did not know. Never edited. */
const ids = [1, 2, 3, 4].map((n) => `018f0000-0000-7000-8000-00000000000${n}`);
const [appealId, author, other, organisation] = ids;
const meta = {
  v: 1,
  actorId: author,
  organisationId: organisation,
  occurredAt: '2026-02-01T09:00:00.000Z',
  receivedAt: '2026-02-01T09:00:01.000Z',
  reference: 'zpz-2023/1',
};
const card = {
  kind: 'complaint',
  channel: 'letter',
  themeCode: '3.1.2',
  clinicId: null,
  essence: 'Не выдали полис',
  answer: '',
  applicant: { name: 'Пример Анна', phone: null, birthDate: null },
  personId: null,
  insurerId: null,
};

export const commandsOfContract2: readonly unknown[] = [
  {
    kind: 'appeal.amend',
    v: 2,
    appealId,
    changes: { answer: 'Выдан', applicant: { name: 'Пример Анна', phone: '+79000000001', birthDate: null } },
    was: { answer: '', applicant: card.applicant },
    settles: null,
  },
  { kind: 'appeal.assign', v: 1, appealId, assigneeId: other },
  {
    kind: 'act.handOver',
    v: 1,
    handOverId: other,
    refusedActId: author,
    refusal: { code: 'appeal.closed', text: 'Обращение уже закрыто' },
    appealId,
    meant: {},
    note: '',
  },
];

export const streamOfContract2: readonly unknown[] = [
  {
    kind: 'appeal.registered',
    ...meta,
    appealId,
    number: '98-000102',
    classifierVersion: 'zpz-2023',
    card,
    callIds: [],
  },
  { kind: 'appeal.amended', ...meta, changes: { answer: 'Выдан' } },
  {
    kind: 'appeal.conflicted',
    ...meta,
    actorId: other,
    conflicts: [
      { actId: other, field: 'answer', mine: 'Отказ', theirs: 'Выдан', was: '', authorId: other, at: meta.occurredAt },
    ],
  },
  { kind: 'appeal.conflictSettled', ...meta, conflictActId: other, fields: ['answer'] },
  { kind: 'appeal.assigned', ...meta, assigneeId: other },
];

/** The state as contract 2 kept it. */
export const stateOfContract2: unknown = {
  id: appealId,
  number: '98-000102',
  status: 'registered',
  classifierVersion: 'zpz-2023',
  card: { ...card, answer: 'Выдан' },
  callIds: [],
  outcome: null,
  flags: [],
  registeredBy: author,
  organisationId: organisation,
  occurredAt: meta.occurredAt,
  receivedAt: meta.receivedAt,
  closedAt: null,
  assigneeId: other,
  conflicts: [],
  touched: { answer: { by: author, at: meta.occurredAt } },
  version: 5,
};
