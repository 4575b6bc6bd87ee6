import type pg from 'pg';
import { AppError } from '../../shared/errors.ts';
import { aboutOf } from './aboutOf.ts';
import { NO_ID, sha256, type RowKey } from './auditHash.ts';
import { payloadText } from './livePayload.ts';

export interface Destruction {
  territory: string;
  /** Number of the certificate («акт об уничтожении персональных данных»). */
  certificate: string;
  /** Login of who answers for it. */
  login: string;
  at: string;
  /** Closed appeals: their events, what they are found by, and who looked at them. */
  appealIds: readonly string[];
  /** What the access log says of anybody before this instant. */
  accessBefore: string | null;
}

export interface Destroyed {
  appeals: number;
  events: number;
  accesses: number;
}

/**
 * Destroys what rows say of people and keeps that they were there: their hashes stay in the chain, and a sealed row
 * of `destruction` names the certificate, who, when, and the hash of what is left, so that nothing else can be passed
 * off as destroyed. Desks are told by the feed to forget the appeals. All of it or nothing.
 * @throws AppError `audit.unknown_user`, `audit.appeal_open` {appealId} (also for one that is not there),
 * `audit.not_sealed` when a row is younger than the last block
 */
export async function destroyByCertificate(client: pg.ClientBase, order: Destruction): Promise<Destroyed> {
  await client.query('begin');
  try {
    const destroyedBy = await userOf(client, order);
    await lockClosed(client, order);
    const events = await emptyEvents(client, order);
    const accesses = await emptyAccesses(client, order);
    const rows = [...events, ...accesses];
    await requireSealed(client, order.territory, rows);
    await client.query(
      `insert into destruction
          (territory, certificate, source, row_id, row_no, left_hash, destroyed_by, destroyed_at)
        select $1, $2, r.source, r.row_id, r.row_no, decode(r.left_hash, 'hex'), $3, $4
        from unnest($5::text[], $6::uuid[], $7::bigint[], $8::text[]) as r (source, row_id, row_no, left_hash)`,
      [order.territory, order.certificate, destroyedBy, order.at, ...columnsOf(rows), rows.map((row) => row.leftHash)],
    );
    await forget(client, order, rows);
    await client.query('commit');
    return { appeals: order.appealIds.length, events: events.length, accesses: accesses.length };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

interface Emptied extends RowKey {
  leftHash: string;
  /** What it said before. */
  was: string;
}

function columnsOf(rows: readonly RowKey[]): [string[], string[], number[]] {
  return [rows.map((row) => row.source), rows.map((row) => row.rowId), rows.map((row) => row.rowNo)];
}

async function userOf(client: pg.ClientBase, { territory, login }: Destruction): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    'select id from user_account where territory = $1 and login = lower($2) and disabled_at is null',
    [territory, login],
  );
  if (rows[0] === undefined) throw new AppError('audit.unknown_user', { login });
  return rows[0].id;
}

/** Nobody may change them meanwhile; a term of storage begins when an appeal is closed. */
async function lockClosed(client: pg.ClientBase, { territory, appealIds }: Destruction): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `select id from appeal where territory = $1 and id = any($2::uuid[]) and closed_at is not null
      order by id for update`,
    [territory, appealIds],
  );
  const closed = new Set(rows.map(({ id }) => id));
  const open = appealIds.find((appealId) => !closed.has(appealId.toLowerCase()));
  if (open !== undefined) throw new AppError('audit.appeal_open', { appealId: open });
}

async function emptyEvents(client: pg.ClientBase, order: Destruction): Promise<Emptied[]> {
  const { rows } = await client.query<{ row_id: string; row_no: number; payload: string; was: string }>(
    `with old as materialized (select v.appeal_id, v.version, ${payloadText.event} as was from appeal_event as v
        where v.territory = $1 and v.appeal_id = any($2::uuid[]) and not jsonb_exists(v.body, 'destroyed') for update)
      update appeal_event as v set body = jsonb_build_object('destroyed', $3::text) from old
      where v.territory = $1 and v.appeal_id = old.appeal_id and v.version = old.version
      returning v.appeal_id as row_id, v.version as row_no, ${payloadText.event} as payload, old.was`,
    [order.territory, order.appealIds, order.certificate],
  );
  return rows.map((row) => ({
    source: 'event',
    rowId: row.row_id,
    rowNo: row.row_no,
    leftHash: sha256(row.payload),
    was: row.was,
  }));
}

