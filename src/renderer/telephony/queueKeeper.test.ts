import { expect, test } from 'vitest';
import fc from 'fast-check';
import { createFakeTimers } from '../../../tests/support/telephony/fakeTimers.ts';
import { createQueueKeeper, type QueueStep, type StepAnswer } from './queueKeeper.ts';

function setUp(answers: (step: QueueStep) => StepAnswer | Promise<StepAnswer> = () => 'done') {
  const timers = createFakeTimers();
  const dialled: QueueStep[] = [];
  const seen: string[] = [];
  let under = 0;
  const keeper = createQueueKeeper({
    timers,
    onConfirmed: (membership) => seen.push(membership),
    async dial(step) {
      under += 1;
      expect(under).toBe(1);
      dialled.push(step);
      const answer = await answers(step);
      under -= 1;
      return answer;
    },
  });
  return { timers, dialled, seen, keeper };
}

test('joins paused and then makes ready, one code after the other', async () => {
  const { timers, dialled, seen, keeper } = setUp();
  keeper.want('unpaused');
  keeper.lineUp();
  await timers.pass(0);
  expect(dialled).toEqual(['join', 'unpause']);
  expect(seen).toEqual(['paused', 'unknown', 'unpaused']);
});

test('says nothing to the queue without a line, and everything again when it is back', async () => {
  const { timers, dialled, seen, keeper } = setUp();
  keeper.want('paused');
  await timers.pass(60_000);
  expect(dialled).toEqual([]);
  keeper.lineUp();
  await timers.pass(0);
  keeper.lineDown();
  expect(seen.at(-1)).toBe('unknown');
  keeper.want('unpaused');
  keeper.lineUp();
  await timers.pass(0);
  expect(dialled).toEqual(['join', 'join', 'unpause']);
});

test('an answer from before the line was lost proves nothing', async () => {
  let answer: (value: StepAnswer) => void = () => {};
  let isFirst = true;
  const { timers, dialled, seen, keeper } = setUp(() => {
    if (!isFirst) return 'done';
    isFirst = false;
    return new Promise<StepAnswer>((resolve) => (answer = resolve));
  });
  keeper.want('paused');
  keeper.lineUp();
  keeper.lineDown();
  answer('done');
  await timers.pass(60_000);
  expect(seen).toEqual([]);
  keeper.lineUp();
  await timers.pass(0);
  expect(dialled).toEqual(['join', 'join']);
  expect(seen).toEqual(['paused']);
});

test('who is no member any more joins first', async () => {
  const answers: StepAnswer[] = ['done', 'notMember', 'done', 'done'];
  const { timers, dialled, keeper } = setUp(() => answers.shift() ?? 'done');
  keeper.want('unpaused');
  keeper.lineUp();
  await timers.pass(0);
  expect(dialled).toEqual(['join', 'unpause', 'join', 'unpause']);
});

test('repeats a failed code ever more slowly and never gives up', async () => {
  let isHealthy = false;
  const { timers, dialled, seen, keeper } = setUp(() => (isHealthy ? 'done' : 'failed'));
  keeper.want('paused');
  keeper.lineUp();
  await timers.pass(10 * 60_000);
  expect(dialled.length).toBeGreaterThan(20);
  expect(dialled.length).toBeLessThan(40);
  expect(seen).toEqual([]);
  isHealthy = true;
  await timers.pass(30_000);
  expect(seen).toEqual(['paused']);
});

test('leaves on sign-out even when nothing is known', async () => {
  const { timers, dialled, keeper } = setUp();
  keeper.lineUp();
  await timers.pass(0);
  await keeper.settled();
  expect(dialled).toEqual(['leave']);
});

test('whatever is wanted in whatever order, the queue ends up there', async () => {
  const wishes = fc.array(fc.constantFrom('left' as const, 'paused' as const, 'unpaused' as const, 'drop' as const), {
    minLength: 1,
  });
  await fc.assert(
    fc.asyncProperty(wishes, fc.array(fc.constantFrom<StepAnswer>('done', 'failed')), async (steps, answers) => {
      // The exchange as it is: idempotent codes.
      let real: 'left' | 'paused' | 'unpaused' = 'left';
      const { timers, seen, keeper } = setUp((step) => {
        const answer = answers.shift() ?? 'done';
        if (answer === 'done') real = step === 'leave' ? 'left' : step === 'unpause' ? 'unpaused' : 'paused';
        return answer;
      });
      let wanted: 'left' | 'paused' | 'unpaused' = 'left';
      keeper.lineUp();
      for (const step of steps) {
        if (step === 'drop') {
          keeper.lineDown();
          keeper.lineUp();
        } else {
          wanted = step;
          keeper.want(step);
        }
        await timers.pass(100);
      }
      await timers.pass(60 * 60_000);
      expect(real).toBe(wanted);
      expect(seen.at(-1) ?? 'unknown').toBe(wanted);
    }),
    { numRuns: 100 },
  );
});
