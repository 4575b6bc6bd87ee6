import { expect, test } from 'vitest';
import { createFakeTimers } from '../../../tests/support/telephony/fakeTimers.ts';
import { createLineKeeper, type LineHolder, type RegisterAnswer } from './lineKeeper.ts';

const never = new Promise<never>(() => {});

function setUp({ isUrgent = false } = {}) {
  const timers = createFakeTimers();
  const exchange = {
    open: (): Promise<void> => Promise.resolve(),
    register: (): Promise<RegisterAnswer> => Promise.resolve({ kind: 'accepted', expiresSec: 120 }),
    ping: (): Promise<void> => Promise.resolve(),
    holder: (): Promise<LineHolder> => Promise.resolve('us'),
  };
  const told: { atMs: number; status: string }[] = [];
  const counts = { opens: 0, registers: 0, drops: 0, registered: 0 };
  const keeper = createLineKeeper({
    timers,
    wire: {
      open: () => (counts.opens++, exchange.open()),
      drop: () => void counts.drops++,
      register: () => (counts.registers++, exchange.register()),
      ping: () => exchange.ping(),
      holder: () => exchange.holder(),
    },
    isUrgent: () => isUrgent,
    onStatus: (status) => told.push({ atMs: timers.nowMs(), status }),
    onRegistered: () => void counts.registered++,
  });
  return { timers, exchange, told, counts, keeper };
}

test('registers, and refreshes well before the registration ends', async () => {
  const { timers, told, counts, keeper } = setUp();
  keeper.start();
  await timers.pass(0);
  expect(told.map(({ status }) => status)).toEqual(['connecting', 'registered']);
  await timers.pass(71_000);
  expect(counts.registers).toBe(1);
  await timers.pass(2_000);
  expect(counts.registers).toBe(2);
  expect(counts).toMatchObject({ opens: 1, registered: 1 });
  expect(told).toHaveLength(2);
});

test('finds a silent peer within 15 s at any moment of silence, and opens another socket', async () => {
  for (let silentFromMs = 0; silentFromMs < 130_000; silentFromMs += 1_777) {
    const { timers, exchange, told, counts, keeper } = setUp();
    keeper.start();
    await timers.pass(silentFromMs);
    exchange.open = exchange.register = exchange.ping = exchange.holder = () => never;
    const before = told.length;
    await timers.pass(15_000);
    expect(told[before]?.status).toBe('unreachable');
    expect((told[before]?.atMs ?? Infinity) - silentFromMs).toBeLessThanOrEqual(14_000);
    expect(counts.opens).toBeGreaterThan(1);
  }
});

test('never gives up, and is back within half a minute after the exchange is', async () => {
  const { timers, exchange, told, counts, keeper } = setUp();
  exchange.open = () => Promise.reject(new Error('refused'));
  keeper.start();
  await timers.pass(60 * 60_000);
  expect(told.map(({ status }) => status)).toEqual(['connecting', 'unreachable']);
  expect(counts.opens).toBeGreaterThan(120);
  exchange.open = () => Promise.resolve();
  await timers.pass(30_000);
  expect(told.at(-1)?.status).toBe('registered');
});

test('a blip that heals at once is not shown as a lost line', async () => {
  const { timers, told, counts, keeper } = setUp();
  keeper.start();
  await timers.pass(5_000);
  keeper.socketClosed();
  await timers.pass(1_000);
  expect(told.map(({ status }) => status)).toEqual(['connecting', 'registered', 'connecting', 'registered']);
  expect(counts.registered).toBe(2);
});

test('a wrong password is said, and tried slowly', async () => {
  const { timers, exchange, told, counts, keeper } = setUp();
  exchange.register = () => Promise.resolve({ kind: 'denied' });
  keeper.start();
  await timers.pass(10 * 60_000);
  expect(told.map(({ status }) => status)).toEqual(['connecting', 'wrongPassword']);
  expect(counts.registers).toBeLessThanOrEqual(21);
  keeper.check();
  await timers.pass(0);
  expect(counts.registers).toBeLessThanOrEqual(21);
  exchange.register = () => Promise.resolve({ kind: 'accepted', expiresSec: 60 });
  await timers.pass(60_000);
  expect(told.at(-1)?.status).toBe('registered');
});

