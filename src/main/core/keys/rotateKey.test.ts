import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeEnvelopePair, openKey, type EnvelopePair } from '../../../shared/lib/keyEnvelope.ts';
import { openCache, openWithKey } from '../cache/openCache.ts';
import { settingRepository } from '../cache/settingRepository.ts';
import type { Logger } from '../ports.ts';
import { spoolKeyOf } from '../spool/spoolKey.ts';
import { keyMadeAt, KEY_OF_NO_TRUST, noteKeyAge, setKeyAge } from './keyAge.ts';
import { KEY_FILE } from './keyFiles.ts';
import { filedKeeper, plainSeal, type KeyKeeper } from './keyKeeper.ts';
import { rotateKey, type KeyWork, type RotationStep } from './rotateKey.ts';
import { opens, settleKey } from './settleKey.ts';
import { keyCheckOf, readCopies, rememberRecoveryKey, writeCopy } from './wrappedCopy.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 22);
const DEVICE = '018f0000-0000-7000-8000-00000000de01';
const silent: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'otklik-keys-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** A keychain that seals by another spelling, so that the key itself is not what lies on the disk. */
const respelling = {
  seal: (key: string) => Promise.resolve(`sealed ${Buffer.from(key, 'hex').toString('base64')}`),
  unseal: (sealed: Buffer) => {
    const key = Buffer.from(sealed.toString().slice(7), 'base64').toString('hex');
    return Promise.resolve({ key, isStale: false });
  },
};
const inFile = (folder: string): KeyKeeper => filedKeeper(folder, KEY_FILE, 'keyFile', plainSeal);
const keepers: Record<string, (folder: string) => KeyKeeper> = {
  'key file': inFile,
  keychain: (folder) => filedKeeper(folder, 'cache.key.sealed', 'keychain', respelling),
};

function workOf(keeper: KeyKeeper, more: Partial<KeyWork> = {}): KeyWork {
  const clock = { nowMs: () => NOW_MS, after: () => () => undefined };
  return { dataDir, keeper, clock, log: silent, random: randomBytes, maxAgeMs: 90 * DAY_MS, ...more };
}

function open(key: Buffer) {
  const { cache, setAside } = openCache(dataDir, key, 'test');
  expect(setAside).toBeNull();
  return cache;
}

/** Dies in the middle of a transaction that has already reached the disk. */
const HALF_DONE = `
  import Database from 'better-sqlite3';
  const { FILE, KEY, MODE } = process.env;
  const cache = new Database(FILE);
  cache.pragma("cipher='sqlcipher'");
  cache.pragma('key="x\\'' + KEY + '\\'"');
  cache.pragma('journal_mode = ' + MODE);
  cache.pragma('cache_size = 4');
  cache.exec('BEGIN; CREATE TABLE half (body BLOB)');
  for (let i = 0; i < 400; i += 1) cache.exec('INSERT INTO half VALUES (randomblob(2000))');
  cache.exec("DELETE FROM setting");
  if (MODE === 'WAL') cache.exec("ROLLBACK; INSERT INTO setting VALUES ('late', '1')");
  process.kill(process.pid, 'SIGKILL');
`;

/** A desk that has worked: a setting, a spool key, and a copy wrapped for a journal. */
async function workedDesk(keeper: KeyKeeper): Promise<{ key: Buffer; spoolKey: Buffer; pair: EnvelopePair }> {
  const key = await keeper.databaseKey();
  const cache = open(key);
  const settings = settingRepository(cache);
  settings.set('essence', { text: 'Не отправлено ещё' });
  settings.set('device', { deviceId: DEVICE, secret: 's', enrolled: true });
  noteKeyAge(settings, NOW_MS - DAY_MS);
  const spoolKey = spoolKeyOf(cache, key, randomBytes);
  const pair = await makeEnvelopePair(true);
  const recoveryKey = { kid: 'k1', publicKey: Buffer.from(pair.publicKey).toString('base64url') };
  rememberRecoveryKey(settings, recoveryKey);
  cache.close();
  await writeCopy(dataDir, { key, deviceId: DEVICE, recoveryKey, isNext: false });
  return { key, spoolKey, pair };
}

