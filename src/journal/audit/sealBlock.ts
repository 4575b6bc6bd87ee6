import type pg from 'pg';
import { aboutOf } from './aboutOf.ts';
import {
  blockHash,
  GENESIS,
  MISSING_HASH,
  NO_ID,
  rootOf,
  sha256,
  type Block,
  type Entry,
  type Head,
} from './auditHash.ts';
import type { AuditSource, RowKey } from './auditHash.ts';
import { liveRows } from './livePayload.ts';

/** Rows of one block at most: some tens of milliseconds, and one transaction. */
const ROWS_OF_A_BLOCK = 2_000;

export interface SealDeps {
  client: pg.ClientBase;
  territory: string;
  now: string;
  mostRows?: number;
}

export interface Sealed {
  /** Of the block that was made, if there was anything to seal. */
  head: Head | null;
  mayBeMore: boolean;
  /** Still on the way through what was there before. */
  isOld: boolean;
}

interface Walk {
  source: AuditSource | null;
  rowId: string;
  rowNo: number;
}

/** A row to be sealed, as it stands; no payload when it is gone already. */
interface Found extends RowKey {
  payload: string | null;
  at: string | null;
}

/**
 * Makes the next block, in one transaction: of what was there before the audit, and when that is done, of what was
 * noted since. Noted rows are taken whenever they become visible, with no mark that says «up to here»: so a commit
 * that comes late is sealed late, and never missed. Writers are not met: nothing they wait for is locked.
 */
