import { expect, test } from 'vitest';
import { isNarrowed, listsOf, queryOf, usualView, worklistView } from './worklistView.ts';

test('a list is asked for by the last day of the term; where there is none, the latest first', () => {
  expect(queryOf('incoming', usualView)).toEqual({ sort: 'due', limit: 100 });
  expect(queryOf('all', usualView).sort).toBe('registered');
});

test('written complaints are complaints that came in writing', () => {
  const query = queryOf('mine', { ...usualView, isWrittenComplaints: true, kind: 'proposal' });
  expect(query.kind).toEqual(['complaint']);
  expect(query.channel).toContain('letter');
  expect(query.channel).not.toContain('hotline');
});

test('an empty list says whether it was narrowed', () => {
  expect(isNarrowed(usualView)).toBe(false);
  expect(isNarrowed({ ...usualView, text: ' полис ' })).toBe(true);
  expect(queryOf('mine', { ...usualView, text: ' полис ' }).text).toBe('полис');
});

test('what experts selected is asked for by the expertise, and narrows the list', () => {
  const view = { ...usualView, expertise: 'quality' as const };
  expect(queryOf('mine', view).expertise).toEqual(['quality']);
  expect(isNarrowed(view)).toBe(true);
  // A view that was kept before there were marks opens as it was.
  const { expertise: _, ...before } = usualView;
  expect(worklistView.parse(before)).toEqual(usualView);
});

test('each role has its own lists, and the administrator alone the review', () => {
  expect(listsOf('sp2')[0]).toBe('incoming');
  expect(listsOf('ccAdmin')).toContain('review');
  expect(listsOf('supervisor')).not.toContain('review');
});
