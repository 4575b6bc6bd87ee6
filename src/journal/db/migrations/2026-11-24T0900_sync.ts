import { sql, type Kysely } from 'kysely';

/**
 * Device epochs, holders, hand-overs and marks of the feed. Columns are added empty and checks are not asked of old
 * rows, so that nothing is rewritten and no table is locked for longer than a moment.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table device
    add column epoch bigint not null default 0,
    add column attach_nonce text`,

  // An answer is kept by what it refers to: the appeal as it stood then is the fold of its events up to a version.
  `alter table act_log
    alter column answer drop not null,
    alter column body drop not null,
    add column refusal_code text,
    add column refusal_text text,
    add column appeal_id uuid,
    add column appeal_version integer`,
  // Written by one statement together with what they refer to, or under its lock: asking again for each of their rows
  // was a quarter of what a desk's batch cost.
  `alter table act_log drop constraint act_log_territory_device_id_fkey`,
  `alter table appeal drop constraint appeal_territory_fkey`,
  `alter table appeal_event drop constraint appeal_event_territory_appeal_id_fkey`,
  `alter table appeal_number drop constraint appeal_number_territory_appeal_id_fkey`,
  `alter table call drop constraint call_territory_fkey`,
  `alter table change drop constraint change_territory_fkey`,
  // A card is written a few times and read as it is: room on the disk is cheaper than packing it every time.
  ...['act_log', 'appeal', 'appeal_event', 'call'].map(
    (table) => `alter table ${table} set (toast_tuple_target = 8160)`,
  ),

  `create index act_log_repeat on act_log (territory, act_id) where is_repeat`,

  // Null until somebody is named: the appeal is held by who registered it.
  `alter table appeal add column assignee_id uuid`,

  `create table hand_over (
    territory text not null references journal,
    id uuid not null,
    act_id uuid not null,
    refused_act_id uuid not null,
    author_id uuid not null,
    organisation_id uuid not null,
    device_id uuid not null,
    appeal_id uuid,
    refusal_code text not null,
    refusal_text text not null,
    meant jsonb not null,
    note text not null,
    occurred_at timestamptz not null,
    received_at timestamptz not null,
    settled_at timestamptz,
    settled_by uuid,
    primary key (territory, id),
    foreign key (territory, author_id) references user_account,
    foreign key (territory, settled_by) references user_account
  )`,
  `create index hand_over_open on hand_over (territory, received_at) where settled_at is null`,
  `create index hand_over_latest on hand_over (territory, received_at desc)`,

  `create table feed_segment (
    territory text not null references journal,
    first bigint not null,
    mark text not null,
    primary key (territory, first)
  )`,
  // What was numbered before there were marks has one of its own.
  `insert into feed_segment (territory, first, mark) select territory, 0, gen_random_uuid() from journal`,
  `alter table change drop constraint change_entity_check`,
  `alter table change add constraint change_entity_check
    check (entity in ('appeal', 'call', 'person', 'act')) not valid`,
];
