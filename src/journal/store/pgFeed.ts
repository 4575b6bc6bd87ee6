import type pg from 'pg';
import type { ChangedEntity, FeedQuery, FeedSegment, FeedSlice, WaitingChanges } from './journalStore.ts';
import { columns } from './pgColumns.ts';

/** One statement, one snapshot: everything numbered up to the head is seen with it. The head comes as the first row. */
export async function readFeed(client: pg.ClientBase, territory: string, query: FeedQuery): Promise<FeedSlice> {
  const { scopes, after, limit } = query;
  const { rows } = await client.query<[number, ChangedEntity, string, string | null, string | null]>({
    name: 'sync.feed',
    text: FEED,
    values: [territory, scopes, after, limit],
    rowMode: 'array',
  });
  const [[last, , , segmentsJson] = [0, null, null, null], ...found] = rows;
  const segments = JSON.parse(segmentsJson ?? '[]') as FeedSegment[];
  const told = found.map(([number, entity, entityId, body, bodyScope]) => ({
    number,
    entity,
    entityId,
    body,
    bodyScope,
  }));
  return { last, segments, rows: told };
}

/**
 * Two index scans rather than one «or»: in a region's feed of years a desk's own changes are few. A row is looked for
 * only in the table of its kind, which the limit of one keeps so: a plain join looks into each, and may read them whole.
 * Bodies go out as the text they are kept as.
 */
const FEED = `
  with head as (
    select last, (select json_agg(json_build_object('first', first, 'mark', mark) order by first) from feed_segment
      where territory = $1 and first >= (
        select max(first) from feed_segment where territory = $1 and first <= $3))::text as segments
      from feed_counter where territory = $1
  ), page as (
    (select number, entity, entity_id, scope_new from change
      where territory = $1 and scope_new = any($2::text[]) and number > $3 and number <= (select last from head)
      order by number limit $4)
    union
    (select number, entity, entity_id, scope_new from change
      where territory = $1 and scope_old = any($2::text[]) and scope_old is distinct from scope_new
        and number > $3 and number <= (select last from head)
      order by number limit $4)
    order by number limit $4
  )
  select last, null, null, segments, null, 0 as place from head
  union all
  select p.number, p.entity, p.entity_id,
    case p.entity
      when 'appeal' then a.state::text
      when 'call' then c.record::text
      when 'person' then (select json_build_object('id', n.id, 'familyName', n.family_name, 'givenName', n.given_name,
          'patronymic', n.patronymic, 'birthDate', n.birth_date, 'sex', n.sex, 'enp', n.enp, 'insurerId', n.insurer_id,
          'clinicId', n.clinic_id, 'phones', coalesce((select json_agg(t.phone order by t.phone) from person_phone as t
            where t.territory = $1 and t.person_id = n.id), '[]'))::text
        from person as n where n.territory = $1 and n.id = p.entity_id)
      else (select json_build_object('seq', l.seq, 'actId', l.act_id, 'outcome', l.outcome, 'refusal',
          case when l.refusal_code is not null
            then json_build_object('code', l.refusal_code, 'text', l.refusal_text) end, 'appeal', null)::text
        from act_log as l where l.territory = $1 and l.act_id = p.entity_id and not l.is_repeat)
    end,
    case p.entity
      when 'appeal' then case
        -- What lies before a team belongs to nobody of it yet; the state knows so, the keys beside it do not.
        when a.assignee_id is null and a.state ->> 'isWaiting' = 'true'
          then 'team:' || (a.state -> 'desk' ->> 'organisationId') || ':' || (a.state -> 'desk' ->> 'level')
        else 'user:' || coalesce(a.assignee_id, a.registered_by) end
      when 'call' then 'user:' || c.operator_id
      else p.scope_new
    end, 1
  from page as p
  left join lateral (select state, assignee_id, registered_by from appeal
    where p.entity = 'appeal' and territory = $1 and id = p.entity_id limit 1) as a on true
  left join lateral (select record, operator_id from call
    where p.entity = 'call' and territory = $1 and id = p.entity_id limit 1) as c on true
  order by place, 1`;

/** The number given last; the row stays locked, so that nobody else numbers meanwhile. */
export async function feedHead(client: pg.ClientBase, territory: string): Promise<number> {
  const { rows } = await client.query<{ last: number }>({
    name: 'sync.feed_lock',
    text: 'select last from feed_counter where territory = $1 for update',
    values: [territory],
  });
  return rows[0]?.last ?? 0;
}

/** Two statements of one message: the second sees what a former holder of the head has committed. */
export async function waitingChanges(client: pg.ClientBase, territory: string, limit: number): Promise<WaitingChanges> {
  const [last, { rows }] = await Promise.all([
    feedHead(client, territory),
    client.query<[number, string | null, string | null]>({
      name: 'sync.feed_waiting',
      text: `select id, scope_old, scope_new from change
        where territory = $1 and number is null order by id limit $2`,
      values: [territory, limit],
      rowMode: 'array',
    }),
  ]);
  return { last, waiting: rows.map(([id, scopeOld, scopeNew]) => ({ id, scopeOld, scopeNew })) };
}

export async function numberChanges(
  client: pg.ClientBase,
  territory: string,
  numbered: readonly { id: number; number: number }[],
  last: number,
): Promise<void> {
  await client.query({
    name: 'sync.feed_number',
    text: `with counter as (update feed_counter set last = $2 where territory = $1)
      update change set number = n.number from unnest($3::bigint[], $4::bigint[]) as n (id, number)
      where change.territory = $1 and change.id = n.id`,
    values: [
      territory,
      last,
      columns.int8(numbered.map(({ id }) => id)),
      columns.int8(numbered.map(({ number }) => number)),
    ],
  });
}

export async function saveSegment(client: pg.ClientBase, territory: string, segment: FeedSegment): Promise<void> {
  await client.query(
    `insert into feed_segment (territory, first, mark) values ($1, $2, $3)
      on conflict (territory, first) do update set mark = excluded.mark`,
    [territory, segment.first, segment.mark],
  );
}
