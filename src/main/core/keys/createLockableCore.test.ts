import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { manualClock, quickPasswords, silentLogger, unplugged } from '../../../../tests/support/testDesk.ts';
import type { BridgeCallName, BridgeInput, BridgeOutput } from '../../../shared/contracts/bridge.ts';
import { AppError } from '../../../shared/errors.ts';
import { uuid7 } from '../../../shared/lib/uuid7.ts';
import { openCache } from '../cache/openCache.ts';
import { createCore, type Core } from '../createCore.ts';
import type { Clock, Ids } from '../ports.ts';
import { createLockableCore } from './createLockableCore.ts';
import { KEY_FILE } from './keyFiles.ts';
import { filedKeeper, plainSeal, type KeyKeeper } from './keyKeeper.ts';
import { settleKey } from './settleKey.ts';

const ids: Ids = { next: () => uuid7(Date.now(), randomBytes(10)), random: (bytes) => randomBytes(bytes) };

let dataDir: string;
let cores: Core[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'otklik-locked-'));
  cores = [];
});
afterEach(async () => {
  for (const core of cores) await core.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A keeper whose key is behind a keychain that can be locked, and lost. */
function lockable(folder: string): KeyKeeper & { reason: 'locked' | 'unreadable' | null } {
  const inner = filedKeeper(folder, KEY_FILE, 'keyFile', plainSeal);
  const keeper = {
    ...inner,
    reason: null as 'locked' | 'unreadable' | null,
    async databaseKey() {
      if (keeper.reason !== null) throw new AppError('cache.key_lost', { reason: keeper.reason });
      return inner.databaseKey();
    },
    async adoptKey(key: Buffer) {
      keeper.reason = null;
      await inner.adoptKey(key);
    },
  };
  return keeper;
}

async function start(keeper: KeyKeeper, clock = manualClock()) {
  const settings = { dataDir, deviceName: 'АРМ-1', pbxWsUrl: null };
  const log = silentLogger;
  let opened = 0;
  const core = await createLockableCore({
    async open() {
      const key = await settleKey({
        dataDir,
        keeper,
        clock,
        log,
        random: (n) => randomBytes(n),
        maxAgeMs: 90 * 86_400_000,
      });
      opened += 1;
      const secrets = { kind: keeper.kind, databaseKey: () => Promise.resolve(key) };
      const ports = { clock, ids, log, secrets, passwords: quickPasswords, journal: unplugged };
      return createCore({ ...ports, openCache, practice: null, settings });
    },
    keeper,
    journal: unplugged,
    clock,
    log,
    settings,
    practice: false,
  });
  cores.push(core);
  const heard: string[] = [];
  core.onEvent((name, event) => heard.push(name === 'recovery.changed' ? `${name} ${JSON.stringify(event)}` : name));
  return { core, clock, heard, opened: () => opened };
}

async function deskWithKey(keeper: KeyKeeper): Promise<void> {
  const { core } = await start(keeper);
  await core.stop();
  cores = [];
}

/** Resolves when somebody has set a timer: the look that failed has set the next one. */
function nextTimer(clock: Clock): Promise<void> {
  const { after } = clock;
  return new Promise((resolve) => {
    clock.after = (delayMs, fn) => {
      clock.after = after;
      resolve();
      return after(delayMs, fn);
    };
  });
}

/** As the bridge asks. */
async function ask<N extends BridgeCallName>(core: Core, name: N, input: BridgeInput<N>): Promise<BridgeOutput<N>> {
  try {
    const handler = core.handlers[name] as (given: unknown) => unknown;
    return (await handler(input)) as BridgeOutput<N>;
  } catch (thrown) {
    throw core.faultOf(thrown);
  }
}

const recover = { login: 'admin1', password: 'Верный1!' };

test('a locked keychain passes: the desk looks again by itself and opens in the same process', async () => {
  const keeper = lockable(dataDir);
  await deskWithKey(keeper);
  keeper.reason = 'locked';
  const { core, clock, heard, opened } = await start(keeper);
  expect(await ask(core, 'recovery.get', {})).toEqual({ needed: true, reason: 'locked', recoverable: false });
  // Neither way out is offered for what passes by itself.
  await expect(ask(core, 'recovery.recover', recover)).rejects.toMatchObject({ params: { reason: 'locked' } });
  await expect(ask(core, 'recovery.startAfresh', {})).rejects.toMatchObject({ params: { reason: 'locked' } });
  const looked = nextTimer(clock);
  clock.advance(10_000);
  await looked;
  await expect(ask(core, 'appeals.list', {})).rejects.toMatchObject({ code: 'cache.key_lost' });
  expect(heard).toEqual([]);

  const unlocked = new Promise<void>((resolve) => {
    core.onEvent((name) => name === 'session.changed' && resolve());
  });
  keeper.reason = null;
  clock.advance(10_000);
  await unlocked;
  expect(heard.filter((name) => name.startsWith('recovery'))).toEqual([
    'recovery.changed {"needed":false,"reason":null,"recoverable":false}',
  ]);
  expect(await ask(core, 'sync.get', {})).toMatchObject({ waiting: 0 });
  expect(opened()).toBe(1);
});

test('unlocking the machine is reason enough to look at once', async () => {
  const keeper = lockable(dataDir);
  await deskWithKey(keeper);
  keeper.reason = 'locked';
  const { core } = await start(keeper);
  const unlocked = new Promise<void>((resolve) => {
    core.onEvent((name) => name === 'session.changed' && resolve());
  });
  keeper.reason = null;
  core.machineWoke();
  await unlocked;
  expect(await ask(core, 'recovery.get', {})).toMatchObject({ needed: false });
});

test('a keychain that is unlocked while somebody asks for a recovery needs none', async () => {
  const keeper = lockable(dataDir);
  await deskWithKey(keeper);
  keeper.reason = 'locked';
  const { core } = await start(keeper);
  keeper.reason = null;
  expect(await ask(core, 'recovery.recover', recover)).toMatchObject({ needed: false });
});

test('without a copy there is nothing to recover from, and the journal is not asked', async () => {
  const keeper = lockable(dataDir);
  await deskWithKey(keeper);
  keeper.reason = 'unreadable';
  const { core } = await start(keeper);
  expect(await ask(core, 'recovery.get', {})).toEqual({ needed: true, reason: 'unreadable', recoverable: false });
  await expect(ask(core, 'recovery.recover', recover)).rejects.toMatchObject({ code: 'recovery.no_copy' });
});

test('a key put back before anybody starts afresh is used, and nothing is put aside', async () => {
  const keeper = lockable(dataDir);
  await deskWithKey(keeper);
  keeper.reason = 'unreadable';
  const { core } = await start(keeper);
  keeper.reason = null;
  expect(await ask(core, 'recovery.startAfresh', {})).toMatchObject({ needed: false });
  expect(readdirSync(dataDir).filter((name) => name.startsWith('key-lost'))).toEqual([]);
  await expect(ask(core, 'recovery.startAfresh', {})).rejects.toMatchObject({ code: 'recovery.not_needed' });
});

test('starting afresh puts cache, key and recordings aside together', async () => {
  const keeper = lockable(dataDir);
  await deskWithKey(keeper);
  keeper.reason = 'unreadable';
  const { core } = await start(keeper);
  expect(await ask(core, 'recovery.startAfresh', {})).toMatchObject({ needed: false });
  const aside = readdirSync(dataDir).filter((name) => name.startsWith('key-lost'));
  expect(aside.map((name) => name.replace(/^key-lost-[^Z]*Z-/, '')).toSorted()).toEqual([
    'cache.db',
    'cache.key',
    'spool',
  ]);
  expect(existsSync(join(dataDir, 'cache.db'))).toBe(true);
});

test('a key that is lost before there is any cache costs nothing: there is a new one', async () => {
  const keeper = lockable(dataDir);
  keeper.reason = 'unreadable';
  const { core } = await start(keeper);
  expect(await ask(core, 'recovery.get', {})).toMatchObject({ needed: false });
});
