import { expect, test } from 'vitest';
import { aboutOf } from './aboutOf.ts';
import { NO_ID } from './auditHash.ts';

const uuid = (n: number): string => `0193a5f0-0000-7000-8000-${String(n).padStart(12, '0')}`;
const AT = '2026-01-02T03:04:05.060708';

test('an event is about its appeal, who did it and the person of its card', () => {
  const body = { actorId: uuid(2), card: { personId: uuid(3) } };
  const row = ['event', '98', uuid(1), 1, 'appeal.registered', body, null, AT];
  expect(aboutOf(JSON.stringify(row))).toEqual([uuid(1), uuid(2), uuid(3)]);
});

test('a view is about who looked and whom they saw, a long list left out', () => {
  const view = (personIds: string[]) =>
    aboutOf(
      JSON.stringify([
        'access',
        '98',
        7,
        AT,
        uuid(1),
        null,
        uuid(9),
        'persons.searched',
        'person',
        null,
        { personIds, appealIds: [uuid(4)] },
      ]),
    );
  expect(view([uuid(2), uuid(3)])).toEqual([uuid(1), uuid(2), uuid(3), uuid(4)]);
  expect(view(Array.from({ length: 50 }, (_, i) => uuid(100 + i)))).toEqual([uuid(1), uuid(4)]);
});

test('a destruction is about the appeal, if there is one, and who answers for it', () => {
  const row = (rowId: string) => JSON.stringify(['destruction', '98', 1, '7', 'event', rowId, 2, 'ab', uuid(5), AT]);
  expect(aboutOf(row(uuid(1)))).toEqual([uuid(1), uuid(5)]);
  expect(aboutOf(row(NO_ID))).toEqual([uuid(5)]);
});

test('what cannot be read is about nothing', () => {
  expect([aboutOf('["event", 1]'), aboutOf('{}'), aboutOf('["other"]')]).toEqual([[], [], []]);
});
