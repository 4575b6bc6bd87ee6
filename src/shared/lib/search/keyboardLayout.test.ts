import { expect, test } from 'vitest';
import { inRussianLayout } from './keyboardLayout.ts';

test('text typed in the Latin layout reads as the same keys in the Russian one', () => {
  expect(inRussianLayout('gjkbc')).toBe('полис');
  expect(inRussianLayout('[jxe ghbdbdre')).toBe('хочу прививку');
  expect(inRussianLayout('HT<TYJR')).toBe('ребенок');
  expect(inRussianLayout('полис 2026')).toBe('полис 2026');
});
