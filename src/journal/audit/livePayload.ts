import type { AuditSource } from './auditHash.ts';

/** An instant to the microsecond, whatever the session's time zone and date style are. */
function instantOf(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`;
}

/**
 * A row of each source as one text, the alias of the table being `v`. jsonb writes itself in one way only: keys in its
 * own order, no repeats, numbers as they were given; the same in every PostgreSQL from 15 on (a test holds it). A
 * column added to a table later stays out of these texts, or every hash of before would be wrong: it gets a source
 * of its own.
 */
export const payloadText: Readonly<Record<AuditSource, string>> = {
  event: `jsonb_build_array('event', v.territory, v.appeal_id, v.version, v.kind, v.body, v.act_id,
    ${instantOf('v.received_at')})::text`,
  access: `jsonb_build_array('access', v.territory, v.id, ${instantOf('v.at')}, v.user_id, v.session_id, v.device_id,
    v.what, v.entity, v.entity_id, v.detail)::text`,
  destruction: `jsonb_build_array('destruction', v.territory, v.id, v.certificate, v.source, v.row_id, v.row_no,
    encode(v.left_hash, 'hex'), v.destroyed_by, ${instantOf('v.destroyed_at')})::text`,
};

/**
 * Joins `live` (payload, at) to `k`, which has territory, source, row_id and row_no. A lateral union looks into the
 * one table of its kind by its key, whatever the planner thinks of the tables' sizes.
 */
export const liveRows = `left join lateral (
    select ${payloadText.event} as payload, v.received_at as at from appeal_event as v
      where k.source = 'event' and v.territory = k.territory and v.appeal_id = k.row_id and v.version = k.row_no
    union all
    select ${payloadText.access}, v.at from access_log as v
      where k.source = 'access' and v.territory = k.territory and v.id = k.row_no
    union all
    select ${payloadText.destruction}, v.destroyed_at from destruction as v
      where k.source = 'destruction' and v.territory = k.territory and v.id = k.row_no
    limit 1
  ) as live on true`;
