import { sql, type Kysely } from 'kysely';

/**
 * What lists and counters of a million appeals need: indexes of open appeals that hold all a right is judged by, so that
 * counting reads no row; who shares in an appeal, in the order of the lists; what somebody leads beyond their organisation.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const OPEN = `status <> 'closed'`;
/** Columns of `scopeFilter`, and the order of the lists. A row lies on a page of its own, an entry of an index beside others. */
const JUDGED_BY = `include (occurred_at, registered_by, organisation_id, parties, holder_id, assignee_id, is_waiting,
  co_executor_ids, desk_organisation_id, desk_level)`;

const STATEMENTS = [
  ...['due', 'held', 'desk', 'own', 'review', 'addressed'].map((name) => `drop index appeal_${name}`),
  `create index appeal_due on appeal (territory, due_on, id) ${JUDGED_BY} where ${OPEN}`,
  `create index appeal_held on appeal (territory, holder_id, due_on, id) ${JUDGED_BY} where ${OPEN}`,
  `create index appeal_desk on appeal (territory, desk_organisation_id, desk_level, is_waiting, due_on, id)
    ${JUDGED_BY.replace(' is_waiting,', '').replace(', desk_organisation_id, desk_level', '')} where ${OPEN}`,
  `create index appeal_own on appeal (territory, registered_by, due_on, id) ${JUDGED_BY} where ${OPEN}`,
  `create index appeal_review on appeal (territory, due_on, id) ${JUDGED_BY} where status = 'onReview'`,
  `create index appeal_addressed on appeal (territory, assignee_id, due_on, id) ${JUDGED_BY}
    where is_waiting`,

  `drop index appeal_registrar`,
  `create index appeal_registrar on appeal (territory, registered_by, occurred_at desc) include (organisation_id)`,

  // Everybody who was ever given a share in an appeal: whether they still have it is asked of the appeal itself.
  `create table appeal_co_executor (
    territory text not null,
    user_id uuid not null,
    occurred_at timestamptz not null,
    appeal_id uuid not null,
    primary key (territory, user_id, occurred_at, appeal_id)
  )`,
  `insert into appeal_co_executor (territory, user_id, occurred_at, appeal_id)
    select territory, unnest(co_executor_ids), occurred_at, id from appeal where co_executor_ids <> '{}'
    on conflict do nothing`,
  `drop index appeal_shared`,
  `create index appeal_shared on appeal using gin (co_executor_ids) where co_executor_ids <> '{}' and ${OPEN}`,

  // Of what somebody was given nearly everything lies before their own organisation, which sees it anyhow.
  `create index appeal_elsewhere on appeal (territory, holder_id, desk_organisation_id,
      (organisation_id = desk_organisation_id or parties @> array[desk_organisation_id]), occurred_at desc)
    where holder_id <> registered_by`,

  // A page of which everything can be seen by everybody is counted without being read: the newest ones, too.
  `alter table appeal set (autovacuum_vacuum_insert_scale_factor = 0.002, autovacuum_vacuum_insert_threshold = 1000,
    autovacuum_vacuum_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.01)`,

  // Users are shut out, never deleted, and who writes here has just been looked up: asking for the user's row with every
  // look at a list made all of one user's requests note themselves in that row. What was asked for is written as it is.
  `alter table access_log drop constraint access_log_territory_user_id_fkey`,
  `alter table access_log set (toast_tuple_target = 8160)`,
];
