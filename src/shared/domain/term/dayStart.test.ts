import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toMs } from '../../lib/primitives.ts';
import { dateIn } from './appealTerm.ts';
import { dayEnd, dayStart } from './dayStart.ts';

test('a day begins at the midnight of its region', () => {
  expect(dayStart('Europe/Moscow', '2026-11-25')).toBe('2026-11-24T21:00:00.000Z');
  expect(dayStart('Asia/Kamchatka', '2026-11-25')).toBe('2026-11-24T12:00:00.000Z');
  expect(dayEnd('Europe/Kaliningrad', '2026-12-31')).toBe('2026-12-31T22:00:00.000Z');
});

test('in every zone the instant before the first one is of the day before', () => {
  const zones = [
    'Europe/Kaliningrad',
    'Europe/Moscow',
    'Asia/Yekaterinburg',
    'Asia/Vladivostok',
    'Pacific/Apia',
    'UTC',
  ];
  const days = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(fc.constantFrom(...zones), days, (zone, day) => {
      const date = day.toISOString().slice(0, 10);
      const began = toMs(dayStart(zone, date));
      expect(dateIn(zone, began)).toBe(date);
      expect(dateIn(zone, began - 1) < date).toBe(true);
    }),
  );
});
