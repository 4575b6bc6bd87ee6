import { sql } from 'kysely';
import { z } from 'zod';
import type { appealsPage } from '../../shared/contracts/integration.ts';
import type { AppealScope } from '../../shared/domain/policy/appealScope.ts';
import { AppError } from '../../shared/errors.ts';
import { id, instant } from '../../shared/lib/primitives.ts';
import type { Db } from '../db/createDb.ts';
import { appealLines, presentLine } from './appeals.ts';

const place = z.tuple([instant, id]);

/** Opaque to whoever holds it: what it is made of may change. */
function cursorOf(at: z.infer<typeof place>): string {
  return Buffer.from(JSON.stringify(at)).toString('base64url');
}

/** @throws AppError `input.invalid` */
function readCursor(cursor: string): z.infer<typeof place> {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (error) {
    throw new AppError('input.invalid', { field: 'cursor' }, { cause: error });
  }
}

/**
 * A page of appeals, newest first, from a place on. By key, not by count: what is registered meanwhile moves no page,
 * and the thousandth costs what the first does.
 */
export async function readAppealsPage(
  db: Db,
  territory: string,
  scope: AppealScope,
  { cursor, limit }: { cursor: string; limit: number },
): Promise<z.output<typeof appealsPage>> {
  const lines = appealLines(db, territory, scope)
    .orderBy('a.id', 'desc')
    .limit(limit + 1);
  const after = cursor === '' ? null : readCursor(cursor);
  const rows = await (
    after === null
      ? lines
      : lines.where(sql<boolean>`(a.occurred_at, a.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`)
  ).execute();
  const appeals = rows.slice(0, limit).map(presentLine);
  const last = rows.length > limit ? appeals.at(-1) : undefined;
  return { appeals, next: last === undefined ? null : cursorOf([last.occurredAt, last.id]) };
}
