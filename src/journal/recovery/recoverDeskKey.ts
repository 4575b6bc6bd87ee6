import type { z } from 'zod';
import type { recovered, recoveryRequest, WrappedKey } from '../../shared/contracts/journal.ts';
import { may } from '../../shared/domain/policy/policy.ts';
import { AppError } from '../../shared/errors.ts';
import { wrapKey } from '../../shared/lib/keyEnvelope.ts';
import { checkPassword } from '../auth/signIn.ts';
import { writeAccess } from '../commands/writeAccess.ts';
import type { Journal } from '../context.ts';

/**
 * Gives a desk the key of its memory back, on the word of an administrator who is asked for the password there and
 * then. Wrapped for the one who asks: neither the network nor a log ever holds the key.
 * @throws AppError `auth.wrong_password`, `auth.locked`, `auth.forbidden`, `device.unknown`, `recovery.*`, `input.invalid`
 */
export async function recoverDeskKey(
  journal: Journal,
  { login, password, wrapped, replyTo }: z.output<typeof recoveryRequest>,
): Promise<z.output<typeof recovered>> {
  const account = await checkPassword(journal, { login, password, deviceId: wrapped.deviceId });
  if (!may(account.user.role, 'key.recover')) {
    journal.log.warn({ userId: account.user.id, deviceId: wrapped.deviceId }, 'recovery.forbidden');
    throw new AppError('auth.forbidden');
  }
  if (journal.recovery === null) throw new AppError('recovery.unknown_key');
  await refuseShutOut(journal, wrapped.deviceId);
  const key = await journal.recovery.open(wrapped);
  const answer = await wrapFor(replyTo, key, wrapped);
  // No session is behind it, so the entry has an id of its own where others name theirs.
  const caller = { ...account, sessionId: journal.ids.next(), deviceId: wrapped.deviceId };
  await writeAccess(journal, caller, {
    what: 'key.recovered',
    entity: 'device',
    entityId: wrapped.deviceId,
    detail: { kid: wrapped.kid },
  });
  journal.log.warn({ userId: account.user.id, deviceId: wrapped.deviceId }, 'recovery.done');
  return answer;
}

/** A workstation that was shut out may be a stolen one. One the journal does not know may be older than its backup. */
async function refuseShutOut({ db, territory }: Journal, deviceId: string): Promise<void> {
  const device = await db
    .selectFrom('device')
    .where('territory', '=', territory)
    .where('id', '=', deviceId)
    .select('disabled_at')
    .executeTakeFirst();
  if (device?.disabled_at != null) throw new AppError('device.unknown');
}

async function wrapFor(
  replyTo: string,
  key: Uint8Array,
  { deviceId }: WrappedKey,
): Promise<z.output<typeof recovered>> {
  try {
    const { enc, ciphertext } = await wrapKey(Buffer.from(replyTo, 'base64url'), key, deviceId);
    return { enc: Buffer.from(enc).toString('base64url'), ciphertext: Buffer.from(ciphertext).toString('base64url') };
  } catch (error) {
    throw new AppError('input.invalid', { field: 'replyTo' }, { cause: error });
  }
}
