import { sql, type Kysely } from 'kysely';

/**
 * What lists and search read of an appeal without its state. Columns are added empty, so no row is rewritten and the
 * table is locked for a moment; the indexes over them are empty, too, and cost one reading of the table each. Rows of
 * before are filled in by the running journal, in portions (`fillProjection.ts`): `parties` is null until then.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const OPEN = `status <> 'closed'`;

const STATEMENTS = [
  `alter table appeal
    add column channel text,
    add column finding text,
    add column insurer_id uuid,
    add column applicant_name text,
    add column is_waiting boolean not null default false,
    add column desk_organisation_id uuid,
    add column desk_level integer,
    add column holder_id uuid,
    add column co_executor_ids uuid[],
    add column parties uuid[],
    add column due_on date`,

  // Organisations that were given an appeal beside the one that registered it: few rows, in the order lists are read.
  `create table appeal_party (
    territory text not null,
    organisation_id uuid not null,
    occurred_at timestamptz not null,
    appeal_id uuid not null,
    primary key (territory, organisation_id, occurred_at, appeal_id)
  )`,

  `create index appeal_unfilled on appeal (territory, id) where parties is null`,
  // Everything an operator has ever registered, and what was given to them by others.
  `create index appeal_registrar on appeal (territory, registered_by, occurred_at desc)`,
  `create index appeal_given on appeal (territory, holder_id, occurred_at desc) where holder_id <> registered_by`,
  // Open appeals are few: what is asked of them has its index in the order of their terms.
  `create index appeal_due on appeal (territory, due_on, id) where ${OPEN}`,
  `create index appeal_held on appeal (territory, holder_id, due_on, id) where ${OPEN}`,
  `create index appeal_desk on appeal (territory, desk_organisation_id, desk_level, is_waiting, due_on, id)
    where ${OPEN}`,
  `create index appeal_own on appeal (territory, registered_by, due_on, id) where ${OPEN}`,
  `create index appeal_review on appeal (territory, due_on, id) where status = 'onReview'`,
  `create index appeal_addressed on appeal (territory, assignee_id, due_on, id) where is_waiting`,
  `create index appeal_shared on appeal using gin (co_executor_ids) where co_executor_ids <> '{}'`,
];
