import pg from 'pg';
import type { WorklistName, WorklistSort } from '../../src/shared/contracts/worklists.ts';
import type { Somebody } from '../../src/shared/domain/policy/policy.ts';
import { levelOf } from '../../src/shared/domain/policy/policy.ts';

/**
 * The same pages as somebody would ask for by hand, who knows the indexes: prepared, pooled, no rights, no access log, no
 * HTTP. What the journal's lists are held against.
 */
export function bareLists(url: string, clients: number) {
  const pool = new pg.Pool({ connectionString: url, max: clients });
  return {
    page: async (reader: Somebody, list: WorklistName, sort: WorklistSort, today: string): Promise<number> => {
      const { text, values } = bareQuery(reader, list, sort, today);
      const name = `bare:${list}:${sort}:${reader.role}`;
      return (await pool.query({ name, text, values })).rows.length;
    },
    close: () => pool.end(),
  };
}

const COLUMNS = `a.id, a.number, a.status, a.kind, a.channel, a.theme_code, a.classifier_version, left(a.essence, 200) as essence,
  a.occurred_at, a.closed_at, a.person_id, a.applicant_name, a.phone, a.registered_by, a.holder_id, a.assignee_id,
  a.is_waiting, a.desk_organisation_id, a.desk_level, a.organisation_id, a.clinic_id, a.insurer_id, a.due_on,
  a.finding, a.flags`;

function bareQuery(
  { id, role, organisationId }: Somebody,
  list: WorklistName,
  sort: WorklistSort,
  today: string,
): { text: string; values: unknown[] } {
  const values: unknown[] = ['98'];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const order = sort === 'due' ? 'a.due_on, a.id' : 'a.occurred_at desc, a.id desc';
  const open = `a.status <> 'closed'`;
  const isTouched = levelOf(role) === 1;
  const isAll = levelOf(role) === 0;
  const part = (where: string, from = 'appeal as a'): string =>
    `(select ${COLUMNS} from ${from} where a.territory = $1 and ${where} order by ${order} limit 101)`;
  const union = (...parts: string[]): string =>
    parts.length === 1
      ? (parts[0] ?? '').slice(1, -1)
      : `select * from (${parts.join(' union ')}) as a order by ${order} limit 101`;
  const mine = (): string[] => [
    part(`a.holder_id = ${bind(id)} and ${open}`),
    part(`a.co_executor_ids @> array[${bind(id)}::uuid] and a.co_executor_ids <> '{}' and ${open}`),
  ];
  const desk = (isWaiting: boolean): string =>
    `a.desk_organisation_id = ${bind(organisationId)} and a.desk_level = ${bind(levelOf(role))}
      and a.is_waiting = ${isWaiting} and ${open}`;
  const party = (): string => {
    if (isAll) return 'true';
    const mineToo = bind(organisationId);
    return `(a.organisation_id = ${mineToo} or a.parties @> array[${mineToo}::uuid])`;
  };
  const addressed = (): string => part(`a.is_waiting and a.assignee_id = ${bind(id)} and ${open}`);
  switch (list) {
    case 'incoming':
      return { text: union(...(isAll ? [] : [part(`${desk(true)} and a.assignee_id is null`)]), addressed()), values };
    case 'mine':
      return { text: union(...mine()), values };
    case 'team':
      return { text: union(part(desk(false))), values };
    case 'review':
      return { text: union(part(`a.status = 'onReview'`)), values };
    case 'soon': {
      // As the list of one's own; what a hand would write of the share of a term is the same expression.
      const registered = `(a.occurred_at at time zone 'Europe/Moscow')::date`;
      const day = bind(today);
      const soon = `${open} and a.due_on >= ${day}
        and (${day}::date - ${registered}) >= (a.due_on - ${registered}) * 0.75`;
      if (isAll) return { text: union(part(soon)), values };
      return { text: union(part(`a.holder_id = ${bind(id)} and ${soon}`)), values };
    }
    case 'overdue': {
      const late = `${open} and a.due_on < ${bind(today)}`;
      if (!isTouched) return { text: union(part(`${party()} and ${late}`)), values };
      return { text: union(part(`a.registered_by = ${bind(id)} and ${late}`), ...mine()), values };
    }
    case 'registered':
      return { text: union(part(`a.registered_by = ${bind(id)}${sort === 'due' ? ` and ${open}` : ''}`)), values };
    case 'all': {
      if (isTouched) return { text: union(part(`a.registered_by = ${bind(id)}`), ...mine()), values };
      if (sort === 'due') return { text: union(part(`${party()} and ${open}`)), values };
      if (isAll) return { text: union(part('true')), values };
      const mineToo = bind(organisationId);
      const given = `appeal_party as p join appeal as a on a.territory = p.territory and a.id = p.appeal_id`;
      return {
        text: union(
          part(`a.organisation_id = ${mineToo}`),
          part(`p.organisation_id = ${mineToo} and p.territory = $1`, given).replace(
            'order by a.occurred_at',
            'order by p.occurred_at',
          ),
        ),
        values,
      };
    }
  }
}
