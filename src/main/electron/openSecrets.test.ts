import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyFileStore } from '../host/nodePorts.ts';
import { setCacheAside } from '../core/keys/setCacheAside.ts';
import { openSecrets, type Keychain } from './openSecrets.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'otklik-secrets-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** Seals by a mark and another spelling: enough to see that the key itself is not what lies on the disk. */
function fakeKeychain(mark = 'v11', more: Partial<Keychain> = {}): Keychain {
  return {
    isAsyncEncryptionAvailable: () => Promise.resolve(true),
    encryptStringAsync: (text) => Promise.resolve(Buffer.from(mark + Buffer.from(text).toString('base64'))),
    decryptStringAsync: (sealed) => {
      const text = sealed.toString();
      if (!text.startsWith(mark)) return Promise.reject(new Error('Error while decrypting'));
      return Promise.resolve({ result: Buffer.from(text.slice(3), 'base64').toString(), shouldReEncrypt: false });
    },
    ...more,
  };
}

const refusing = (message: string): Keychain =>
  fakeKeychain('v11', { decryptStringAsync: () => Promise.reject(new Error(message)) });

test('the key is made once, sealed by the keychain, and found again', async () => {
  const secrets = await openSecrets(dataDir, fakeKeychain(), 'linux');
  expect(secrets.kind).toBe('keychain');
  const key = await secrets.databaseKey();
  expect(key).toHaveLength(32);
  expect(readdirSync(dataDir)).toEqual(['cache.key.sealed']);
  expect(readFileSync(join(dataDir, 'cache.key.sealed'), 'utf8')).not.toContain(key.toString('hex'));
  expect(await (await openSecrets(dataDir, fakeKeychain(), 'linux')).databaseKey()).toEqual(key);
});

test.each([
  ['seals with a printed password', fakeKeychain('v10')],
  ['is not there', fakeKeychain('v11', { isAsyncEncryptionAvailable: () => Promise.resolve(false) })],
  ['fails', fakeKeychain('v11', { encryptStringAsync: () => Promise.reject(new Error('no bus')) })],
])('a Linux keychain that %s is not used: the key lies in a file, and the desk says so', async (_how, keychain) => {
  const secrets = await openSecrets(dataDir, keychain, 'linux');
  expect(secrets.kind).toBe('keyFile');
  await secrets.databaseKey();
  expect(statSync(join(dataDir, 'cache.key')).mode & 0o777).toBe(0o600);
});

test('Windows marks its seals «v10» too, and they are good', async () => {
  expect((await openSecrets(dataDir, fakeKeychain('v10'), 'win32')).kind).toBe('keychain');
});

test('a key file that is in use stays in use', async () => {
  const key = await keyFileStore(dataDir).databaseKey();
  const secrets = await openSecrets(dataDir, fakeKeychain(), 'linux');
  expect(secrets.kind).toBe('keyFile');
  expect(await secrets.databaseKey()).toEqual(key);
});

test.each([
  ['Error while decrypting the ciphertext', 'unreadable'],
  ['safeStorage.decryptStringAsync is temporarily unavailable. Please try again.', 'locked'],
])('a keychain that answers «%s» is told, and no new key is made', async (message, reason) => {
  await (await openSecrets(dataDir, fakeKeychain(), 'linux')).databaseKey();
  const sealed = readFileSync(join(dataDir, 'cache.key.sealed'));
  const secrets = await openSecrets(dataDir, refusing(message), 'linux');
  await expect(secrets.databaseKey()).rejects.toMatchObject({ code: 'cache.key_lost', params: { reason } });
  expect(readFileSync(join(dataDir, 'cache.key.sealed'))).toEqual(sealed);
});

test('a keyring that is gone is a lost key, even where the printed password would do', async () => {
  await (await openSecrets(dataDir, fakeKeychain(), 'linux')).databaseKey();
  const secrets = await openSecrets(dataDir, fakeKeychain('v10'), 'linux');
  await expect(secrets.databaseKey()).rejects.toMatchObject({ code: 'cache.key_lost' });
});

