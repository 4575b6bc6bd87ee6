import { fork } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCache } from '../../src/main/core/cache/openCache.ts';
import { settingRepository } from '../../src/main/core/cache/settingRepository.ts';
import { noteKeyAge } from '../../src/main/core/keys/keyAge.ts';
import { settleKey } from '../../src/main/core/keys/settleKey.ts';
import { keyCheckOf, readCopies, rememberRecoveryKey, writeCopy } from '../../src/main/core/keys/wrappedCopy.ts';
import { keyFileStore, systemClock } from '../../src/main/host/nodePorts.ts';
import { makeEnvelopePair } from '../../src/shared/lib/keyEnvelope.ts';

const KILLS = 40;
const DEVICE = '018f0000-0000-7000-8000-00000000de01';
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const KEPT = 200;

let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'otklik-rotation-'));
  const key = await keyFileStore(dataDir).databaseKey();
  const { publicKey } = await makeEnvelopePair(false);
  const recoveryKey = { kid: 'k1', publicKey: Buffer.from(publicKey).toString('base64url') };
  const { cache } = openCache(dataDir, key, 'test');
  const settings = settingRepository(cache);
  settings.set('device', { deviceId: DEVICE });
  rememberRecoveryKey(settings, recoveryKey);
  noteKeyAge(settings, Date.now());
  for (let i = 0; i < KEPT; i += 1) settings.set(`kept ${i}`, { text: randomBytes(2000).toString('base64') });
  cache.close();
  await writeCopy(dataDir, { key, deviceId: DEVICE, recoveryKey, isNext: false });
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** Lets a process change the key over and over, and kills it wherever it happens to be. Tells what it had committed. */
async function killAnywhere(): Promise<{ wrote: number; steps: number }> {
  const child = fork(join(import.meta.dirname, '../support/keys/changeKeys.ts'), [dataDir], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let wrote = 0;
  let steps = 0;
  child.on('message', (message: { wrote?: number; step?: string }) => {
    if (message.step !== undefined) steps += 1;
    wrote = Math.max(wrote, message.wrote ?? 0);
  });
  const ended = once(child, 'exit');
  await Promise.race([once(child, 'message'), ended]);
  // Any instant of the next few changes will do.
  await delay(randomInt(0, 120));
  expect(child.exitCode).toBeNull();
  child.kill('SIGKILL');
  await ended;
  return { wrote, steps };
}

test(`a change of the key killed ${KILLS} times at any instant leaves a cache that opens, with all that was in it`, async () => {
  let steps = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const killed = await killAnywhere();
    steps += killed.steps;
    // Which of the two keys it was left with is nobody's business but the opening's.
    const key = await settleKey({
      dataDir,
      keeper: keyFileStore(dataDir),
      clock: systemClock,
      log: quiet,
      random: (bytes) => randomBytes(bytes),
      maxAgeMs: Number.MAX_SAFE_INTEGER,
    });
    const { cache, setAside } = openCache(dataDir, key, 'test');
    expect(setAside).toBeNull();
    expect(cache.pragma('integrity_check', { simple: true })).toBe('ok');
    const kept = cache.prepare(`SELECT count(*) FROM setting WHERE name LIKE 'kept %'`).pluck().get();
    expect(kept).toBe(KEPT);
    expect(cache.prepare('SELECT max(rowid) FROM counter').pluck().get()).toBeGreaterThanOrEqual(killed.wrote);
    cache.close();
    expect(readCopies(dataDir).present?.keyCheck).toBe(keyCheckOf(key));
    expect(readdirSync(dataDir).filter((name) => name.includes('.next'))).toEqual([]);
  }
  // Otherwise nothing was cut short.
  expect(steps).toBeGreaterThan(KILLS);
});
