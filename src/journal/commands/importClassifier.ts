import { Buffer } from 'node:buffer';
import type { ClassifierPreview, ClassifierUpload } from '../../shared/contracts/admin.ts';
import { builtInClassifierIds, builtInClassifierStarts } from '../../shared/domain/theme/classifier.ts';
import { readClassifierCsv } from '../../shared/domain/theme/readClassifierCsv.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Caller } from '../auth/authenticate.ts';
import type { Journal } from '../context.ts';
import { changeReference } from './changeReference.ts';

/**
 * Text of a file in either of the encodings spreadsheets of Russian offices write. Every sequence of bytes is some text
 * of Windows-1251, so that is taken only for what is no UTF-8, and one that has signs no such table would hold is none.
 */
export function decodeCsv(bytes: Uint8Array): { text: string; encoding: ClassifierPreview['encoding'] } {
  const read = (label: string): string | null => {
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {
      return null;
    }
  };
  const plain = read('utf-8');
  if (plain !== null && isSound(plain)) return { text: plain, encoding: 'utf-8' };
  const cyrillic = read('windows-1251');
  if (cyrillic !== null && isSound(cyrillic) && !cyrillic.includes('\x98')) {
    return { text: cyrillic, encoding: 'windows-1251' };
  }
  return { text: '', encoding: null };
}

/** Of the signs below a space a file of text has tabs and line breaks alone. */
function isSound(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) return false;
  }
  return true;
}

/** What would be imported, and every fault with its line; nothing is changed. */
export function previewClassifier({ csvBase64 }: Pick<ClassifierUpload, 'csvBase64'>): ClassifierPreview {
  const { text, encoding } = decodeCsv(Buffer.from(csvBase64, 'base64'));
  if (encoding === null) return { encoding, rows: [], faults: [{ line: 0, code: 'csv.encoding', value: '' }] };
  return { encoding, ...readClassifierCsv(text) };
}

/**
 * Takes a version of the classifier in: all of it or, with any fault, nothing. Cards made before keep theirs.
 * @throws AppError `classifier.faulty`, `classifier.dates_swapped`, `classifier.id_taken`, `classifier.starts_taken`
 */
export function importClassifier(journal: Journal, caller: Caller, upload: ClassifierUpload): Promise<{ id: string }> {
  const { rows, faults } = previewClassifier(upload);
  if (faults.length > 0) throw new AppError('classifier.faulty', { count: faults.length });
  const { id, title, validFrom, validTo } = upload;
  if (validTo !== null && validTo < validFrom) throw new AppError('classifier.dates_swapped');
  if (builtInClassifierIds.includes(id)) throw new AppError('classifier.id_taken');
  if (builtInClassifierStarts.includes(validFrom)) throw new AppError('classifier.starts_taken');
  return changeReference(journal, caller, async ({ db, note }) => {
    await db
      .insertInto('classifier')
      .values({
        ...{ territory: journal.territory, id, title, valid_from: validFrom, valid_to: validTo },
        ...{ rows: JSON.stringify(rows), imported_by: caller.user.id, imported_at: toInstant(journal.clock.nowMs()) },
      })
      .execute();
    const detail = { id, title, validFrom, validTo, rows: rows.length };
    await note({ what: 'classifier.imported', entity: 'classifier', entityId: null, detail });
    return { id };
  });
}
