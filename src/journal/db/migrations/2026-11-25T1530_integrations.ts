import { sql, type Kysely } from 'kysely';

/** Other programs: their tokens, and what they want to be told of. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table integration (
    territory text not null references journal,
    id uuid not null,
    name text not null,
    organisation_id uuid not null,
    token_hash text not null,
    scopes text[] not null,
    created_by uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    primary key (territory, id),
    foreign key (territory, organisation_id) references organisation,
    foreign key (territory, created_by) references user_account
  )`,

  // A program has no workstation: what it looked at is noted under its own name, in the entry's detail.
  `alter table access_log alter column device_id drop not null`,

  // The secret signs what is sent, so its hash would not do: sealed by a key that the database does not hold.
  `create table webhook (
    territory text not null,
    integration_id uuid not null,
    url text not null,
    sealed_secret text not null,
    kinds text[] not null,
    since timestamptz not null,
    seen_number bigint not null,
    primary key (territory, integration_id),
    foreign key (territory, integration_id) references integration
  )`,
  `create table webhook_delivery (
    territory text not null,
    id uuid not null,
    integration_id uuid not null,
    appeal_id uuid not null,
    version integer not null,
    kind text not null,
    created_at timestamptz not null,
    attempts integer not null default 0,
    next_at timestamptz not null,
    last_status integer,
    settled_at timestamptz,
    is_delivered boolean not null default false,
    primary key (territory, id),
    unique (territory, integration_id, appeal_id, version),
    foreign key (territory, integration_id) references webhook on delete cascade
  )`,
  `create index webhook_delivery_due on webhook_delivery (territory, next_at) where settled_at is null`,
];