export async function sealBlock(deps: SealDeps): Promise<Sealed> {
  const { client, territory } = deps;
  await client.query('begin');
  try {
    // One sealer at a time, even where two believe they hold the right to it.
    await client.query(
      `insert into audit_walk (territory, source, row_id, row_no) values ($1, 'access', $2, 0) on conflict do nothing`,
      [territory, NO_ID],
    );
    const { rows } = await client.query<{ source: AuditSource | null; row_id: string; row_no: number }>(
      'select source, row_id, row_no from audit_walk where territory = $1 for update',
      [territory],
    );
    const [walk = { source: null, row_id: NO_ID, row_no: 0 }] = rows;
    const sealed =
      walk.source === null
        ? await sealWaiting(deps)
        : await sealOld(deps, { source: walk.source, rowId: walk.row_id, rowNo: walk.row_no });
    await client.query('commit');
    return sealed;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function sealWaiting(deps: SealDeps): Promise<Sealed> {
  const { client, territory, mostRows = ROWS_OF_A_BLOCK } = deps;
  const { rows: waiting } = await client.query<{ id: number; source: AuditSource; row_id: string; row_no: number }>(
    'select id, source, row_id, row_no from audit_waiting where territory = $1 order by id limit $2',
    [territory, mostRows],
  );
  const keys = waiting.map((row) => ({ source: row.source, rowId: row.row_id, rowNo: row.row_no }));
  const head = await addBlock(deps, keys, false);
  if (waiting.length > 0) {
    const ids = waiting.map((row) => row.id);
    await client.query('delete from audit_waiting where territory = $1 and id = any($2::bigint[])', [territory, ids]);
  }
  return { head, mayBeMore: waiting.length === mostRows, isOld: false };
}

/** Each source by its primary key; what comes to stand behind the walk is noted by its trigger. */
const OLD_ROWS: Readonly<Record<'access' | 'event', string>> = {
  access: `select '${NO_ID}'::uuid as row_id, id as row_no from access_log
    where territory = $1 and $2::uuid is not null and id > $3 order by id limit $4`,
  event: `select appeal_id as row_id, version::bigint as row_no from appeal_event
    where territory = $1 and (appeal_id, version) > ($2::uuid, $3::bigint) order by appeal_id, version limit $4`,
};

async function sealOld(deps: SealDeps, walk: Walk): Promise<Sealed> {
  const { client, territory, mostRows = ROWS_OF_A_BLOCK } = deps;
  const source = walk.source === 'event' ? ('event' as const) : ('access' as const);
  const { rows } = await client.query<{ row_id: string; row_no: number }>(OLD_ROWS[source], [
    territory,
    walk.rowId,
    walk.rowNo,
    mostRows,
  ]);
  const keys = rows.map((row) => ({ source, rowId: row.row_id, rowNo: row.row_no }));
  const head = await addBlock(deps, keys, true);
  const last = keys.at(-1);
  const isThrough = keys.length < mostRows;
  const nextSource = source === 'access' ? ('event' as const) : null;
  const next: Walk =
    isThrough || last === undefined ? { source: nextSource, rowId: NO_ID, rowNo: 0 } : { ...last, source };
  await client.query('update audit_walk set source = $2, row_id = $3, row_no = $4 where territory = $1', [
    territory,
    next.source,
    next.rowId,
    next.rowNo,
  ]);
  return { head, mayBeMore: true, isOld: true };
}

async function addBlock(deps: SealDeps, keys: readonly RowKey[], isOld: boolean): Promise<Head | null> {
  const { client, territory, now } = deps;
  const found = await findUnsealed(client, territory, keys);
  if (found.length === 0) return null;
  const { head: previous, last } = await lastBlock(client, territory);
  const entries = found.map((row, i): Entry => {
    const hash = row.payload === null ? MISSING_HASH : sha256(row.payload);
    return { source: row.source, rowId: row.rowId, rowNo: row.rowNo, position: last + 1 + i, hash };
  });
  const block: Block = {
    number: previous.number + 1,
    first: last + 1,
    last: last + entries.length,
    root: rootOf(entries),
    previous: previous.hash,
    isOld,
    sealedAt: now,
  };
  const hash = blockHash(territory, block);
  const ats = found.map((row) => row.at ?? now);
  await client.query(
    `insert into audit_entry (territory, position, source, row_id, row_no, hash, at)
      select $1, e.position, e.source, e.row_id, e.row_no, decode(e.hash, 'hex'), e.at
      from unnest($2::bigint[], $3::text[], $4::uuid[], $5::bigint[], $6::text[], $7::timestamptz[])
        as e (position, source, row_id, row_no, hash, at)`,
    [
      territory,
      entries.map((entry) => entry.position),
      entries.map((entry) => entry.source),
      entries.map((entry) => entry.rowId),
      entries.map((entry) => entry.rowNo),
      entries.map((entry) => entry.hash),
      ats,
    ],
  );
  await client.query(
    `insert into audit_block (territory, number, first, last, root, previous, is_old, sealed_at, hash)
      values ($1, $2, $3, $4, decode($5, 'hex'), decode($6, 'hex'), $7, $8, decode($9, 'hex'))`,
    [territory, block.number, block.first, block.last, block.root, block.previous, isOld, block.sealedAt, hash],
  );
  await noteAbout(
    client,
    territory,
    found.flatMap(({ payload }, i) =>
      (payload === null ? [] : aboutOf(payload)).map((about) => ({ about, at: ats[i] ?? now, position: last + 1 + i })),
    ),
  );
  return { number: block.number, hash };
}

/** The rows of these keys that no block has yet, in the keys' order. */
async function findUnsealed(client: pg.ClientBase, territory: string, keys: readonly RowKey[]): Promise<Found[]> {
  if (keys.length === 0) return [];
  const { rows } = await client.query<{
    source: AuditSource;
    row_id: string;
    row_no: number;
    payload: string | null;
    at: string | null;
  }>(
    `select k.source, k.row_id, k.row_no, live.payload, live.at
      from (select $1::text as territory, given.* from unnest($2::text[], $3::uuid[], $4::bigint[])
        with ordinality as given (source, row_id, row_no, place)) as k
      left join lateral (select 1 as yes from audit_entry as e where e.territory = k.territory
        and e.source = k.source and e.row_id = k.row_id and e.row_no = k.row_no limit 1) as sealed on true
      ${liveRows}
      where sealed.yes is null order by k.place`,
    [territory, keys.map((key) => key.source), keys.map((key) => key.rowId), keys.map((key) => key.rowNo)],
  );
  // A row noted twice (restored with its triggers on) is one row.
  const known = new Set<string>();
  return rows
    .map((row) => ({ source: row.source, rowId: row.row_id, rowNo: row.row_no, payload: row.payload, at: row.at }))
    .filter(({ source, rowId, rowNo }) => {
      const key = `${source} ${rowId} ${rowNo}`;
      return !known.has(key) && known.add(key);
    });
}

async function lastBlock(client: pg.ClientBase, territory: string): Promise<{ head: Head; last: number }> {
  const { rows } = await client.query<{ number: number; hash: string; last: number }>(
    `select number, encode(hash, 'hex') as hash, last from audit_block where territory = $1
      order by number desc limit 1`,
    [territory],
  );
  const [row] = rows;
  return row === undefined
    ? { head: GENESIS, last: 0 }
    : { head: { number: row.number, hash: row.hash }, last: row.last };
}

async function noteAbout(
  client: pg.ClientBase,
  territory: string,
  notes: readonly { about: string; at: string; position: number }[],
): Promise<void> {
  if (notes.length === 0) return;
  await client.query(
    `insert into audit_about (territory, about, at, position)
      select $1, n.* from unnest($2::uuid[], $3::timestamptz[], $4::bigint[]) as n`,
    [territory, notes.map((note) => note.about), notes.map((note) => note.at), notes.map((note) => note.position)],
  );
}
