import { codeBookEntry, type CodeBookEntry } from '../../shared/domain/codeBook/codeBook.ts';
import type { DbOrTrx } from '../db/createDb.ts';

/** Entries that are offered, by book, place and alphabet. */
export async function listCodeBooks(db: DbOrTrx, territory: string): Promise<CodeBookEntry[]> {
  const rows = await db
    .selectFrom('code_book_entry')
    .where('territory', '=', territory)
    .where('withdrawn_at', 'is', null)
    .select(['id', 'book', 'place', 'title'])
    .orderBy('book')
    .orderBy('place')
    .orderBy('title')
    .execute();
  return rows.map(({ place, ...rest }) => codeBookEntry.parse({ ...rest, of: place === '' ? null : place }));
}
