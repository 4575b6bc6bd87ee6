import { expect, test } from 'vitest';
import { emptyCall } from '../../../shared/domain/call/mergeCall.ts';
import type { DeskCall } from '../../../shared/contracts/bridge.ts';
import { missedAndPromised } from './missedAndPromised.ts';

const row = (id: string, offeredAt: string, callbackWantedAt: string | null = null): DeskCall => ({
  call: { ...emptyCall(id), offeredAt, callbackWantedAt },
  personName: null,
  hasRecording: false,
});

test('each call stands once, those that wait to be called back first, then the newest', () => {
  const promised = row('b', '2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z');
  const missed = [row('a', '2026-11-22T10:00:00.000Z'), promised, row('c', '2026-11-21T10:00:00.000Z')];
  const list = missedAndPromised({ rows: missed, error: null }, { rows: [promised], error: null });
  expect(list.rows?.map((one) => one.call.id)).toEqual(['b', 'a', 'c']);
});

test('a list that could not be read at all says so', () => {
  const failed = { rows: null, error: { code: 'bridge.down' } };
  expect(missedAndPromised(failed, failed)).toEqual({ rows: null, error: { code: 'bridge.down' } });
});
