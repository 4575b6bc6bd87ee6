import { expect, test } from 'vitest';
import type { DeskAct } from '../../../shared/contracts/bridge.ts';
import type { ActCommand } from '../../../shared/contracts/journal.ts';
import type { Appeal } from '../../../shared/domain/appeal/appeal.ts';
import { groupUnderWay, isNotTaken, mendingOf } from './outboxRows.ts';

const act = (kind: ActCommand['kind'] | null, more: Partial<DeskAct> = {}): DeskAct => ({
  actId: 'act',
  seq: 1,
  at: '2026-11-22T08:00:00.000Z',
  state: 'refused',
  refusal: null,
  resolution: null,
  command: kind === null ? null : ({ kind } as ActCommand),
  appealId: null,
  appealNumber: null,
  ...more,
});
const appeal = (status: Appeal['status']): Appeal => ({ status }) as Appeal;

test('what was refused or parked is shown until somebody has dealt with it', () => {
  expect(isNotTaken(act('appeal.amend'))).toBe(true);
  expect(isNotTaken(act('appeal.amend', { state: 'parked' }))).toBe(true);
  expect(isNotTaken(act('appeal.amend', { resolution: 'withdrawn' }))).toBe(false);
  expect(isNotTaken(act('appeal.amend', { state: 'waiting' }))).toBe(false);
});

test('each kind of act has its way of being mended', () => {
  expect(mendingOf(act('appeal.register'), null)).toBe('asDraft');
  expect(mendingOf(act('appeal.amend'), appeal('registered'))).toBe('form');
  expect(mendingOf(act('appeal.close'), appeal('registered'))).toBe('form');
  expect(mendingOf(act('appeal.amend'), appeal('closed'))).toBe('closed');
  expect(mendingOf(act('appeal.amend'), null)).toBe('notHere');
  expect(mendingOf(act('call.record'), null)).toBe('again');
  expect(mendingOf(act(null), null)).toBe('unreadable');
});

test('what a person did is listed one by one, what the desk notes by itself is counted', () => {
  const { byHand, calls, states } = groupUnderWay([
    act('appeal.register', { state: 'sent' }),
    act('call.record', { state: 'waiting' }),
    act('call.record', { state: 'waiting' }),
    act('operator.moved', { state: 'waiting' }),
    act('appeal.amend', { state: 'refused' }),
    act('act.handOver', { state: 'waiting' }),
    act(null, { state: 'waiting' }),
  ]);
  expect(byHand.map(({ command }) => command?.kind ?? null)).toEqual(['appeal.register', 'act.handOver', null]);
  expect([calls.length, states.length]).toEqual([2, 1]);
});
