import { expect, test } from 'vitest';
import { emptyCard } from './appealCard.ts';
import { appeal as appealSchema, type Appeal } from './appeal.ts';
import type { Step } from './way.ts';
import { standsInFor, type Standing } from '../user/absence.ts';
import type { Role } from '../user/user.ts';
import { mayStep, somebodyOf, standingTo } from './stepRights.ts';

const ID = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const fund = ID(10);
const insurer = ID(11);
const first = ID(1);
const second = ID(2);

const registered = (more: Partial<Appeal> = {}): Appeal =>
  appealSchema.parse({
    id: ID(50),
    number: '98-000001',
    status: 'registered',
    classifierVersion: 'zpz-2023',
    card: { ...emptyCard('hotline'), kind: 'complaint' },
    callIds: [],
    outcome: null,
    flags: [],
    registeredBy: first,
    organisationId: fund,
    occurredAt: '2026-11-22T06:00:00.000Z',
    receivedAt: null,
    closedAt: null,
    version: 1,
    ...more,
  });
const somebody = (id: string, role: Role, organisationId: string) =>
  somebodyOf({ id, login: 'x', name: 'x', role, organisationId, territory: '98' }, []);
const steps = (of: ReturnType<typeof somebody>, appeal: Appeal): Step[] =>
  (['accept', 'decline', 'forward', 'answer', 'submit', 'close', 'return', 'reopen', 'extend'] as const)
    .map((step) => `appeal.${step}` as const)
    .filter((step) => mayStep(of, step, appeal));

const forwarded = registered({
  status: 'redirected',
  isWaiting: true,
  desk: { organisationId: insurer, level: 2 },
  sentBy: { userId: first, desk: { organisationId: fund, level: 1 } },
  parties: [insurer],
});
const taken = { ...forwarded, status: 'inWork' as const, isWaiting: false, assigneeId: second };

test('what lies before a team is accepted, declined or passed on by its people, and by nobody else', () => {
  expect(steps(somebody(second, 'sp2', insurer), forwarded)).toEqual(['appeal.accept', 'appeal.decline']);
  expect(steps(somebody(second, 'sp2', ID(12)), forwarded)).toEqual([]);
  expect(steps(somebody(first, 'op1', fund), forwarded)).toEqual([]);
});

test('who leads an appeal answers, prolongs, passes on and submits it', () => {
  expect(steps(somebody(second, 'sp2', insurer), taken)).toEqual([
    'appeal.decline',
    'appeal.forward',
    'appeal.answer',
    'appeal.submit',
    'appeal.extend',
  ]);
});

test('what lies on review is closed or returned by the administrator alone', () => {
  const onReview = { ...taken, status: 'onReview' as const };
  expect(steps(somebody(ID(3), 'ccAdmin', fund), onReview)).toEqual(['appeal.close', 'appeal.return', 'appeal.extend']);
  expect(steps(somebody(ID(4), 'supervisor', fund), onReview)).toEqual(['appeal.extend']);
  expect(steps(somebody(second, 'sp2', insurer), onReview)).toEqual(['appeal.extend']);
});

test('a list tells own appeals from those that wait and those that were passed on', () => {
  expect(standingTo(first, registered())).toBe('mine');
  expect(standingTo(first, forwarded)).toBe('passedOn');
  expect(standingTo(second, forwarded)).toBe('incoming');
  expect(standingTo(second, taken)).toBe('mine');
  expect(standingTo(first, taken)).toBe('passedOn');
});

test('what somebody leads is their substitute’s too while they are away', () => {
  const away: Standing[] = [
    { userId: second, substituteId: ID(5), since: '2026-11-22T21:00:00.000Z', until: '2026-11-25T21:00:00.000Z' },
  ];
  const during = standsInFor(ID(5), away, '2026-11-23T06:00:00.000Z');
  expect(during).toEqual([second]);
  expect(standsInFor(ID(5), away, '2026-11-25T21:00:00.000Z')).toEqual([]);
  expect(standsInFor(ID(5), away, '2026-11-22T20:59:59.999Z')).toEqual([]);
  const substitute = somebodyOf(
    { id: ID(5), login: 'x', name: 'x', role: 'sp2', organisationId: insurer, territory: '98' },
    [],
    during,
  );
  expect(steps(substitute, taken)).toEqual(steps(somebody(second, 'sp2', insurer), taken));
  // Of what a colleague leads, one's own level may only send it back.
  expect(steps(somebody(ID(5), 'sp2', insurer), taken)).toEqual(['appeal.decline']);
  expect(standingTo(ID(5), taken, during)).toBe('mine');
  expect(standingTo(ID(5), taken)).toBe('passedOn');
});