test('a cache without any key is never answered with a new one, in either store', async () => {
  writeFileSync(join(dataDir, 'cache.db'), 'sealed acts');
  for (const keychain of [fakeKeychain(), fakeKeychain('v10')]) {
    const secrets = await openSecrets(dataDir, keychain, 'linux');
    await expect(secrets.databaseKey()).rejects.toMatchObject({
      code: 'cache.key_lost',
      params: { reason: 'missing' },
    });
  }
  expect(readdirSync(dataDir)).toEqual(['cache.db']);
});

test('a seal that wants renewing is renewed, and a failed renewal does not stop work', async () => {
  const key = await (await openSecrets(dataDir, fakeKeychain(), 'linux')).databaseKey();
  const old = fakeKeychain();
  const renewing: Keychain = {
    ...old,
    encryptStringAsync: (text) => Promise.resolve(Buffer.from(`renewed ${text}`)),
    decryptStringAsync: async (sealed) => ({ ...(await old.decryptStringAsync(sealed)), shouldReEncrypt: true }),
  };
  const failing: Keychain = { ...renewing, encryptStringAsync: () => Promise.reject(new Error('no')) };
  expect(await (await openSecrets(dataDir, failing, 'win32')).databaseKey()).toEqual(key);
  expect(await (await openSecrets(dataDir, renewing, 'win32')).databaseKey()).toEqual(key);
  expect(readFileSync(join(dataDir, 'cache.key.sealed'), 'utf8')).toBe(`renewed ${key.toString('hex')}`);
});

test('a lost cache is put aside whole, and the desk can start anew', async () => {
  await (await openSecrets(dataDir, fakeKeychain(), 'linux')).databaseKey();
  writeFileSync(join(dataDir, 'cache.db'), 'acts');
  writeFileSync(join(dataDir, 'cache.db-wal'), 'more acts');
  setCacheAside(dataDir, 'then');
  expect(readdirSync(dataDir).toSorted()).toEqual([
    'key-lost-then-cache.db',
    'key-lost-then-cache.db-wal',
    'key-lost-then-cache.key.sealed',
  ]);
  await (await openSecrets(dataDir, fakeKeychain(), 'linux')).databaseKey();
  expect(existsSync(join(dataDir, 'cache.key.sealed'))).toBe(true);
});

test('a recovered key is sealed by the keychain again', async () => {
  await (await openSecrets(dataDir, fakeKeychain(), 'linux')).databaseKey();
  const recovered = Buffer.alloc(32, 5);
  const secrets = await openSecrets(dataDir, refusing('Error while decrypting'), 'linux');
  await secrets.adoptKey(recovered);
  expect(secrets.kind).toBe('keychain');
  expect(await (await openSecrets(dataDir, fakeKeychain(), 'linux')).databaseKey()).toEqual(recovered);
});

test('a keychain that has stopped guarding gets no key any more: a recovered one goes into a file, and is told to', async () => {
  await (await openSecrets(dataDir, fakeKeychain(), 'linux')).databaseKey();
  const recovered = Buffer.alloc(32, 5);
  const secrets = await openSecrets(dataDir, fakeKeychain('v10'), 'linux');
  await expect(secrets.stageKey(recovered)).rejects.toMatchObject({ code: 'key.not_guarded' });
  await secrets.adoptKey(recovered);
  expect(secrets.kind).toBe('keyFile');
  expect(statSync(join(dataDir, 'cache.key')).mode & 0o777).toBe(0o600);
  const next = await openSecrets(dataDir, fakeKeychain('v10'), 'linux');
  expect(await next.databaseKey()).toEqual(recovered);
});

test('after a lost cache was put aside, a keychain that does not guard gets no new key either', async () => {
  const secrets = await openSecrets(dataDir, fakeKeychain(), 'linux');
  await secrets.databaseKey();
  const failing = await openSecrets(dataDir, fakeKeychain('v10'), 'linux');
  setCacheAside(dataDir, 'then');
  await failing.databaseKey();
  expect(failing.kind).toBe('keyFile');
  expect(existsSync(join(dataDir, 'cache.key.sealed'))).toBe(false);
});
