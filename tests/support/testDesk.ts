import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCache } from '../../src/main/core/cache/openCache.ts';
import { createCore, type Core } from '../../src/main/core/createCore.ts';
import {
  JournalDown,
  type Clock,
  type CorePorts,
  type JournalTransport,
  type Logger,
  type PasswordKeeper,
} from '../../src/main/core/ports.ts';
import { systemIds } from '../../src/main/host/nodePorts.ts';

/** A clock a test moves by hand; due timers run in order while it moves. */
export function manualClock(startMs = Date.UTC(2026, 10, 22, 6)): Clock & { advance(ms: number): void } {
  let nowMs = startMs;
  let timers: { at: number; fn: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after(delayMs, fn) {
      const timer = { at: nowMs + delayMs, fn };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      const until = nowMs + ms;
      for (;;) {
        const [next] = timers.filter((timer) => timer.at <= until).toSorted((a, b) => a.at - b.at);
        if (!next) break;
        timers = timers.filter((other) => other !== next);
        nowMs = next.at;
        next.fn();
      }
      nowMs = until;
    },
  };
}

export const silentLogger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Remembers a password at no cost; what a real desk does is tested by itself. */
export const quickPasswords: PasswordKeeper = {
  remember: (password, salt) => Promise.resolve(`quick$${salt.toString('base64')}$${password}`),
  check: (verifier, password) => Promise.resolve(verifier.split('$')[2] === password),
};

/** The network with the journal unplugged. */
export const unplugged: JournalTransport = {
  request: () => Promise.reject(new JournalDown()),
  doorbell: () => () => undefined,
};

export interface TestDesk {
  core: Core;
  dataDir: string;
  /** Stops the core and starts another over the same folder, as after a crash. */
  restart(overrides?: Partial<CorePorts>): Promise<Core>;
  remove(): Promise<void>;
}

/** A real core over a real encrypted cache in a temporary folder. */
export async function startTestDesk(overrides: Partial<CorePorts> = {}, dataDir?: string): Promise<TestDesk> {
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'otklik-desk-'));
  const portsOf = (more: Partial<CorePorts>): CorePorts => ({
    clock: manualClock(),
    ids: systemIds,
    log: silentLogger,
    secrets: { kind: 'keyFile', databaseKey: () => Promise.resolve(Buffer.alloc(32, 9)) },
    passwords: quickPasswords,
    journal: unplugged,
    openCache,
    practice: null,
    settings: { dataDir: folder, deviceName: 'АРМ-1', pbxWsUrl: 'ws://127.0.0.1:8088/ws' },
    ...overrides,
    ...more,
  });
  const desk: TestDesk = {
    core: await createCore(portsOf({})),
    dataDir: folder,
    async restart(more = {}) {
      await desk.core.stop();
      desk.core = await createCore(portsOf(more));
      return desk.core;
    },
    async remove() {
      await desk.core.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return desk;
}
