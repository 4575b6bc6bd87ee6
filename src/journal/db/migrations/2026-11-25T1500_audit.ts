import { sql, type Kysely } from 'kysely';

/**
 * The audit's chain. Old tables get no column and no index: what is to be sealed is noted in a table of its own by
 * triggers, and what was there before is walked through by the sealer, in portions.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/** Once a statement, not once a row: a desk's batch is one statement. */
function noteOnInsert(table: string, source: string, rowId: string, rowNo: string): string[] {
  return [
    `create function audit_note_${source}() returns trigger language plpgsql as $body$
    begin
      insert into audit_waiting (territory, source, row_id, row_no)
        select territory, '${source}', ${rowId}, ${rowNo} from fresh;
      return null;
    end $body$`,
    `create trigger audit_note after insert on ${table} referencing new table as fresh
      for each statement execute function audit_note_${source}()`,
  ];
}

const NO_ID = `'00000000-0000-0000-0000-000000000000'::uuid`;

const STATEMENTS = [
  // A refused sign-in has no session, and perhaps no user either.
  `alter table access_log alter column user_id drop not null, alter column session_id drop not null`,

  `create table destruction (
    territory text not null references journal,
    id bigint generated always as identity,
    certificate text not null,
    source text not null,
    row_id uuid not null,
    row_no bigint not null,
    left_hash bytea not null,
    destroyed_by uuid not null,
    destroyed_at timestamptz not null,
    primary key (territory, id),
    unique (territory, source, row_id, row_no),
    foreign key (territory, destroyed_by) references user_account
  )`,

  // Written in the transaction of what it speaks of, so a row is here or sealed from the moment others can see it.
  `create table audit_waiting (
    territory text not null,
    id bigint generated always as identity,
    source text not null,
    row_id uuid not null,
    row_no bigint not null,
    primary key (territory, id)
  ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`,
  `create table audit_entry (
    territory text not null,
    position bigint not null,
    source text not null,
    row_id uuid not null,
    row_no bigint not null,
    hash bytea not null,
    at timestamptz not null,
    primary key (territory, position),
    unique (territory, source, row_id, row_no)
  )`,
  `create index audit_entry_at on audit_entry (territory, at, position)`,
  `create table audit_block (
    territory text not null references journal,
    number bigint not null,
    first bigint not null,
    last bigint not null check (last >= first),
    root bytea not null,
    previous bytea not null,
    is_old boolean not null,
    sealed_at timestamptz not null,
    hash bytea not null,
    primary key (territory, number)
  )`,
  // Whom and what an entry is about: for looking, not for proving.
  `create table audit_about (
    territory text not null,
    about uuid not null,
    at timestamptz not null,
    position bigint not null,
    primary key (territory, about, at, position)
  )`,
  // How far the walk through what was there before the audit has come; no source once it is over.
  `create table audit_walk (
    territory text primary key references journal,
    source text,
    row_id uuid not null,
    row_no bigint not null
  )`,

  ...noteOnInsert('appeal_event', 'event', 'appeal_id', 'version'),
  ...noteOnInsert('access_log', 'access', NO_ID, 'id'),
  ...noteOnInsert('destruction', 'destruction', NO_ID, 'id'),
];
