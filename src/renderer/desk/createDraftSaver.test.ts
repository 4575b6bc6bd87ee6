import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Draft } from '../../shared/contracts/bridge.ts';
import { emptyCard } from '../../shared/domain/appeal/appealCard.ts';
import { AppError } from '../../shared/errors.ts';
import { createDraftSaver } from './createDraftSaver.ts';

const draft = (essence: string, id = 'a'): Draft => ({
  id,
  callId: null,
  card: { ...emptyCard('hotline'), essence },
  updatedAt: '2026-11-22T08:00:00.000Z',
  position: { field: null, guideStep: null, caret: null, open: false },
  outcome: null,
  personFrom: null,
  amends: null,
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(save: (text: string) => Promise<unknown>) {
  const states: string[] = [];
  const saver = createDraftSaver({
    save: (one) => save(one.card.essence),
    onState: (id, state, error) => states.push(`${id} ${state}${error ? ` ${error.code}` : ''}`),
    delayMs: 300,
  });
  return { saver, states };
}

test('somebody who types without a pause is saved every 300 ms, the newest text each time', async () => {
  const saved: string[] = [];
  const { saver } = setUp(async (text) => saved.push(text));
  for (let i = 1; i <= 10; i++) {
    saver.change(draft('x'.repeat(i)));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(saved.length).toBeGreaterThanOrEqual(2);
  await vi.advanceTimersByTimeAsync(300);
  expect(saved.at(-1)).toBe('x'.repeat(10));
});

test('an older text never lands after a newer one: one save of a draft at a time', async () => {
  const saved: string[] = [];
  const answers: (() => void)[] = [];
  const { saver } = setUp((text) => {
    saved.push(text);
    return new Promise<void>((resolve) => answers.push(resolve));
  });
  saver.change(draft('old'));
  await vi.advanceTimersByTimeAsync(300);
  saver.change(draft('new'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(saved).toEqual(['old']);
  answers[0]?.();
  await vi.advanceTimersByTimeAsync(1000);
  expect(saved).toEqual(['old', 'new']);
});

test('what failed to be saved is kept and saved by the next flush', async () => {
  let isDown = true;
  const saved: string[] = [];
  const { saver, states } = setUp(async (text) => {
    if (isDown) throw new AppError('bridge.down');
    saved.push(text);
  });
  saver.change(draft('kept'));
  await vi.advanceTimersByTimeAsync(300);
  expect(states.at(-1)).toBe('a failed bridge.down');
  isDown = false;
  await saver.flush();
  expect(saved).toEqual(['kept']);
  expect(states.at(-1)).toBe('a saved');
});

test('what a full disk did not take is tried again by itself, and says so until it is taken', async () => {
  let isFull = true;
  const saved: string[] = [];
  const { saver, states } = setUp(async (text) => {
    if (isFull) throw new AppError('disk.full');
    saved.push(text);
  });
  saver.change(draft('kept'));
  await vi.advanceTimersByTimeAsync(4_000);
  expect(states.at(-1)).toBe('a failed disk.full');
  isFull = false;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(saved).toEqual(['kept']);
  expect(states.at(-1)).toBe('a saved');
});

test('what is dropped is never saved, whatever was under way', async () => {
  const saved: string[] = [];
  const { saver } = setUp(async (text) => {
    saved.push(text);
    throw new AppError('auth.signed_out');
  });
  saver.change(draft('first'));
  await vi.advanceTimersByTimeAsync(300);
  saver.drop();
  await vi.advanceTimersByTimeAsync(10_000);
  await saver.flush();
  expect(saved).toEqual(['first']);
});

test('a flush does not wait for the timer', async () => {
  const saved: string[] = [];
  const { saver } = setUp(async (text) => saved.push(text));
  saver.change(draft('one', 'a'));
  saver.change(draft('two', 'b'));
  await saver.flush();
  expect(saved).toEqual(['one', 'two']);
});

test('after settling, no old text can follow', async () => {
  const saved: string[] = [];
  const { saver } = setUp(async (text) => saved.push(text));
  saver.change(draft('registered meanwhile'));
  await saver.settle('a');
  await vi.advanceTimersByTimeAsync(1000);
  await saver.flush();
  expect(saved).toEqual([]);
});
