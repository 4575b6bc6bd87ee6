import { randomBytes } from 'node:crypto';
import { uptime } from 'node:os';
import { pino } from 'pino';
import { uuid7 } from '../../shared/lib/uuid7.ts';
import { KEY_FILE } from '../core/keys/keyFiles.ts';
import { filedKeeper, plainSeal, type KeyKeeper } from '../core/keys/keyKeeper.ts';
import type { Clock, Ids, Logger } from '../core/ports.ts';

const MAX_TIMER_MS = 2_147_483_647;

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, fn) {
    const timer = setTimeout(fn, Math.min(delayMs, MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
  // Counts sleep in, as `performance.now` does not.
  uptimeMs: () => uptime() * 1000,
};

export const systemIds: Ids = {
  next: () => uuid7(Date.now(), randomBytes(10)),
  random: (bytes) => randomBytes(bytes),
};

/** Log lines on standard error or in a file, one JSON object each: an event and ids. */
export function createLogger(name: string, file: string | null): Logger {
  // Written at once: the last words of a program that cannot start are the ones wanted.
  const log = pino({ name, base: { name } }, pino.destination(file ? { dest: file, mkdir: true, sync: true } : 2));
  return {
    info: (event, ids) => log.info(ids ?? {}, event),
    warn: (event, ids) => log.warn(ids ?? {}, event),
    // Of a bug only its kind and place are kept: its message may quote what somebody typed.
    error: (event, ids, cause) => log.error({ ...ids, ...placeOf(cause) }, event),
  };
}

function placeOf(cause: unknown): { bug?: string; at?: string } {
  if (!(cause instanceof Error)) return {};
  const at =
    cause.stack
      ?.split('\n')
      .filter((line) => line.trimStart().startsWith('at '))
      .slice(0, 6)
      .join(' | ') ?? '';
  return { bug: cause.name, at };
}

/** For a machine without a keychain: the key lies in a file only its owner may read. */
export function keyFileStore(dataDir: string): KeyKeeper {
  return filedKeeper(dataDir, KEY_FILE, 'keyFile', plainSeal);
}
