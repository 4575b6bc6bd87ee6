import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toInstant, toMs } from '../../../shared/lib/primitives.ts';
import { createDeskClock } from './deskClock.ts';

const TRUE_START = Date.UTC(2026, 10, 22, 6);
const MINUTE = 60_000;
const DAY = 86_400_000;

/** A machine whose clock is off by `offMs` and can be stepped; it knows how long it has run if `tells`. */
function machine({ offMs = 0, tells = true }: { offMs?: number; tells?: boolean } = {}) {
  let passedMs = 0;
  let off = offMs;
  return {
    nowMs: () => TRUE_START + passedMs + off,
    after: () => () => undefined,
    uptimeMs: tells ? () => 5_000_000 + passedMs : undefined,
    trueNow: () => TRUE_START + passedMs,
    pass: (ms: number) => (passedMs += ms),
    step: (ms: number) => (off += ms),
  };
}

function hear(clock: ReturnType<typeof createDeskClock>, of: ReturnType<typeof machine>): void {
  clock.heard(toInstant(of.trueNow()), of.nowMs(), of.nowMs());
}

test('a clock that is a day off is corrected once the journal has been heard', () => {
  const slow = machine({ offMs: -DAY });
  const clock = createDeskClock(slow, null, null);
  hear(clock, slow);
  expect(toMs(clock.now())).toBe(TRUE_START);
  expect(clock.offMs()).toBe(-DAY);
});

test('a clock too far off to be believed is left alone, and told', () => {
  const lost = machine({ offMs: 400 * DAY });
  const clock = createDeskClock(lost, null, null);
  hear(clock, lost);
  expect(toMs(clock.now())).toBe(TRUE_START + 400 * DAY);
  expect(clock.offMs()).toBe(400 * DAY);
});

test('a step of the clock between two handshakes changes nothing where the machine knows how long it has run', () => {
  const stepped = machine();
  const clock = createDeskClock(stepped, null, null);
  hear(clock, stepped);
  for (const step of [DAY, -2 * DAY, -3 * 3_600_000]) {
    stepped.step(step);
    stepped.pass(MINUTE);
    expect(toMs(clock.now())).toBe(stepped.trueNow());
  }
});

test('eight hours of sleep are not taken for a step', () => {
  const asleep = machine({ offMs: 2 * MINUTE });
  const clock = createDeskClock(asleep, null, null);
  hear(clock, asleep);
  asleep.pass(8 * 3_600_000);
  expect(toMs(clock.now())).toBe(asleep.trueNow());
});

test('where it does not know, time never goes back, and the next handshake sets it right', () => {
  const stepped = machine({ tells: false });
  const clock = createDeskClock(stepped, null, null);
  hear(clock, stepped);
  const before = toMs(clock.now());
  stepped.step(-DAY);
  stepped.pass(MINUTE);
  const during = toMs(clock.now());
  expect(during).toBeGreaterThanOrEqual(before);
  stepped.pass(MINUTE);
  expect(toMs(clock.now())).toBe(during + MINUTE);
  hear(clock, stepped);
  stepped.pass(10 * MINUTE);
  expect(toMs(clock.now())).toBe(stepped.trueNow());
});

test('a core started again with the clock set back goes on from its latest act', () => {
  const back = machine({ offMs: -DAY, tells: false });
  const latest = toInstant(TRUE_START);
  const clock = createDeskClock(back, latest, null);
  expect(clock.now()).toBe(latest);
  back.pass(MINUTE);
  expect(toMs(clock.now())).toBe(TRUE_START + MINUTE);
});

test('a core started again without the journal believes what it knew, while nobody touched the clock', () => {
  const fast = machine({ offMs: DAY });
  const first = createDeskClock(fast, null, null);
  hear(first, fast);
  fast.pass(MINUTE);
  expect(toMs(createDeskClock(fast, null, first.base()).now())).toBe(fast.trueNow());
  fast.step(-DAY);
  expect(toMs(createDeskClock(fast, null, first.base()).now())).toBe(fast.trueNow());
});

test('a slow answer does not move a time that a quick one told', () => {
  const fine = machine();
  const clock = createDeskClock(fine, null, null);
  hear(clock, fine);
  // Thirty seconds on the way back: the middle of it is not when the journal looked.
  const askedMs = fine.nowMs();
  const said = toInstant(fine.trueNow());
  fine.pass(30_000);
  clock.heard(said, askedMs, fine.nowMs());
  expect(toMs(clock.now())).toBe(fine.trueNow());
});

test('whatever happens to the clock between handshakes, what is given is never before what was given', () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.array(fc.record({ step: fc.integer({ min: -DAY, max: DAY }), pass: fc.nat(DAY / 24) }), { maxLength: 20 }),
      (tells, moves) => {
        const of = machine({ tells });
        const clock = createDeskClock(of, null, null);
        hear(clock, of);
        let last = clock.now();
        for (const { step, pass } of moves) {
          of.step(step % (2 * 3_600_000));
          of.pass(pass);
          const now = clock.now();
          expect(now >= last).toBe(true);
          last = now;
        }
      },
    ),
  );
});
