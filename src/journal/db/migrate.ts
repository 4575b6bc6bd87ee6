import { sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { AppError } from '../../shared/errors.ts';
import type { Db } from './createDb.ts';
import * as journal from './migrations/2026-11-22T0900_journal.ts';
import * as sync from './migrations/2026-11-24T0900_sync.ts';
import * as audit from './migrations/2026-11-25T1500_audit.ts';
import * as attachments from './migrations/2026-11-25T1600_attachments.ts';
import * as integrations from './migrations/2026-11-25T1530_integrations.ts';
import * as administration from './migrations/2026-11-25T1500_administration.ts';
import * as lists from './migrations/2026-11-25T1800_lists.ts';
import * as files from './migrations/2026-11-25T2000_files.ts';
import * as books from './migrations/2026-11-25T2000_books.ts';
import * as listsAtSize from './migrations/2026-11-25T2000_lists_at_size.ts';

/** Every migration by its name, oldest first. A list in code, so that a packed program needs no folder to read. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '2026-11-22T0900_journal': journal,
  '2026-11-24T0900_sync': sync,
  '2026-11-25T1500_audit': audit,
  '2026-11-25T1530_integrations': integrations,
  '2026-11-25T1600_attachments': attachments,
  '2026-11-25T1500_administration': administration,
  '2026-11-25T1800_lists': lists,
  '2026-11-25T2000_files': files,
  '2026-11-25T2000_books': books,
  '2026-11-25T2000_lists_at_size': listsAtSize,
};

const LOWEST_VERSION = 150_000;

/**
 * Brings the database to the present shape; two journals starting at once wait for each other.
 * @throws AppError `db.too_old` below PostgreSQL 15
 */
export async function migrate(db: Db): Promise<void> {
  const { rows } = await sql<{ version: string }>`select current_setting('server_version_num') as version`.execute(db);
  const version = Number(rows[0]?.version ?? 0);
  if (version < LOWEST_VERSION) throw new AppError('db.too_old', { version, lowest: LOWEST_VERSION });
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new AppError('db.migration_failed', {}, { cause: error });
}
