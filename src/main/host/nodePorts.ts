import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { AppError } from '../../shared/errors.ts';
import { uuid7 } from '../../shared/lib/uuid7.ts';
import type { Clock, Ids, Logger, SecretStore } from '../core/ports.ts';

/** The plain key of a machine without a keychain, and what it opens. */
export const KEY_FILE = 'cache.key';
export const CACHE_FILE = 'cache.db';

const MAX_TIMER_MS = 2_147_483_647;

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, fn) {
    const timer = setTimeout(fn, Math.min(delayMs, MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
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

/**
 * For a machine without a keychain: the key lies in a file only its owner may read.
 * A cache whose key is gone is never answered with a new key: acts that were not sent yet lie in it.
 */
export function keyFileStore(dataDir: string): SecretStore {
  return {
    kind: 'keyFile',
    async databaseKey() {
      mkdirSync(dataDir, { recursive: true, mode: 0o700 });
      const file = join(dataDir, KEY_FILE);
      if (!existsSync(file)) {
        if (existsSync(join(dataDir, CACHE_FILE))) throw new AppError('cache.key_lost', { reason: 'missing' });
        // Written aside and renamed: a kill in between must not leave half a key.
        writeFileSync(`${file}.new`, randomBytes(32).toString('hex'), { mode: 0o600, flush: true });
        renameSync(`${file}.new`, file);
      }
      return Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
    },
  };
}
