import { expect, test } from 'vitest';
import { thisMachine, watchMachine } from './machineWatch.ts';

function machineAt(startMs: number) {
  const machine = {
    ms: startMs,
    net: 'eth0',
    tick: () => undefined as void,
    ended: false,
    nowMs: () => machine.ms,
    addresses: () => machine.net,
    every: (_periodMs: number, fn: () => void) => {
      machine.tick = fn;
      return () => {
        machine.ended = true;
      };
    },
  };
  return machine;
}

test('a machine that slept, or came into another network, is told of once each time', () => {
  const machine = machineAt(1_000_000);
  let woken = 0;
  const end = watchMachine(() => (woken += 1), machine);
  const pass = (ms: number): void => {
    machine.ms += ms;
    machine.tick();
  };
  pass(2_000);
  pass(2_100);
  expect(woken).toBe(0);
  pass(8 * 3600_000);
  expect(woken).toBe(1);
  pass(2_000);
  expect(woken).toBe(1);
  machine.net = '';
  pass(2_000);
  machine.net = 'wlan0';
  pass(2_000);
  expect(woken).toBe(3);
  // A clock put back is no sleep.
  pass(-86_400_000);
  expect(woken).toBe(3);
  end();
  expect(machine.ended).toBe(true);
});

test('this machine names its addresses the same way twice', () => {
  expect(thisMachine.addresses()).toBe(thisMachine.addresses());
  expect(thisMachine.addresses()).toContain('127.0.0.1');
});
