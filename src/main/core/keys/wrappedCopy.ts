import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { wrappedKey, type Handshake, type WrappedKey } from '../../../shared/contracts/journal.ts';
import { wrapKey } from '../../../shared/lib/keyEnvelope.ts';
import type { SettingRepository } from '../cache/settingRepository.ts';
import { moveDurably, NEXT, removeWritten, WRAPPED_FILE, writeDurably } from './keyFiles.ts';

export type RecoveryKey = NonNullable<Handshake['recoveryKey']>;

/** The copy as it lies beside the cache: `keyCheck` tells whose copy it is without telling the key. */
const wrappedCopy = wrappedKey.extend({ keyCheck: z.string() });
export type WrappedCopy = z.infer<typeof wrappedCopy>;

const SETTING = 'recoveryKey';
const kept = z.object({ kid: z.string(), publicKey: z.string() });

/** What the journal last said its copies are to be wrapped for; null while it has not. */
export function knownRecoveryKey(settings: SettingRepository): RecoveryKey | null {
  return settings.get(SETTING, kept);
}

/** Kept, so that a change of the key needs no journal. */
export function rememberRecoveryKey(settings: SettingRepository, { kid, publicKey }: RecoveryKey): void {
  const known = knownRecoveryKey(settings);
  if (known?.kid !== kid || known.publicKey !== publicKey) settings.set(SETTING, { kid, publicKey });
}

/** A fingerprint of a key: the same for the same key, and good for nothing else. */
export function keyCheckOf(key: Buffer): string {
  return createHmac('sha256', key).update('otklik key check').digest('base64url').slice(0, 22);
}

/** The present copy, and the one a change of the key has prepared; null for what is not there or unreadable. */
export function readCopies(dataDir: string): { present: WrappedCopy | null; next: WrappedCopy | null } {
  const path = join(dataDir, WRAPPED_FILE);
  return { present: read(path), next: read(path + NEXT) };
}

function read(path: string): WrappedCopy | null {
  if (!existsSync(path)) return null;
  try {
    return wrappedCopy.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Wraps the key for the journal and lays the copy beside the cache; as the next one while the key is being changed. */
export async function writeCopy(
  dataDir: string,
  { key, deviceId, recoveryKey, isNext }: { key: Buffer; deviceId: string; recoveryKey: RecoveryKey; isNext: boolean },
): Promise<void> {
  const publicKey = Buffer.from(recoveryKey.publicKey, 'base64url');
  const { enc, ciphertext } = await wrapKey(publicKey, key, deviceId);
  const wrapped: WrappedKey = {
    kid: recoveryKey.kid,
    deviceId,
    enc: Buffer.from(enc).toString('base64url'),
    ciphertext: Buffer.from(ciphertext).toString('base64url'),
  };
  const copy: WrappedCopy = { ...wrapped, keyCheck: keyCheckOf(key) };
  writeDurably(join(dataDir, isNext ? WRAPPED_FILE + NEXT : WRAPPED_FILE), JSON.stringify(copy));
}

/** After a change of the key: the prepared copy is the one. Without it the old one would open nothing, and goes. */
export function promoteCopy(dataDir: string): void {
  const path = join(dataDir, WRAPPED_FILE);
  if (existsSync(path + NEXT)) moveDurably(path + NEXT, path);
  else rmSync(path, { force: true });
}

export function dropNextCopy(dataDir: string): void {
  removeWritten(join(dataDir, WRAPPED_FILE + NEXT));
}
