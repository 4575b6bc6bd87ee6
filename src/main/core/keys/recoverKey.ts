import { join } from 'node:path';
import { recovered, type WrappedKey } from '../../../shared/contracts/journal.ts';
import { AppError } from '../../../shared/errors.ts';
import { makeEnvelopePair, openKey } from '../../../shared/lib/keyEnvelope.ts';
import { openWithKey } from '../cache/openCache.ts';
import { settingRepository } from '../cache/settingRepository.ts';
import type { JournalTransport, Logger } from '../ports.ts';
import { KEY_OF_NO_TRUST, setKeyAge } from './keyAge.ts';
import { CACHE_FILE } from './keyFiles.ts';
import type { KeyKeeper } from './keyKeeper.ts';
import { opens } from './settleKey.ts';
import { readCopies, type WrappedCopy } from './wrappedCopy.ts';

export interface RecoveryWork {
  dataDir: string;
  keeper: KeyKeeper;
  journal: JournalTransport;
  log: Logger;
}

/**
 * With an administrator's consent the journal opens the wrapped copy; what it gives is kept as this desk's key when it
 * truly opens the cache, and marked so that it is changed at once.
 * @throws AppError `recovery.no_copy`, `recovery.wrong_key`, `auth.*`; JournalDown
 */
export async function recoverKey(work: RecoveryWork, login: string, password: string): Promise<void> {
  const { present, next } = readCopies(work.dataDir);
  const copies = [present, next].filter((copy) => copy !== null);
  if (copies.length === 0) throw new AppError('recovery.no_copy');
  const file = join(work.dataDir, CACHE_FILE);
  for (const copy of copies) {
    const key = await ask(work.journal, copy, { login, password });
    if (!opens(file, key)) continue;
    // Before it is kept: whatever cuts this short, a key that has travelled does not stay.
    distrust(file, key);
    await work.keeper.adoptKey(key);
    work.log.warn('key.recovered', { kid: copy.kid });
    return;
  }
  throw new AppError('recovery.wrong_key');
}

async function ask(
  journal: JournalTransport,
  { kid, deviceId, enc, ciphertext }: WrappedCopy,
  consent: { login: string; password: string },
): Promise<Buffer> {
  const wrapped: WrappedKey = { kid, deviceId, enc, ciphertext };
  const pair = await makeEnvelopePair(false);
  const replyTo = Buffer.from(pair.publicKey).toString('base64url');
  const body = { ...consent, wrapped, replyTo };
  const answer = recovered.parse(await journal.request({ method: 'POST', path: '/v1/recovery', body }));
  const envelope = {
    enc: Buffer.from(answer.enc, 'base64url'),
    ciphertext: Buffer.from(answer.ciphertext, 'base64url'),
  };
  return Buffer.from(await openKey(pair, envelope, deviceId));
}

function distrust(file: string, key: Buffer): void {
  const cache = openWithKey(file, key, { fileMustExist: true });
  try {
    cache.pragma('synchronous = FULL');
    setKeyAge(settingRepository(cache), KEY_OF_NO_TRUST);
  } finally {
    cache.close();
  }
}
