import { sql, type Kysely } from 'kysely';

/**
 * Files of appeals come from workstations in the name of who chose them; experts' marks stand beside the state, for the
 * filter of a list. Columns are added empty: no row is rewritten, and a row without marks is one nobody has marked.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The workstation that sends it, and the session in which it was chosen; empty for files of before.
  `alter table attachment add column device_id uuid, add column session_id uuid`,
  `alter table appeal add column expertise text[]`,
  // Marked appeals are few, and are looked for among all there are.
  `create index appeal_expertise on appeal using gin (expertise) where expertise <> '{}'`,
];
