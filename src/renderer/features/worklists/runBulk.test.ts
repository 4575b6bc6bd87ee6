import { expect, test } from 'vitest';
import type { DeskAct } from '../../../shared/contracts/bridge.ts';
import type { WorklistLine } from '../../../shared/contracts/worklists.ts';
import { AppError } from '../../../shared/errors.ts';
import { EMPTY_STEP } from '../../way/stepText.ts';
import { runBulk, verdictOf, type BulkResult } from './runBulk.ts';

const line = (id: string): WorklistLine => ({ id }) as unknown as WorklistLine;
const act = (appealId: string, state: DeskAct['state']): DeskAct =>
  ({
    appealId,
    state,
    refusal: state === 'refused' ? { code: 'appeal.closed', text: 'Обращение уже закрыто' } : null,
    command: { kind: 'appeal.close' },
  }) as unknown as DeskAct;

test('one card that cannot be closed stands in the way of none of the others', async () => {
  const results = new Map<string, BulkResult>();
  const done: string[] = [];
  await runBulk(
    {
      bridge: {
        call: (_, input) =>
          Promise.resolve({ file: { appeal: { id: (input as { appealId: string }).appealId } } } as never),
      },
      sender: {
        send: (_, { id }) => {
          if (id === 'b') return Promise.reject(new AppError('control.finding_missing'));
          done.push(id);
          return Promise.resolve(null);
        },
      },
    },
    'close',
    [line('a'), line('b'), line('c')],
    EMPTY_STEP,
    (id, result) => results.set(id, result),
  );
  expect(done).toEqual(['a', 'c']);
  expect(results.get('b')).toMatchObject({ state: 'refused', error: { code: 'control.finding_missing' } });
});

test('a card counts as closed when the journal has taken it, and as refused when it has not', () => {
  const sent = { state: 'sent' } as const;
  expect(verdictOf(undefined, [], 'a', 'close').state).toBe('ahead');
  expect(verdictOf(sent, null, 'a', 'close').state).toBe('sending');
  expect(verdictOf(sent, [act('a', 'waiting')], 'a', 'close').state).toBe('sending');
  expect(verdictOf(sent, [], 'a', 'close').state).toBe('done');
  expect(verdictOf(sent, [act('a', 'refused')], 'a', 'close')).toMatchObject({ error: { code: 'appeal.closed' } });
});
