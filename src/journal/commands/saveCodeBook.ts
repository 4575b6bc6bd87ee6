import type { CodeBookDraft, CodeBookEntry } from '../../shared/domain/codeBook/codeBook.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Caller } from '../auth/authenticate.ts';
import type { Journal } from '../context.ts';
import { listCodeBooks } from '../queries/codeBooks.ts';
import { changeReference } from './changeReference.ts';

/**
 * Writes an entry of a code book down, or changes the words of one; where it is offered stays.
 * @throws AppError `code_book.not_found`, `code_book.title_taken`
 */
export function saveCodeBookEntry(
  journal: Journal,
  caller: Caller,
  entryId: string | null,
  { book, of, title }: CodeBookDraft,
): Promise<CodeBookEntry> {
  return changeReference(journal, caller, async ({ db, note }) => {
    const { territory } = journal;
    const before = (await listCodeBooks(db, territory)).find((one) => one.id === entryId) ?? null;
    if (entryId !== null && (before === null || before.book !== book || before.of !== of)) {
      throw new AppError('code_book.not_found');
    }
    const id = before?.id ?? journal.ids.next();
    if (before === null) {
      const added_at = toInstant(journal.clock.nowMs());
      await db
        .insertInto('code_book_entry')
        .values({ territory, id, book, place: of ?? '', title, added_at, withdrawn_at: null })
        .execute();
    } else {
      const ours = db.updateTable('code_book_entry').where('territory', '=', territory).where('id', '=', id);
      await ours.set({ title }).execute();
    }
    const after = { id, book, of, title };
    const what = before === null ? 'codeBook.added' : 'codeBook.changed';
    await note({ what, entity: 'codeBook', entityId: id, detail: { before, after } });
    return after;
  });
}

/**
 * An entry that is offered no more. Cards and steps that say its words keep them.
 * @throws AppError `code_book.not_found`
 */
export function withdrawCodeBookEntry(journal: Journal, caller: Caller, entryId: string): Promise<void> {
  return changeReference(journal, caller, async ({ db, note }) => {
    const { territory } = journal;
    const before = (await listCodeBooks(db, territory)).find((one) => one.id === entryId);
    if (before === undefined) throw new AppError('code_book.not_found');
    await db
      .updateTable('code_book_entry')
      .set({ withdrawn_at: toInstant(journal.clock.nowMs()) })
      .where('territory', '=', territory)
      .where('id', '=', entryId)
      .execute();
    await note({ what: 'codeBook.withdrawn', entity: 'codeBook', entityId: entryId, detail: { before } });
  });
}
