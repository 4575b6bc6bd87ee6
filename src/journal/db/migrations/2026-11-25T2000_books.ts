import { sql, type Kysely } from 'kysely';

/** Classifiers a region has imported, and its own code books. Neither is ever deleted: cards name what they were made by. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table classifier (
    territory text not null references journal,
    id text not null,
    title text not null,
    valid_from date not null,
    valid_to date check (valid_to >= valid_from),
    rows jsonb not null,
    imported_by uuid not null,
    imported_at timestamptz not null,
    primary key (territory, id),
    unique (territory, valid_from),
    foreign key (territory, imported_by) references user_account
  )`,
  `create table code_book_entry (
    territory text not null references journal,
    id uuid not null,
    book text not null,
    -- A kind of addressee or a step; empty where the book has one place only.
    place text not null,
    title text not null,
    added_at timestamptz not null,
    withdrawn_at timestamptz,
    primary key (territory, id)
  )`,
  `create unique index code_book_entry_title on code_book_entry (territory, book, place, lower(title))
    where withdrawn_at is null`,
  // Lists tell themes by the version they belong to. Null: written by an older journal, which knew one version only.
  `alter table appeal add column classifier_version text`,
];
