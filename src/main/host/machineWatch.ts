import { networkInterfaces } from 'node:os';

const LOOK_EVERY_MS = 2_000;
/** A timer this late was not waited for but slept through. */
const SLEPT_MS = 15_000;

export interface Machine {
  nowMs(): number;
  /** Calls `fn` again and again until the returned function is called. */
  every(periodMs: number, fn: () => void): () => void;
  /** The machine's addresses, in any form that changes when they do. */
  addresses(): string;
}

export const thisMachine: Machine = {
  nowMs: () => Date.now(),
  every(periodMs, fn) {
    const timer = setInterval(fn, periodMs);
    timer.unref();
    return () => clearInterval(timer);
  },
  addresses: () =>
    JSON.stringify(
      Object.entries(networkInterfaces()).map(([name, found]) => [name, found?.map(({ address }) => address).sort()]),
    ),
};

/**
 * Tells that the machine has slept or changed its network, where no shell of the system tells it: what waited for a
 * time-out or a back-off is worth trying at once. Returns its own end.
 */
export function watchMachine(woke: () => void, machine: Machine = thisMachine): () => void {
  let lastMs = machine.nowMs();
  let addresses = machine.addresses();
  return machine.every(LOOK_EVERY_MS, () => {
    const nowMs = machine.nowMs();
    const found = machine.addresses();
    const hasSlept = nowMs - lastMs > LOOK_EVERY_MS + SLEPT_MS;
    const hasMoved = found !== addresses;
    lastMs = nowMs;
    addresses = found;
    if (hasSlept || hasMoved) woke();
  });
}
