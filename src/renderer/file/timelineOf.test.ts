import { expect, test } from 'vitest';
import { emptyCard } from '../../shared/domain/appeal/appealCard.ts';
import { appeal as appealSchema } from '../../shared/domain/appeal/appeal.ts';
import type { HistoryRow } from '../../shared/contracts/worklists.ts';
import { timelineOf } from './timelineOf.ts';

const ID = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const AT = (hour: number): string => `2026-11-22T${String(hour).padStart(2, '0')}:00:00.000Z`;
const appeal = appealSchema.parse({
  id: ID(50),
  number: '98-000001',
  status: 'rework',
  classifierVersion: 'zpz-2023',
  card: emptyCard('hotline'),
  callIds: [],
  outcome: null,
  flags: [],
  registeredBy: ID(1),
  organisationId: ID(10),
  occurredAt: AT(6),
  receivedAt: null,
  closedAt: null,
  returns: [{ reason: 'ответ неполный', by: ID(3), at: AT(9) }],
  comments: [{ text: 'позвонить после обеда', by: ID(2), at: AT(8) }],
  version: 4,
});
const row = (version: number, kind: HistoryRow['kind']): HistoryRow => ({
  version,
  kind,
  occurredAt: AT(5 + version),
  receivedAt: AT(5 + version),
  actorId: ID(1),
  actorName: 'Смирнова Анна Петровна',
  organisationId: ID(10),
  changes: [],
  detail: {},
});

test('the latest stands first, and what the program told itself is left out', () => {
  const told = timelineOf(appeal, [
    row(1, 'appeal.registered'),
    row(2, 'appeal.controlsChecked'),
    row(3, 'appeal.forwarded'),
  ]);
  expect(told.map(({ kind }) => kind)).toEqual(['appeal.forwarded', 'appeal.registered']);
});

test('without the history the state tells what it remembers', () => {
  expect(timelineOf(appeal, null).map(({ kind, actorId, detail }) => ({ kind, actorId, detail }))).toEqual([
    { kind: 'appeal.returned', actorId: ID(3), detail: { reason: 'ответ неполный' } },
    { kind: 'appeal.commented', actorId: ID(2), detail: { text: 'позвонить после обеда' } },
    { kind: 'appeal.registered', actorId: ID(1), detail: {} },
  ]);
});
