import { expect, test } from 'vitest';
import { emptyApplicant, emptyCard } from '../../shared/domain/appeal/appealCard.ts';
import { appeal as appealSchema, type Appeal } from '../../shared/domain/appeal/appeal.ts';
import { AppError } from '../../shared/errors.ts';
import type { Organisation } from '../../shared/domain/organisation/organisation.ts';
import { createFakeTransport, type FakeAnswers } from '../bridge/fakeTransport.ts';
import { defaultAddressee, levelsOf, peopleAt } from './addressees.ts';
import { createStepSender, MissingField } from './stepSender.ts';
import { EMPTY_STEP, fieldOfRefusal, outcomeFor } from './stepText.ts';

const ID = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const complaint: Appeal = appealSchema.parse({
  id: ID(50),
  number: '98-000001',
  status: 'inWork',
  classifierVersion: 'zpz-2023',
  card: { ...emptyCard('hotline'), kind: 'complaint' },
  callIds: [],
  outcome: null,
  flags: [],
  registeredBy: ID(1),
  organisationId: ID(10),
  occurredAt: '2026-11-22T06:00:00.000Z',
  receivedAt: null,
  closedAt: null,
  version: 1,
});
const counted = () => {
  let n = 800;
  return () => ID((n += 1));
};

test('a step asked again after no answer is the same act; after a refusal it is another', async () => {
  const fails: AppError[] = [new AppError('bridge.down'), new AppError('appeal.reason_missing')];
  const answers: FakeAnswers = {
    'appeals.step': () => {
      const fail = fails.shift();
      if (fail) throw fail;
      return { appeal: null };
    },
  };
  const bridge = createFakeTransport(answers);
  const sender = createStepSender(bridge, counted());
  const written = { ...EMPTY_STEP, text: 'ответ через три дня' };
  await expect(sender.send('answer', complaint, written)).rejects.toThrow('bridge.down');
  await expect(sender.send('answer', complaint, written)).rejects.toThrow('appeal.reason_missing');
  await sender.send('answer', complaint, written);
  const actIds = bridge.asked.map(({ input }) => (input as { actId: string }).actId);
  expect(actIds).toEqual([ID(801), ID(801), ID(802)]);
});

test('a submission of a complaint writes its finding and measures into the card first', async () => {
  const bridge = createFakeTransport({
    'appeals.amend': () => ({ appeal: null }),
    'appeals.step': () => ({ appeal: null }),
  });
  await createStepSender(bridge, counted()).send('submit', complaint, {
    ...EMPTY_STEP,
    finding: 'founded',
    measures: 'проведена беседа',
  });
  expect(bridge.asked.map(({ name }) => name)).toEqual(['appeals.amend', 'appeals.step']);
  expect(bridge.asked[0]?.input).toMatchObject({
    changes: { finding: 'founded', measures: 'проведена беседа' },
    was: { finding: null, measures: '' },
  });
  expect(bridge.asked[1]?.input).toMatchObject({ command: { kind: 'appeal.submit', outcome: 'complaintReviewed' } });
});

test('what cannot be said as a command is missing at its field, and nothing is sent', async () => {
  const bridge = createFakeTransport({});
  const sender = createStepSender(bridge, counted());
  await expect(sender.send('forward', complaint, EMPTY_STEP)).rejects.toBeInstanceOf(MissingField);
  await expect(sender.send('extend', complaint, EMPTY_STEP)).rejects.toMatchObject({ field: 'until' });
  expect(bridge.asked).toEqual([]);
});

test('a refusal has its place at the field that can mend it', () => {
  expect(fieldOfRefusal('return', 'appeal.reason_missing')).toBe('text');
  expect(fieldOfRefusal('redirect', 'appeal.reason_missing')).toBe('elsewhere');
  expect(fieldOfRefusal('extend', 'appeal.term_too_long')).toBe('until');
  expect(fieldOfRefusal('submit', 'control.answer_missing')).toBeNull();
  expect(outcomeFor({ ...complaint, outcome: 'redirectedElsewhere' }, { outcome: null })).toBe('redirectedElsewhere');
});

test('the first line passes an appeal to the specialists of the insurer, else to those of the fund', () => {
  const organisation = (n: number, kind: Organisation['kind']): Organisation => ({
    id: ID(n),
    kind,
    code: String(n),
    name: kind,
    shortName: kind,
    address: null,
    phone: null,
    outsourced: false,
  });
  const region = [organisation(10, 'fund'), organisation(11, 'insurer'), organisation(12, 'clinic')];
  const card = { ...complaint.card, applicant: emptyApplicant };
  expect(defaultAddressee({ ...card, insurerId: ID(11) }, region)).toEqual({ organisationId: ID(11), level: 2 });
  expect(defaultAddressee({ ...card, insurerId: ID(99) }, region)).toEqual({ organisationId: ID(10), level: 2 });
  expect(levelsOf(region[0] ?? null)).toEqual([2]);
  expect(levelsOf(region[1] ?? null)).toEqual([2, 3]);
  const worker = { id: ID(1), name: 'А', disabled: false, role: 'sp2' as const, organisationId: ID(11) };
  const staff = [worker, { ...worker, id: ID(2), disabled: true }, { ...worker, id: ID(3), role: 'sp3' as const }];
  expect(peopleAt(staff, { organisationId: ID(11), level: 2 }).map((one) => one.id)).toEqual([ID(1)]);
});
