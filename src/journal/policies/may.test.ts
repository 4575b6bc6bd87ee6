import { expect, test } from 'vitest';
import { emptyCall } from '../../shared/domain/call/mergeCall.ts';
import { role } from '../../shared/domain/user/user.ts';
import { isVisible, may, mayChange, mayRecord, visibleAppeals, type Action } from './may.ts';

const operator = { id: 'o', role: 'op1', organisationId: 'fund' } as const;
const supervisor = { id: 's', role: 'supervisor', organisationId: 'fund' } as const;
const offered = {
  kind: 'call.offered',
  at: '2026-01-01T00:00:00.000Z',
  direction: 'incoming',
  operatorId: 'o',
  sipCallId: 'x',
} as const;
const fact = { ...offered, linkedId: null, queue: null, queueWaitSec: null, phone: null, displayName: null };

test('only who watches may look through the journal and listen', () => {
  for (const action of [
    'appeal.search',
    'appeal.open',
    'recording.listen',
    'handOver.settle',
  ] as const satisfies readonly Action[]) {
    expect(role.options.filter((of) => may(of, action))).toEqual(['supervisor', 'ccAdmin']);
  }
});

test('only an administrator lets a desk have its key back', () => {
  expect(role.options.filter((of) => may(of, 'key.recover'))).toEqual(['ccAdmin', 'sysAdmin']);
});

test('who administers or counts sees no person', () => {
  for (const action of ['person.lookUp', 'appeal.register', 'appeal.change', 'call.record'] as const) {
    expect([may('sysAdmin', action), may('analyst', action)]).toEqual([false, false]);
  }
});

test('the fund sees the region, an insurer its own, everybody else nothing', () => {
  expect(visibleAppeals(operator, 'fund')).toEqual({ kind: 'all' });
  expect(visibleAppeals({ ...operator, role: 'sp1', organisationId: 'i' }, 'insurer')).toEqual({
    kind: 'organisation',
    organisationId: 'i',
  });
  expect(visibleAppeals({ ...operator, role: 'sp1' }, 'fund')).toEqual({
    kind: 'organisation',
    organisationId: 'fund',
  });
  expect(visibleAppeals({ ...supervisor, organisationId: 'i' }, 'insurer')).toEqual({
    kind: 'organisation',
    organisationId: 'i',
  });
  expect(visibleAppeals({ ...operator, role: 'analyst' }, 'fund')).toEqual({ kind: 'none' });
  expect(isVisible({ kind: 'none' }, 'fund')).toBe(false);
});

test('an appeal is changed by who holds it, or by who watches over it', () => {
  const appeal = { registeredBy: 'o', assigneeId: null, organisationId: 'fund' };
  expect(mayChange(operator, { kind: 'all' }, appeal)).toBe(true);
  expect(mayChange({ ...operator, id: 'other' }, { kind: 'all' }, appeal)).toBe(false);
  expect(mayChange(supervisor, { kind: 'all' }, appeal)).toBe(true);
  expect(mayChange(supervisor, { kind: 'organisation', organisationId: 'i' }, appeal)).toBe(false);
  expect(mayChange({ ...operator, role: 'analyst' }, { kind: 'all' }, appeal)).toBe(false);
  const passedOn = { ...appeal, assigneeId: 'other' };
  expect(mayChange(operator, { kind: 'all' }, passedOn)).toBe(false);
  expect(mayChange({ ...operator, id: 'other' }, { kind: 'all' }, passedOn)).toBe(true);
});

test('a call takes facts from its own operator, and a ring-back from anybody', () => {
  const call = { ...emptyCall('c'), operatorId: 'o' };
  const stranger = { ...operator, id: 'other' };
  const { at } = fact;
  expect(mayRecord(operator, call, { kind: 'call.answered', at })).toBe(true);
  expect(mayRecord(operator, null, fact)).toBe(true);
  expect(mayRecord(stranger, null, fact)).toBe(false);
  expect(mayRecord(stranger, call, { kind: 'call.answered', at })).toBe(false);
  expect(mayRecord(stranger, null, { kind: 'call.answered', at })).toBe(true);
  expect(mayRecord(stranger, call, { kind: 'call.callbackDone', at })).toBe(true);
  expect(mayRecord(supervisor, call, { kind: 'call.answered', at })).toBe(true);
  expect(mayRecord({ ...operator, role: 'sysAdmin' }, null, fact)).toBe(false);
});
