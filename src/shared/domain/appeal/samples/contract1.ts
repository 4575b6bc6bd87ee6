/**
 * What desks and journals of contract 1 wrote, as it lies in outboxes, streams and states. Never edited: they are
 * what every later version must be able to read.
 */
export const commandsOfContract1: readonly unknown[] = [
  {
    kind: 'appeal.register',
    v: 1,
    appealId: '018f0000-0000-7000-8000-000000000001',
    number: '98-000101',
    classifierVersion: 'zpz-2023',
    card: {
      kind: 'consultation',
      channel: 'hotline',
      themeCode: '4.2',
      clinicId: null,
      essence: 'Как получить полис',
      answer: 'Разъяснено',
      applicant: { name: 'Пример Анна', phone: '+79000000001', birthDate: '1961-03-14' },
      personId: null,
      insurerId: null,
    },
    callIds: ['018f0000-0000-7000-8000-000000000002'],
    closeWith: null,
  },
  {
    kind: 'appeal.amend',
    v: 1,
    appealId: '018f0000-0000-7000-8000-000000000001',
    changes: { answer: 'Полис выдаёт страховая организация' },
  },
  {
    kind: 'appeal.linkCall',
    v: 1,
    appealId: '018f0000-0000-7000-8000-000000000001',
    callId: '018f0000-0000-7000-8000-000000000003',
  },
  { kind: 'appeal.close', v: 1, appealId: '018f0000-0000-7000-8000-000000000001', outcome: 'consulted' },
  {
    kind: 'call.record',
    v: 1,
    callId: '018f0000-0000-7000-8000-000000000002',
    fact: { kind: 'call.answered', at: '2026-11-22T06:00:00.000Z' },
  },
  { kind: 'operator.moved', v: 1, status: 'ready', reason: null, callId: null },
];

const meta = {
  v: 1,
  actorId: '018f0000-0000-7000-8000-000000000004',
  organisationId: '018f0000-0000-7000-8000-000000000005',
  occurredAt: '2026-11-22T06:00:00.000Z',
  receivedAt: '2026-11-22T06:00:01.000Z',
  reference: 'zpz-2023/1',
};

export const streamOfContract1: readonly unknown[] = [
  {
    kind: 'appeal.registered',
    ...meta,
    appealId: '018f0000-0000-7000-8000-000000000001',
    number: 'П-0004-7',
    classifierVersion: 'zpz-2023',
    card: {
      kind: 'consultation',
      channel: 'hotline',
      themeCode: '4.2',
      clinicId: null,
      essence: 'Как получить полис',
      answer: 'Разъяснено',
      applicant: { name: '', phone: null, birthDate: null },
      personId: null,
      insurerId: null,
    },
    callIds: [],
  },
  { kind: 'appeal.controlsChecked', ...meta, flags: ['control.number_not_reserved'] },
  { kind: 'appeal.numbered', ...meta, number: '98-000102' },
  { kind: 'appeal.amended', ...meta, changes: { answer: 'Полис выдаёт страховая организация' } },
  { kind: 'appeal.callLinked', ...meta, callId: '018f0000-0000-7000-8000-000000000003' },
  { kind: 'appeal.closed', ...meta, outcome: 'consulted' },
];

/** A state as the first version kept it: nobody assigned, no conflicts known of. */
export const stateOfContract1: unknown = {
  id: '018f0000-0000-7000-8000-000000000001',
  number: '98-000102',
  status: 'closed',
  classifierVersion: 'zpz-2023',
  card: {
    kind: 'consultation',
    channel: 'hotline',
    themeCode: '4.2',
    clinicId: null,
    essence: 'Как получить полис',
    answer: 'Полис выдаёт страховая организация',
    applicant: { name: '', phone: null, birthDate: null },
    personId: null,
    insurerId: null,
  },
  callIds: ['018f0000-0000-7000-8000-000000000003'],
  outcome: 'consulted',
  flags: ['control.number_not_reserved'],
  registeredBy: '018f0000-0000-7000-8000-000000000004',
  organisationId: '018f0000-0000-7000-8000-000000000005',
  occurredAt: '2026-11-22T06:00:00.000Z',
  receivedAt: '2026-11-22T06:00:01.000Z',
  closedAt: '2026-11-22T06:00:00.000Z',
  version: 6,
};
