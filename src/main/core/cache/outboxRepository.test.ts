import { expect, test } from 'vitest';
import { bareDesk, someUser } from '../../../../tests/support/bareDesk.ts';
import type { ActCommand } from '../../../shared/contracts/journal.ts';
import type { Desk } from '../desk.ts';

const ready: ActCommand = { kind: 'operator.moved', v: 1, status: 'ready', reason: null, callId: null };
const at = '2026-11-22T06:00:00.000Z';
const all = { acts: 1000, bytes: 1e9 };

function enqueue(desk: Desk, count: number): string[] {
  return Array.from({ length: count }, () => {
    const actId = desk.ports.ids.next();
    desk.transact(() => desk.enqueue(ready, { actId }));
    return actId;
  });
}

const settle = (desk: Desk, actIds: string[], outcome: 'accepted' | 'refused' = 'accepted'): void =>
  actIds.forEach((actId) =>
    desk.outbox.settle({ actId, outcome, refusal: outcome === 'refused' ? { code: 'x', text: '' } : null }, at),
  );

const owed = (desk: Desk): [number, string][] => desk.outbox.owed(0, all).map(({ act }) => [act.seq, act.id]);

test('the next number never goes back, whatever was forgotten in between', () => {
  const desk = bareDesk();
  settle(desk, enqueue(desk, 3));
  desk.outbox.prune('2027-01-01T00:00:00.000Z');
  const [fourth] = enqueue(desk, 1);
  expect(owed(desk)).toEqual([[4, fourth]]);
});

test('only what is long in the journal or dealt with is forgotten', () => {
  const desk = bareDesk();
  const [accepted = '', refused = '', withdrawn = '', waiting = ''] = enqueue(desk, 4);
  settle(desk, [accepted]);
  settle(desk, [refused, withdrawn], 'refused');
  desk.outbox.resolve(withdrawn, 'withdrawn');
  desk.outbox.prune('2027-01-01T00:00:00.000Z');
  const kept = [accepted, refused, withdrawn, waiting].filter((actId) => desk.outbox.byActId(actId) !== null);
  expect(kept).toEqual([refused, waiting]);
});

test('as a new device it owes all it keeps, from 1 on, in the old order and under the same ids', () => {
  const desk = bareDesk();
  const [a = '', b = '', c = '', d = '', e = ''] = enqueue(desk, 5);
  settle(desk, [a, b]);
  settle(desk, [d], 'refused');
  desk.cache.prepare('DELETE FROM outbox WHERE act_id = ?').run(a);
  desk.transact(() => desk.outbox.oweFrom(1));
  expect(owed(desk)).toEqual([
    [1, b],
    [2, c],
    [3, d],
    [4, e],
  ]);
  const [f] = enqueue(desk, 1);
  expect(owed(desk).at(-1)).toEqual([5, f]);
});

test('what a restored journal forgot is owed again, without holes, and what was dealt with goes as a stub', () => {
  const desk = bareDesk();
  const [a = '', b = '', c = '', d = '', e = ''] = enqueue(desk, 5);
  settle(desk, [a, b, c]);
  settle(desk, [d], 'refused');
  desk.outbox.resolve(d, 'resent');
  desk.transact(() => desk.outbox.oweFrom(3));
  expect(owed(desk)).toEqual([
    [3, c],
    [4, d],
    [5, e],
  ]);
  expect(desk.outbox.owed(3, all)[0]?.act.command).toEqual({ kind: 'act.withheld', v: 1 });
  // The acts up to 3 were forgotten here long ago: what is left closes up to what the journal expects.
  settle(desk, [c, d]);
  desk.cache.prepare('DELETE FROM outbox WHERE seq <= 3').run();
  desk.transact(() => desk.outbox.oweFrom(2));
  expect(owed(desk)).toEqual([
    [2, d],
    [3, e],
  ]);
  const [f] = enqueue(desk, 1);
  expect(owed(desk).at(-1)).toEqual([4, f]);
});

test('a row nobody can read goes up as it is and stops nothing', () => {
  const desk = bareDesk();
  const [broken = '', strange = '', fine] = enqueue(desk, 3);
  const write = desk.cache.prepare('UPDATE outbox SET command = ? WHERE act_id = ?');
  write.run('{"kind":', broken);
  write.run('{"kind":"appeal.teleport","v":7}', strange);
  const sent = desk.outbox.owed(0, all).map(({ act }) => act);
  expect(sent.map(({ id }) => id)).toEqual([broken, strange, fine]);
  expect(sent[0]?.command).toEqual({ kind: 'act.unreadable', v: 1, text: '{"kind":' });
  expect(sent[1]?.command).toEqual({ kind: 'appeal.teleport', v: 7 });
  expect(desk.outbox.byActId(strange)?.command).toBeNull();
});

test('a batch ends by count or by size, and holds one act however large it is', () => {
  const desk = bareDesk();
  enqueue(desk, 5);
  expect(desk.outbox.owed(0, { acts: 2, bytes: 1e9 })).toHaveLength(2);
  expect(desk.outbox.owed(0, { acts: 200, bytes: 1 })).toHaveLength(1);
  expect(desk.outbox.owed(0, { acts: 200, bytes: 1200 })).toHaveLength(3);
});

test('refused and parked acts are counted for their author alone, until they are dealt with', () => {
  const desk = bareDesk();
  const [one = '', two = ''] = enqueue(desk, 2);
  settle(desk, [one, two], 'refused');
  const mine = someUser(1).id;
  expect(desk.outbox.counts(mine)).toMatchObject({ waiting: 0, refused: 2 });
  expect(desk.outbox.counts(someUser(2).id)).toMatchObject({ refused: 0 });
  expect(desk.outbox.counts(null)).toMatchObject({ refused: 0 });
  desk.outbox.resolve(one, 'withdrawn');
  expect(desk.outbox.counts(mine)).toMatchObject({ refused: 1 });
  expect(desk.outbox.unsettled(mine, 10).map(({ actId }) => actId)).toEqual([two]);
});

test('a provisional suffix is never given twice, also when acts are numbered anew', () => {
  const desk = bareDesk();
  const taken = [desk.outbox.takeProvisional(), desk.outbox.takeProvisional()];
  enqueue(desk, 1);
  desk.transact(() => desk.outbox.oweFrom(1));
  taken.push(desk.outbox.takeProvisional());
  expect(new Set(taken).size).toBe(3);
});
