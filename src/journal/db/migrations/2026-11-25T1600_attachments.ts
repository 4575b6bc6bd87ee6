import { sql, type Kysely } from 'kysely';

/** Files of appeals: what is known of them here, their bytes as files beside the database. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // No key to the appeal, as elsewhere: it is looked at, with its rights, when a file is begun.
  `create table attachment (
    territory text not null references journal,
    id uuid not null,
    appeal_id uuid not null,
    user_id uuid not null,
    name text not null,
    mime text not null,
    bytes bigint not null,
    sha256 text not null,
    begun_at timestamptz not null,
    verified_at timestamptz,
    primary key (territory, id),
    foreign key (territory, user_id) references user_account
  )`,
  `create index attachment_appeal on attachment (territory, appeal_id)`,
];
