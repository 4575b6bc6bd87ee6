import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';

/** Faults of the disk and the cache that a person must hear of, told from bugs; anything else passes as it is. */
export function asDeskError(thrown: unknown): unknown {
  if (thrown instanceof Database.SqliteError) {
    if (thrown.code === 'SQLITE_FULL') return new AppError('disk.full', {}, { cause: thrown });
    if (isOfTheFileSystem(thrown.code)) return new AppError('disk.io', {}, { cause: thrown });
    if (thrown.code.startsWith('SQLITE_CORRUPT') || thrown.code === 'SQLITE_NOTADB') {
      return new AppError('cache.corrupt', {}, { cause: thrown });
    }
    if (thrown.code.startsWith('SQLITE_BUSY')) return new AppError('cache.busy', {}, { cause: thrown });
  }
  if (isErrno(thrown)) {
    if (thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT') return new AppError('disk.full', {}, { cause: thrown });
    if (ERRNOS_OF_IO.has(thrown.code ?? '')) return new AppError('disk.io', {}, { cause: thrown });
  }
  return thrown;
}

/** Whether this machine could not keep something, as opposed to somebody refusing it. */
export function isOfTheDisk(fault: AppError): boolean {
  return /^(disk|cache)\./.test(fault.code);
}

/** Reading, writing or opening failed, or the file system takes no writing any more. */
function isOfTheFileSystem(code: string): boolean {
  return code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY');
}

const ERRNOS_OF_IO: ReadonlySet<string> = new Set(['EIO', 'EROFS', 'EFBIG', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE']);

function isErrno(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && 'code' in thrown && 'errno' in thrown;
}
