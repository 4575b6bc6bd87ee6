import { appealNumber, isProvisional } from '../../shared/domain/appeal/appeal.ts';
import type { NumberBlock } from '../../shared/contracts/journal.ts';
import type { Db, DbOrTrx, Trx } from '../db/createDb.ts';

/** A desk's next block of registration numbers. Blocks and single numbers are cut from one counter and never meet. */
export function takeNumberBlock(
  db: Db,
  territory: string,
  deviceId: string,
  size: number,
  takenAt: string,
): Promise<NumberBlock> {
  return db.transaction().execute(async (trx) => {
    const last = await advance(trx, territory, size);
    const first = last - size + 1;
    await trx
      .insertInto('number_block')
      .values({ territory, first, last, device_id: deviceId, taken_at: takenAt })
      .execute();
    return { first, last, territory };
  });
}

async function advance(trx: DbOrTrx, territory: string, by: number): Promise<number> {
  const { last } = await trx
    .updateTable('number_counter')
    .set((eb) => ({ last: eb('last', '+', by) }))
    .where('territory', '=', territory)
    .returning('last')
    .executeTakeFirstOrThrow();
  return last;
}

/** What became of the number a desk gave to an appeal. */
export interface NumberVerdict {
  /** The number the journal gives instead, or null when the desk's stands. */
  fresh: string | null;
  /** Control codes to mend, when the number was not as it should be. */
  flags: string[];
}

/**
 * Keeps the number that was said to the caller wherever it can be kept, and never refuses the registration for it:
 * a number that is taken or was never given out is replaced, with a flag, and still finds the appeal.
 */
export async function settleNumber(
  trx: Trx,
  territory: string,
  deviceId: string,
  appealId: string,
  given: string,
): Promise<NumberVerdict> {
  if (isProvisional(given)) {
    await keepAlias(trx, territory, given, appealId);
    return { fresh: await freshNumber(trx, territory, appealId), flags: [] };
  }
  const owner = await ownerOf(trx, territory, given);
  if (owner === null) {
    if (given !== '') await keepAlias(trx, territory, given, appealId);
    return { fresh: await freshNumber(trx, territory, appealId), flags: ['control.number_not_reserved'] };
  }
  if (!(await claim(trx, territory, given, appealId))) {
    await keepAlias(trx, territory, given, appealId);
    return { fresh: await freshNumber(trx, territory, appealId), flags: ['control.number_taken'] };
  }
  return { fresh: null, flags: owner === deviceId ? [] : ['control.number_of_other_desk'] };
}

/** The device whose block holds the number; null for a number that was never given out. */
async function ownerOf(trx: Trx, territory: string, number: string): Promise<string | null> {
  const serial = Number(/^\d{2}-(\d{6,15})$/.exec(number)?.[1]);
  if (!Number.isSafeInteger(serial) || number !== appealNumber(territory, serial)) return null;
  const block = await trx
    .selectFrom('number_block')
    .where('territory', '=', territory)
    .where('first', '<=', serial)
    .orderBy('first', 'desc')
    .limit(1)
    .select(['device_id', 'last'])
    .executeTakeFirst();
  return block !== undefined && serial <= block.last ? block.device_id : null;
}

async function claim(trx: Trx, territory: string, number: string, appealId: string): Promise<boolean> {
  // The partial index is not named as the arbiter, so any meeting of keys ends here and not in an exception.
  const claimed = await trx
    .insertInto('appeal_number')
    .values({ territory, number, appeal_id: appealId, is_final: true })
    .onConflict((conflict) => conflict.doNothing())
    .returning('number')
    .executeTakeFirst();
  return claimed !== undefined;
}

async function keepAlias(trx: Trx, territory: string, number: string, appealId: string): Promise<void> {
  await trx
    .insertInto('appeal_number')
    .values({ territory, number, appeal_id: appealId, is_final: false })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** A final number for an appeal that came without a usable one. */
export async function freshNumber(trx: Trx, territory: string, appealId: string): Promise<string> {
  const number = appealNumber(territory, await advance(trx, territory, 1));
  await trx.insertInto('appeal_number').values({ territory, number, appeal_id: appealId, is_final: true }).execute();
  return number;
}