/** Everything is there under this key, nothing of a change is left lying about, and the copy is of this very key. */
async function expectWhole(key: Buffer, desk: { spoolKey: Buffer; pair: EnvelopePair }): Promise<void> {
  const cache = open(key);
  expect(cache.prepare('SELECT body FROM setting WHERE name = ?').pluck().get('essence')).toContain('Не отправлено');
  expect(spoolKeyOf(cache, key, randomBytes)).toEqual(desk.spoolKey);
  expect(cache.pragma('integrity_check', { simple: true })).toBe('ok');
  cache.close();
  expect(readdirSync(dataDir).filter((name) => name.includes('.n') || name.includes('unreadable'))).toEqual([]);
  const { present } = readCopies(dataDir);
  expect(present?.keyCheck).toBe(keyCheckOf(key));
  const bytesOf = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64url');
  const envelope = { enc: bytesOf(present?.enc), ciphertext: bytesOf(present?.ciphertext) };
  const unwrapped = await openKey(desk.pair, envelope, DEVICE);
  expect(Buffer.from(unwrapped)).toEqual(key);
}

for (const [kind, keeperOf] of Object.entries(keepers)) {
  test(`the key of a ${kind} is changed, and the old one opens nothing`, async () => {
    const keeper = keeperOf(dataDir);
    const desk = await workedDesk(keeper);
    const fresh = await rotateKey(workOf(keeper), desk.key);
    expect(fresh).not.toEqual(desk.key);
    expect(await keeperOf(dataDir).databaseKey()).toEqual(fresh);
    const old = openWithKey(join(dataDir, 'cache.db'), desk.key, { readonly: true });
    expect(() => old.prepare('SELECT 1 FROM setting').get()).toThrow(/not a database/);
    old.close();
    await expectWhole(fresh, desk);
    expect(await settleKey(workOf(keeper))).toEqual(fresh);
  });

  const steps: RotationStep[] = ['staged', 'wrapped', 'copied', 'rekeyed', 'swapped', 'promoted', 'done'];
  test.each(steps)(`a ${kind} cut short at «%s» leaves a cache that opens, and can be changed again`, async (step) => {
    const desk = await workedDesk(keeperOf(dataDir));
    const cut = workOf(keeperOf(dataDir), {
      reached: (at) => {
        if (at === step) throw new Error('cut');
      },
    });
    await expect(rotateKey(cut, desk.key)).rejects.toThrow('cut');
    const key = await settleKey(workOf(keeperOf(dataDir)));
    expect(key.equals(desk.key)).toBe(steps.indexOf(step) < steps.indexOf('swapped'));
    await expectWhole(key, desk);
    await expectWhole(await rotateKey(workOf(keeperOf(dataDir)), key), desk);
  });
}

test('an old key is changed by itself, a young one and one of a moment ago are not', async () => {
  const keeper = inFile(dataDir);
  const desk = await workedDesk(keeper);
  expect(await settleKey(workOf(keeper))).toEqual(desk.key);
  const later = { clock: { nowMs: () => NOW_MS + 90 * DAY_MS, after: () => () => undefined } };
  const fresh = await settleKey(workOf(keeper, later));
  expect(fresh).not.toEqual(desk.key);
  await expectWhole(fresh, desk);
  expect(await settleKey(workOf(keeper, later))).toEqual(fresh);
});

test('a key that is not trusted is changed at the next opening, and the new one is', async () => {
  const keeper = inFile(dataDir);
  const desk = await workedDesk(keeper);
  const cache = open(desk.key);
  setKeyAge(settingRepository(cache), KEY_OF_NO_TRUST);
  cache.close();
  const fresh = await settleKey(workOf(keeper));
  await expectWhole(fresh, desk);
  expect(await settleKey(workOf(keeper))).toEqual(fresh);
});

test('a clock that was ahead when the key was made does not keep it for ever', () => {
  const key = randomBytes(32);
  const cache = open(key);
  const settings = settingRepository(cache);
  noteKeyAge(settings, NOW_MS + 3650 * DAY_MS);
  noteKeyAge(settings, NOW_MS);
  expect(keyMadeAt(settings)).toBe(new Date(NOW_MS).toISOString());
  cache.close();
});