test('after a wake-up a dead socket is replaced within 3 s', async () => {
  const { timers, exchange, told, keeper } = setUp();
  keeper.start();
  await timers.pass(1_000);
  exchange.ping = () => never;
  keeper.check();
  await timers.pass(3_000);
  expect(told.map(({ status }) => status)).toEqual(['connecting', 'registered', 'unreachable', 'registered']);
});

test('a check does not wait for the back-off to run out', async () => {
  const { timers, exchange, told, keeper } = setUp();
  exchange.open = () => Promise.reject(new Error('refused'));
  keeper.start();
  await timers.pass(10 * 60_000);
  exchange.open = () => Promise.resolve();
  keeper.check();
  await timers.pass(0);
  expect(told.at(-1)?.status).toBe('registered');
});

test('after stop nothing stirs', async () => {
  const { timers, told, counts, keeper } = setUp();
  keeper.start();
  await timers.pass(0);
  keeper.stop();
  const { opens, registers } = counts;
  await timers.pass(60 * 60_000);
  expect(counts).toMatchObject({ opens, registers });
  expect(told.at(-1)?.status).toBe('off');
});

test('a line that another workstation has is asked about, not taken; the answer takes it', async () => {
  const { timers, exchange, told, counts, keeper } = setUp();
  exchange.holder = () => Promise.resolve('other');
  keeper.start();
  await timers.pass(60_000);
  expect(told.map(({ status }) => status)).toEqual(['connecting', 'heldElsewhere']);
  expect(counts.registers).toBe(0);
  keeper.takeOver();
  await timers.pass(0);
  expect(told.at(-1)?.status).toBe('registered');
});

test('one that becomes free meanwhile is simply there', async () => {
  const { timers, exchange, told, keeper } = setUp();
  exchange.holder = () => Promise.resolve('other');
  keeper.start();
  await timers.pass(5_000);
  exchange.holder = () => Promise.resolve('nobody');
  await timers.pass(20_000);
  expect(told.at(-1)?.status).toBe('registered');
});

test('a line taken from us is noticed within 40 s and not taken back', async () => {
  const { timers, exchange, told, counts, keeper } = setUp();
  keeper.start();
  await timers.pass(5_000);
  exchange.holder = () => Promise.resolve('other');
  await timers.pass(40_000);
  expect(told.at(-1)?.status).toBe('heldElsewhere');
  const { registers } = counts;
  await timers.pass(300_000);
  expect(counts.registers).toBe(registers);
});

test('an exchange that answers and has forgotten us is registered with again, queue and all', async () => {
  const { timers, exchange, counts, keeper } = setUp();
  keeper.start();
  await timers.pass(5_000);
  exchange.holder = () => Promise.resolve('nobody');
  await timers.pass(30_000);
  expect(counts.registered).toBe(2);
});

test('after a wake-up a dead socket is replaced within 3 s, whatever the back-off says', async () => {
  const { timers, exchange, told, keeper } = setUp();
  keeper.start();
  await timers.pass(7_000);
  exchange.ping = () => never;
  const wokeAtMs = timers.nowMs();
  keeper.check();
  await timers.pass(2_500);
  expect(told.at(-1)?.status).toBe('registered');
  expect((told.at(-1)?.atMs ?? Infinity) - wokeAtMs).toBeLessThanOrEqual(3_000);
});

test('in a call a silent peer is found within 5 s, and tried again every second', async () => {
  const { timers, exchange, told, counts, keeper } = setUp({ isUrgent: true });
  keeper.start();
  await timers.pass(4_000);
  exchange.open = exchange.register = exchange.ping = exchange.holder = () => never;
  await timers.pass(5_000);
  expect(told.at(-1)?.status).toBe('unreachable');
  exchange.open = () => Promise.reject(new Error('refused'));
  await timers.pass(5_000);
  const { opens } = counts;
  await timers.pass(30_000);
  expect(counts.opens - opens).toBeGreaterThanOrEqual(29);
});
