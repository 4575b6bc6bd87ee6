import { sql } from 'kysely';
import { AppError } from '../../shared/errors.ts';
import type { Caller } from '../auth/authenticate.ts';
import type { Journal } from '../context.ts';
import { sqlStateOf } from '../db/createDb.ts';
import { inTransaction, type Transacting } from '../db/inTransaction.ts';
import { writeAccessOf, type Access } from './writeAccess.ts';

/** A change by an administrator, inside its transaction. */
export interface Changing extends Transacting {
  journal: Journal;
  caller: Caller;
  /** Writes what was done into the access log, in the same transaction. */
  note(access: Access): Promise<void>;
}

/**
 * Changes what desks hold as reference data: one administrator at a time, all or nothing, with its entry in the access
 * log and a new version. Desks are told by the version that stands on every page of news.
 */
export async function changeReference<T>(
  journal: Journal,
  caller: Caller,
  work: (changing: Changing) => Promise<T>,
): Promise<T> {
  const { territory } = journal;
  const result = await inTransaction(journal, async (trx) => {
    await lockAdministration(trx, territory);
    const { user, sessionId, deviceId } = caller;
    const note = (access: Access): Promise<void> =>
      writeAccessOf(journal, trx.db, { userId: user.id, sessionId, deviceId }, access);
    const done = await work({ ...trx, journal, caller, note });
    await raiseVersion(trx, territory);
    return done;
  }).catch((thrown: unknown) => {
    throw takenOf(thrown) ?? thrown;
  });
  journal.reference.forget();
  journal.committed();
  return result;
}

/** Two administrators who disable each other would leave none: the second waits, and sees what the first has done. */
export async function lockAdministration({ db }: Pick<Transacting, 'db'>, territory: string): Promise<void> {
  await db.selectFrom('journal').where('territory', '=', territory).select('territory').forNoKeyUpdate().execute();
}

export async function raiseVersion({ db }: Pick<Transacting, 'db'>, territory: string): Promise<void> {
  await db
    .insertInto('reference')
    .values({ territory, version: 1, settings: '{}' })
    .onConflict((conflict) => conflict.column('territory').doUpdateSet({ version: sql`reference.version + 1` }))
    .execute();
}

/** What must be there once, by the constraint that says so. */
const TAKEN: Readonly<Record<string, string>> = {
  user_account_territory_login_key: 'user.login_taken',
  sip_line_territory_sip_user_key: 'user.line_taken',
  classifier_pkey: 'classifier.id_taken',
  classifier_territory_valid_from_key: 'classifier.starts_taken',
  code_book_entry_title: 'code_book.title_taken',
  organisation_territory_kind_code_key: 'organisation.code_taken',
};

/** What was to be there once and is there already, as the failure of the form; null for anything else. */
export function takenOf(thrown: unknown): AppError | null {
  if (sqlStateOf(thrown) !== '23505') return null;
  const code = TAKEN[(thrown as { constraint?: string }).constraint ?? ''];
  return code === undefined ? null : new AppError(code);
}