test('a key that cannot be changed stays, and the desk opens with it', async () => {
  const keeper = inFile(dataDir);
  const desk = await workedDesk(keeper);
  const other = open(desk.key);
  other.prepare('SELECT count(*) FROM setting').get();
  const warned: string[] = [];
  const log: Logger = { ...silent, warn: (event, ids) => warned.push(`${event} ${String(ids?.['code'])}`) };
  expect(await settleKey(workOf(keeper, { log, maxAgeMs: 0 }))).toEqual(desk.key);
  expect(warned).toEqual(['key.not_rotated cache.busy']);
  other.close();
  await expectWhole(desk.key, desk);
});

test('what another program wrote while the key was being changed cannot be lost: it cannot write', async () => {
  const keeper = inFile(dataDir);
  const desk = await workedDesk(keeper);
  const tried: string[] = [];
  await rotateKey(
    workOf(keeper, {
      reached: (step) => {
        if (step !== 'copied') return;
        const other = openWithKey(join(dataDir, 'cache.db'), desk.key, { timeout: 0 });
        try {
          other.exec(`INSERT INTO setting (name, body) VALUES ('late', '1')`);
        } catch (thrown) {
          tried.push((thrown as { code: string }).code);
        }
        other.close();
      },
    }),
    desk.key,
  );
  expect(tried).toEqual(['SQLITE_BUSY']);
});

test('recordings enciphered with the key of an older desk are still read after a change of the key', async () => {
  const keeper = inFile(dataDir);
  const key = await keeper.databaseKey();
  const cache = open(key);
  cache
    .prepare(
      `INSERT INTO recording (recording_id, call_id, operator_id, started_at, nonce, state) VALUES ('r', 'c', 'o', 't', x'00', 'finished')`,
    )
    .run();
  cache.close();
  const fresh = await rotateKey(workOf(keeper), key);
  const after = open(fresh);
  const spoolKey = spoolKeyOf(after, fresh, randomBytes);
  after.close();
  // As the first desks derived it.
  const { hkdfSync } = await import('node:crypto');
  expect(spoolKey).toEqual(Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'otklik recording spool', 32)));
});

test('a key that is not the one of this cache is told as lost while a copy could bring the right one', async () => {
  const keeper = inFile(dataDir);
  await workedDesk(keeper);
  writeFileSync(join(dataDir, KEY_FILE), randomBytes(32).toString('hex'));
  await expect(settleKey(workOf(keeper))).rejects.toMatchObject({
    code: 'cache.key_lost',
    params: { reason: 'unreadable' },
  });
});

test('a damaged cache under its right key is left to be put aside, and no key is given up', async () => {
  const keeper = inFile(dataDir);
  const desk = await workedDesk(keeper);
  writeFileSync(join(dataDir, 'cache.db'), randomBytes(8192));
  expect(await settleKey(workOf(keeper))).toEqual(desk.key);
  const { cache, setAside } = openCache(dataDir, desk.key, 'then');
  cache.close();
  expect(existsSync(setAside ?? '')).toBe(true);
});

test('neither a journal to be rolled back nor a log suffers from a wrong key, and the right one then opens', async () => {
  const desk = await workedDesk(inFile(dataDir));
  for (const mode of ['DELETE', 'WAL']) {
    const file = join(dataDir, 'cache.db');
    const killed = spawnSync(process.execPath, ['--input-type=module', '-e', HALF_DONE], {
      env: { ...process.env, FILE: file, KEY: desk.key.toString('hex'), MODE: mode },
    });
    expect(killed.signal).toBe('SIGKILL');
    expect(existsSync(`${file}-${mode === 'WAL' ? 'wal' : 'journal'}`)).toBe(true);
    expect(opens(file, randomBytes(32))).toBe(false);
    expect(await settleKey(workOf(inFile(dataDir)))).toEqual(desk.key);
    await expectWhole(desk.key, desk);
  }
});

test('half a key file is a lost key, and is not overwritten', async () => {
  const keeper = inFile(dataDir);
  await workedDesk(keeper);
  writeFileSync(join(dataDir, KEY_FILE), 'abc');
  await expect(settleKey(workOf(keeper))).rejects.toMatchObject({ code: 'cache.key_lost' });
  expect(readFileSync(join(dataDir, KEY_FILE), 'utf8')).toBe('abc');
});
