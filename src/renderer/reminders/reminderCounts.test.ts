import { expect, test } from 'vitest';
import type { WorklistCounts } from '../../shared/contracts/worklists.ts';
import { reminderCounts } from './reminderCounts.ts';

const counts: WorklistCounts['counts'] = [
  { list: 'incoming', count: 5, isMore: false, overdue: 1 },
  { list: 'mine', count: 9, isMore: false, overdue: 2 },
  { list: 'soon', count: 4, isMore: false, overdue: 0 },
  { list: 'overdue', count: 120, isMore: false, overdue: 120 },
];

test('who works appeals is reminded of their own, not of all the region’s', () => {
  expect(reminderCounts(counts, 'op2')).toEqual({ soon: 4, overdue: 3 });
  expect(reminderCounts(counts, 'op1')).toEqual({ soon: 4, overdue: 3 });
});

test('who watches is told of every overdue one', () => {
  expect(reminderCounts(counts, 'ccAdmin')).toEqual({ soon: 4, overdue: 120 });
  expect(reminderCounts(counts, 'supervisor')).toEqual({ soon: 4, overdue: 120 });
});

test('without an answer there is nothing to remind of', () => {
  expect(reminderCounts([], 'op2')).toEqual({ soon: 0, overdue: 0 });
});