async function emptyAccesses(client: pg.ClientBase, order: Destruction): Promise<Emptied[]> {
  const { rows } = await client.query<{ row_no: number; payload: string; was: string }>(
    `with old as materialized (select v.id, ${payloadText.access} as was from access_log as v
        where v.territory = $1 and v.detail <> '{}' and not jsonb_exists(v.detail, 'destroyed')
          and ((v.entity = 'appeal' and v.entity_id = any($2::uuid[])) or v.at < $4) for update)
      update access_log as v set detail = jsonb_build_object('destroyed', $3::text) from old
      where v.territory = $1 and v.id = old.id
      returning v.id as row_no, ${payloadText.access} as payload, old.was`,
    [order.territory, order.appealIds, order.certificate, order.accessBefore],
  );
  return rows.map((row) => ({
    source: 'access',
    rowId: NO_ID,
    rowNo: row.row_no,
    leftHash: sha256(row.payload),
    was: row.was,
  }));
}

/** What is not in the chain yet would be sealed as it is left, and nothing would show what it was. */
async function requireSealed(client: pg.ClientBase, territory: string, rows: readonly RowKey[]): Promise<void> {
  const { rows: found } = await client.query<{ sealed: number }>(
    `select count(*) as sealed from unnest($2::text[], $3::uuid[], $4::bigint[]) as r (source, row_id, row_no)
      join audit_entry as e on e.territory = $1 and e.source = r.source and e.row_id = r.row_id and e.row_no = r.row_no`,
    [territory, ...columnsOf(rows)],
  );
  if (found[0]?.sealed !== rows.length) throw new AppError('audit.not_sealed');
}

/** What else tells of the appeals: what they are found by, what was handed over, whom the chain's rows are about. */
async function forget(client: pg.ClientBase, order: Destruction, rows: readonly Emptied[]): Promise<void> {
  const { territory, appealIds } = order;
  const of = [territory, appealIds];
  await client.query(
    `insert into change (territory, entity, entity_id, scope_old, scope_new)
      select territory, 'appeal', id, 'user:' || coalesce(assignee_id, registered_by), null
      from appeal where territory = $1 and id = any($2::uuid[])`,
    of,
  );
  await client.query('delete from appeal_number where territory = $1 and appeal_id = any($2::uuid[])', of);
  await client.query(
    `delete from appeal_party as p using appeal as a
      where a.territory = $1 and a.id = any($2::uuid[]) and p.territory = a.territory
        and p.organisation_id = any(a.parties) and p.occurred_at = a.occurred_at and p.appeal_id = a.id`,
    of,
  );
  await client.query(
    `delete from appeal_co_executor as p using appeal as a
      where a.territory = $1 and a.id = any($2::uuid[]) and p.territory = a.territory
        and p.occurred_at = a.occurred_at and p.appeal_id = a.id`,
    of,
  );
  await client.query('delete from appeal where territory = $1 and id = any($2::uuid[])', of);
  await client.query(
    `update hand_over set meant = '{}', note = '' where territory = $1 and appeal_id = any($2::uuid[])`,
    of,
  );
  const abouts = rows.flatMap((row) => aboutOf(row.was).map((about) => ({ ...row, about })));
  await client.query(
    `delete from audit_about as a
      using unnest($2::text[], $3::uuid[], $4::bigint[], $5::uuid[]) as r (source, row_id, row_no, about)
      join audit_entry as e on e.territory = $1 and e.source = r.source and e.row_id = r.row_id and e.row_no = r.row_no
      where a.territory = $1 and a.about = r.about and a.at = e.at and a.position = e.position
        and exists (select from person as p where p.territory = $1 and p.id = a.about)`,
    [territory, ...columnsOf(abouts), abouts.map(({ about }) => about)],
  );
}
