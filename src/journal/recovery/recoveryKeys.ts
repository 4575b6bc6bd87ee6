import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Handshake, WrappedKey } from '../../shared/contracts/journal.ts';
import { AppError } from '../../shared/errors.ts';
import {
  makeEnvelopePair,
  openKey,
  restoreEnvelopePair,
  serializePrivateKey,
  type EnvelopePair,
} from '../../shared/lib/keyEnvelope.ts';

/** The journal's own keys for opening what desks have wrapped for it. */
export interface RecoveryKeys {
  /** What desks wrap for from now on. */
  published: NonNullable<Handshake['recoveryKey']>;
  /** @throws AppError `recovery.unknown_key` of another journal's copy, `recovery.unreadable` of a damaged one */
  open(wrapped: WrappedKey): Promise<Uint8Array>;
}

const keptKey = z.object({ kid: z.string(), publicKey: z.string(), privateKey: z.string() });
/** The newest first: an older one still opens what was wrapped for it. */
const keptKeys = z.object({ keys: z.array(keptKey).min(1) });

/** The recovery keys, made once and kept in the data folder for the journal's eyes only. */
export async function loadRecoveryKeys(dataDir: string): Promise<RecoveryKeys> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'recovery.secret');
  const { keys } = keptKeys.parse(JSON.parse(await readOrMake(path)));
  const pairs = new Map<string, EnvelopePair>();
  for (const { kid, publicKey, privateKey } of keys) {
    pairs.set(kid, await restoreEnvelopePair(fromText(publicKey), fromText(privateKey)));
  }
  const [{ kid, publicKey }] = keys as [z.infer<typeof keptKey>];
  return {
    published: { kid, publicKey },
    async open({ kid: of, deviceId, enc, ciphertext }) {
      const pair = pairs.get(of);
      if (!pair) throw new AppError('recovery.unknown_key');
      try {
        return await openKey(pair, { enc: fromText(enc), ciphertext: fromText(ciphertext) }, deviceId);
      } catch (error) {
        throw new AppError('recovery.unreadable', {}, { cause: error });
      }
    },
  };
}

async function readOrMake(path: string): Promise<string> {
  const found = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return null;
  });
  if (found !== null) return found;
  const pair = await makeEnvelopePair(true);
  const publicKey = toText(pair.publicKey);
  const kid = createHash('sha256').update(pair.publicKey).digest('base64url').slice(0, 16);
  const made = { kid, publicKey, privateKey: toText(await serializePrivateKey(pair)) };
  // Whole or not there at all, and of two processes at once the second uses the first one's.
  const aside = `${path}.${randomUUID()}`;
  await writeFile(aside, JSON.stringify({ keys: [made] }), { mode: 0o600, flush: true });
  await link(aside, path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  await rm(aside);
  return readFile(path, 'utf8');
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

function fromText(text: string): Uint8Array {
  return Buffer.from(text, 'base64url');
}
