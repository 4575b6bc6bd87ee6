import { sql } from 'kysely';
import type { AppealFile } from '../../shared/contracts/journal.ts';
import { appeal as appealSchema, type Appeal } from '../../shared/domain/appeal/appeal.ts';
import { appealEvent, type AppealEvent } from '../../shared/domain/appeal/appealEvent.ts';
import { call as callSchema } from '../../shared/domain/call/call.ts';
import type { Person } from '../../shared/domain/person/person.ts';
import type { Recording } from '../../shared/domain/recording/recording.ts';
import type { Instant } from '../../shared/lib/primitives.ts';
import { token } from '../store/searchTokens.ts';
import { anyToken } from './filters.ts';
import { runSql, type ListDb } from './runSql.ts';
import type { Sql } from './scopeFilter.ts';

/** All that is kept of an appeal, as one statement reads it. */
export interface AppealRecord extends Omit<AppealFile, 'operatorName'> {
  stream: { event: AppealEvent; receivedAt: Instant }[];
  /** Of appeals that point to this one. */
  laterIds: string[];
}

interface Row {
  state: unknown;
  person: Person | null;
  calls: unknown[];
  recordings: Recording[];
  stream: { body: unknown; receivedAt: Instant }[];
  later: string[];
}

const MOST_LINKS = 50;

/**
 * An appeal with its person, calls, recordings and stream, in one message there and back; null where the condition (over
 * the appeal `a`) does not hold.
 * @param note an insert into the access log, made where the appeal is there
 */
export async function readAppealRecord(
  db: ListDb,
  appealId: string,
  within: Sql,
  note: (personIds: Sql, where: Sql) => Sql,
): Promise<AppealRecord | null> {
  const { territory } = db;
  const personIds = sql`(select coalesce(jsonb_agg(person -> 'id'), '[]') from whole where person is not null)`;
  const [row] = await runSql<Row>(
    db,
    sql`with opened as materialized (
        select a.state, a.person_id, array(select jsonb_array_elements_text(a.state -> 'callIds'))::uuid[] as call_ids
        from appeal as a where a.territory = ${territory} and a.id = ${appealId}::uuid and ${within}
      ), of_calls as materialized (
        select c.id, c.record, c.began_at from opened as o
          join call as c on c.territory = ${territory} and c.id = any(o.call_ids)
        union all
        select c.id, c.record, c.began_at from opened as o
          join call as c on c.territory = ${territory} and (c.record -> 'appealIds') @> ${JSON.stringify([appealId])}::jsonb
            and c.id <> all(o.call_ids)
      ), whole as materialized (
        select o.state, ${personJson(territory)} as person, ${recordingsJson(territory)} as recordings,
          (select coalesce(jsonb_agg(record order by began_at), '[]') from of_calls) as calls,
          (select coalesce(jsonb_agg(jsonb_build_object('body', e.body, 'receivedAt', ${instantText(sql`e.received_at`)})
              order by e.version), '[]') from appeal_event as e
            where e.territory = ${territory} and e.appeal_id = ${appealId}::uuid) as stream,
          (select coalesce(jsonb_agg(l.id), '[]') from appeal as l where l.territory = ${territory}
            and l.essence_words @@ ${anyToken([token.earlier(appealId)])}) as later
        from opened as o
      ), noted as (${note(personIds, sql`exists (select from whole)`)})
      select * from whole`,
  );
  if (row === undefined) return null;
  return {
    appeal: appealSchema.parse(row.state),
    person: row.person,
    calls: row.calls.map((record) => callSchema.parse(record)),
    recordings: row.recordings,
    stream: row.stream.map(({ body, receivedAt }) => ({ event: appealEvent.parse(body), receivedAt })),
    laterIds: row.later,
  };
}

export function linksOf({ appeal, laterIds }: AppealRecord): { earlier: Appeal['links']; later: string[] } {
  return { earlier: appeal.links.slice(0, MOST_LINKS), later: laterIds.slice(0, MOST_LINKS) };
}

/** An instant as the contract spells it; within jsonb PostgreSQL would spell it in its own way. */
function instantText(column: Sql): Sql {
  return sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

function personJson(territory: string): Sql {
  return sql`(select jsonb_build_object('id', p.id, 'familyName', p.family_name, 'givenName', p.given_name,
      'patronymic', p.patronymic, 'birthDate', p.birth_date, 'sex', p.sex, 'enp', p.enp, 'insurerId', p.insurer_id,
      'clinicId', p.clinic_id, 'phones', (select coalesce(jsonb_agg(t.phone order by t.phone), '[]')
        from person_phone as t where t.territory = ${territory} and t.person_id = p.id))
    from person as p where p.territory = ${territory} and p.id = o.person_id)`;
}

/** One still being sent has no `verifiedAt`. */
function recordingsJson(territory: string): Sql {
  return sql`(select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'callId', r.call_id, 'operatorId', r.operator_id,
      'startedAt', ${instantText(sql`r.started_at`)}, 'bytes', r.bytes, 'sha256', r.sha256,
      'verifiedAt', ${instantText(sql`r.verified_at`)}) order by r.started_at), '[]')
    from recording as r where r.territory = ${territory}
      and r.call_id = any(o.call_ids || array(select c.id from of_calls as c)))`;
}
