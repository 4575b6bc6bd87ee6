import { sql, type Kysely } from 'kysely';

/** Users that are looked after: one-time passwords, absences with a substitute; outsourced organisations. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table user_account add column must_change_password boolean not null default false`,
  `alter table organisation add column outsourced boolean not null default false`,
  // Instants of the region's midnights, so that who stands in for whom is seen in the statement that finds a caller.
  `create table absence (
    territory text not null references journal,
    id uuid not null,
    user_id uuid not null,
    substitute_id uuid not null,
    since timestamptz not null,
    until timestamptz not null check (until > since),
    reason text not null,
    set_by uuid not null,
    set_at timestamptz not null,
    cancelled_at timestamptz,
    primary key (territory, id),
    check (substitute_id <> user_id),
    foreign key (territory, user_id) references user_account,
    foreign key (territory, substitute_id) references user_account,
    foreign key (territory, set_by) references user_account
  )`,
  `create index absence_substitute on absence (territory, substitute_id, until) where cancelled_at is null`,
  `create index absence_user on absence (territory, user_id, until) where cancelled_at is null`,
];
