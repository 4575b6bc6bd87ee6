import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { createRates } from './createRates.ts';

function refusalOf(work: () => void): AppError | null {
  try {
    work();
    return null;
  } catch (thrown) {
    return thrown as AppError;
  }
}

test('a burst is let through, then as much as comes back with time, each by their own name', () => {
  let nowMs = 1_000_000;
  const rates = createRates({ nowMs: () => nowMs });
  for (let i = 0; i < 60; i++) rates.spend('busy');
  const refusal = refusalOf(() => rates.spend('busy'));
  expect(refusal?.code).toBe('integration.too_many');
  expect(refusalOf(() => rates.spend('calm'))).toBeNull();
  nowMs += Number(refusal?.params['retryAfterSec']) * 1000;
  for (let i = 0; i < 5; i++) rates.spend('busy');
  expect(refusalOf(() => rates.spend('busy'))).not.toBeNull();
});

test('a clock that goes back takes nothing away', () => {
  let nowMs = 1_000_000;
  const rates = createRates({ nowMs: () => nowMs });
  rates.spend('one');
  nowMs -= 500_000;
  expect(refusalOf(() => rates.spend('one'))).toBeNull();
});
