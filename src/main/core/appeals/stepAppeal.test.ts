import { expect, test } from 'vitest';
import { filledCard } from '../../../../tests/support/askCore.ts';
import { bareDesk, someUser } from '../../../../tests/support/bareDesk.ts';
import type { StepCommand } from '../../../shared/contracts/bridge.ts';
import type { Appeal } from '../../../shared/domain/appeal/appeal.ts';
import { defaultTermRules } from '../../../shared/domain/term/appealTerm.ts';
import { AppError } from '../../../shared/errors.ts';
import { readKept, writeKept } from '../kept/keptTexts.ts';
import type { Desk } from '../desk.ts';
import { createOpenedFiles } from './openedFiles.ts';
import { registerAppeal } from './registerAppeal.ts';
import { stepAppeal } from './stepAppeal.ts';

const me = someUser(1);
const insurer = '018f0000-0000-7000-8000-0000000000bb';
const forwarding = (appealId: string, reason = 'нужен специалист'): StepCommand => ({
  kind: 'appeal.forward',
  v: 1,
  appealId,
  to: { organisationId: insurer, level: 2 },
  userId: null,
  reason,
});

test('a step is shown done at once and stands in the outbox once, however often it is asked for', () => {
  const desk = knowing(bareDesk());
  const opened = createOpenedFiles();
  const appealId = registered(desk);
  const actId = desk.ports.ids.next();
  const first = stepAppeal(desk, opened, { actId, command: forwarding(appealId) });
  const again = stepAppeal(desk, opened, { actId, command: forwarding(appealId) });
  expect(first).toMatchObject({
    place: 'passedOn',
    sync: 'waiting',
    appeal: { status: 'redirected', isWaiting: true },
  });
  expect(again).toEqual(first);
  expect(desk.outbox.waitingFor(appealId).map((act) => act.command.kind)).toEqual([
    'appeal.register',
    'appeal.forward',
  ]);
});

test('what the domain refuses is refused before anything is written, with its own words', () => {
  const desk = knowing(bareDesk());
  const appealId = registered(desk);
  const actId = desk.ports.ids.next();
  const step = (): unknown => stepAppeal(desk, createOpenedFiles(), { actId, command: forwarding(appealId, ' ') });
  expect(step).toThrow(AppError);
  try {
    step();
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'appeal.reason_missing', text: 'Напишите, зачем передаёте' });
  }
  expect(desk.outbox.byActId(actId)).toBeNull();
});

test("a step on somebody else's appeal is predicted from the file that was opened", () => {
  const desk = knowing(bareDesk());
  const opened = createOpenedFiles();
  const theirs: Appeal = {
    ...appealOf(desk, registered(desk)),
    id: desk.ports.ids.next(),
    status: 'onReview',
    version: 7,
  };
  const command = { kind: 'appeal.return', v: 1, appealId: theirs.id, reason: 'ответ неполный' } as const;
  expect(stepAppeal(desk, opened, { actId: desk.ports.ids.next(), command })).toBeNull();

  const other = { ...theirs, id: desk.ports.ids.next() };
  opened.put(me.id, other);
  const shown = stepAppeal(desk, opened, { actId: desk.ports.ids.next(), command: { ...command, appealId: other.id } });
  expect(shown).toMatchObject({
    sync: 'waiting',
    appeal: { status: 'rework', returns: [{ reason: 'ответ неполный' }] },
  });
});

test('what a window keeps is its user’s alone', () => {
  const desk = bareDesk();
  writeKept(desk, 'step/1', 'половина причины');
  expect(readKept(desk, 'step/1')).toBe('половина причины');
  const { current } = desk.session;
  if (current) desk.session.current = { ...current, user: someUser(2) };
  expect(readKept(desk, 'step/1')).toBeNull();
});

function registered(desk: Desk): string {
  const { ids } = desk.ports;
  const input = { actId: ids.next(), draftId: ids.next(), card: filledCard, callId: null, closeWith: null };
  return registerAppeal(desk, input).appeal.id;
}

function appealOf(desk: Desk, appealId: string): Appeal {
  const found = desk.appeals.get(me.id, appealId);
  if (!found) throw new Error('no appeal');
  return found;
}

function knowing(desk: Desk): Desk {
  const one = (id: string, kind: 'fund' | 'insurer') => ({
    id,
    kind,
    code: '1',
    name: kind,
    shortName: kind,
    address: null,
    phone: null,
    outsourced: false,
  });
  desk.reference.set({
    version: '1',
    classifierVersion: 'zpz-2023',
    classifiers: [],
    codeBooks: [],
    absences: [],
    region: 'Заречная область',
    organisations: [one(me.organisationId, 'fund'), one(insurer, 'insurer')],
    staff: [],
    settings: {
      centreName: '',
      hotline: '',
      areaCode: null,
      wrapUpSec: 60,
      terms: defaultTermRules,
      answerTemplates: [],
    },
  });
  return desk;
}
