import { sql } from 'kysely';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Clock } from '../ports.ts';
import type { Db } from './createDb.ts';

/**
 * Enters the territory's rows at the very first start.
 * @throws AppError `journal.demo_mismatch`: synthetic people must never mix with real ones, in either direction
 */
export async function openTerritory(
  db: Db,
  clock: Clock,
  { territory, region, demo }: { territory: string; region: string; demo: boolean },
): Promise<void> {
  const known = await db.selectFrom('journal').select('demo').execute();
  if (known.some((row) => row.demo !== demo)) throw new AppError('journal.demo_mismatch', { demo });
  await db
    .insertInto('journal')
    .values({ territory, region, demo, created_at: toInstant(clock.nowMs()) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  for (const counter of ['number_counter', 'feed_counter'] as const) {
    await db
      .insertInto(counter)
      .values({ territory, last: 0 })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  } // The feed's first segment; its mark tells this journal from any other.
  await db
    .insertInto('feed_segment')
    .values({ territory, first: 0, mark: sql<string>`gen_random_uuid()` })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
