import type { z } from 'zod';
import type { enrolled, enrolRequest } from '../../shared/contracts/journal.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Caller } from '../auth/authenticate.ts';
import type { Journal } from '../context.ts';

/**
 * Makes a workstation known, so that it pushes with its own secret whoever sits at it. Repeating changes nothing.
 * @throws AppError `device.taken` when the id is known with another secret: it is somebody else's, or the desk has
 * lost its own and must enrol under a new id
 */
export async function enrolDevice(
  { db, territory, clock }: Journal,
  caller: Caller,
  request: z.output<typeof enrolRequest>,
): Promise<z.output<typeof enrolled>> {
  const { deviceId, name, secretHash } = request;
  await db
    .insertInto('device')
    .values({
      territory,
      id: deviceId,
      name: name.replaceAll('\0', ''),
      secret_hash: secretHash,
      enrolled_by: caller.user.id,
      enrolled_at: toInstant(clock.nowMs()),
    })
    .onConflict((conflict) => conflict.columns(['territory', 'id']).doNothing())
    .execute();
  const device = await db
    .selectFrom('device')
    .where('territory', '=', territory)
    .where('id', '=', deviceId)
    .select(['id', 'secret_hash', 'last_seq', 'disabled_at'])
    .executeTakeFirstOrThrow();
  if (device.secret_hash !== secretHash || device.disabled_at !== null) throw new AppError('device.taken');
  return { deviceId: device.id, lastSeq: device.last_seq };
}
