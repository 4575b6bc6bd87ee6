import { Buffer } from 'node:buffer';
import { z } from 'zod';
import type { WorklistSort } from '../../shared/contracts/worklists.ts';
import { AppError } from '../../shared/errors.ts';
import { calendarDate, id, instant } from '../../shared/lib/primitives.ts';

/** Where a page ended: the key of its last line in the order of the list. */
export interface ListPlace {
  /** An instant of a registration, or a last day of a term. */
  key: string;
  id: string;
}

const place = {
  due: z.tuple([z.literal('due'), calendarDate, id]),
  registered: z.tuple([z.literal('reg'), instant, id]),
};

export function cursorOf(sort: WorklistSort, { key, id: rowId }: ListPlace): string {
  const text = JSON.stringify([sort === 'due' ? 'due' : 'reg', key, rowId]);
  return Buffer.from(text, 'utf8').toString('base64url');
}

/**
 * Reads a cursor as this list gave it.
 * @throws AppError `list.cursor` for one of another order, or of nobody's making
 */
export function readCursor(sort: WorklistSort, cursor: string | undefined): ListPlace | null {
  if (cursor === undefined) return null;
  const read = place[sort].safeParse(parsed(cursor));
  if (!read.success) throw new AppError('list.cursor');
  const [, key, rowId] = read.data;
  return { key, id: rowId };
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
