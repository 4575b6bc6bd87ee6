import type pg from 'pg';
import type { AuditFault } from './auditFault.ts';
import { auditSources, sha256, type AuditSource, type Block, type Entry, type RowKey } from './auditHash.ts';
import { liveRows } from './livePayload.ts';

/** A transaction takes seconds; what is older than the block before by more than this was not written then. */
const BACKDATED_MS = 15 * 60_000;

/** An entry with what its row says now. */
export interface LiveEntry extends Entry {
  liveHash: string | null;
  atMs: number;
}

/** The entries after a position, in their order, with the rows they stand for. */
export async function readEntries(
  client: pg.ClientBase,
  territory: string,
  after: number,
  limit: number,
): Promise<LiveEntry[]> {
  type Row = [number, AuditSource, string, number, string, string | null, number | null];
  const { rows } = await client.query<Row>({
    name: 'audit.entries',
    text: `select k.position, k.source, k.row_id, k.row_no, encode(k.hash, 'hex'), live.payload,
        (extract(epoch from live.at) * 1000)::float8
      from (select * from audit_entry where territory = $1 and position > $2 order by position limit $3) as k
      ${liveRows} order by k.position`,
    values: [territory, after, limit],
    rowMode: 'array',
  });
  return rows.map(([position, source, rowId, rowNo, hash, payload, atMs]) => ({
    position,
    source,
    rowId,
    rowNo,
    hash,
    liveHash: payload === null ? null : sha256(payload),
    atMs: atMs ?? Number.POSITIVE_INFINITY,
  }));
}

/** What is wrong with the rows of one block, and how many were destroyed by which certificate. */
export async function checkRows(
  client: pg.ClientBase,
  territory: string,
  block: Block,
  previousSealedAt: string | null,
  entries: readonly LiveEntry[],
): Promise<{ faults: AuditFault[]; destroyed: Map<string, number> }> {
  const faults: AuditFault[] = [];
  const destroyed = new Map<string, number>();
  // By the earlier of two clocks: one that was put right may have gone back.
  const before = Math.min(
    ...[previousSealedAt ?? '', block.sealedAt].map(Date.parse).filter((ms) => !Number.isNaN(ms)),
  );
  const changed = entries.filter(({ hash, liveHash }) => hash !== liveHash);
  const certificates = changed.length === 0 ? new Map() : await certificatesOf(client, territory, changed);
  for (const entry of entries) {
    const { position, source, rowId, rowNo, hash, liveHash, atMs } = entry;
    const place = { block: block.number, position, row: { source, rowId, rowNo } };
    const certificate = certificates.get(position);
    if (hash === liveHash) {
      if (!block.isOld && previousSealedAt !== null && atMs < before - BACKDATED_MS)
        faults.push({ kind: 'row.backdated', ...place });
    } else if (liveHash !== null && certificate?.leftHash === liveHash) {
      destroyed.set(certificate.number, (destroyed.get(certificate.number) ?? 0) + 1);
    } else {
      faults.push({ kind: liveHash === null ? 'row.deleted' : 'row.edited', ...place });
    }
  }
  return { faults, destroyed };
}

interface Certificate {
  number: string;
  leftHash: string;
}

/** The certificates of rows that are not as they were sealed. One that no block will have is none. */
async function certificatesOf(
  client: pg.ClientBase,
  territory: string,
  changed: readonly LiveEntry[],
): Promise<Map<number, Certificate>> {
  const { rows } = await client.query<{ position: number; certificate: string; left_hash: string }>(
    `select k.position, d.certificate, encode(d.left_hash, 'hex') as left_hash
      from unnest($2::bigint[], $3::text[], $4::uuid[], $5::bigint[]) as k (position, source, row_id, row_no)
      join destruction as d on d.territory = $1 and d.source = k.source and d.row_id = k.row_id and d.row_no = k.row_no
      where exists (select from audit_entry as e
          where e.territory = $1 and e.source = 'destruction' and e.row_no = d.id)
        or exists (select from audit_waiting as w
          where w.territory = $1 and w.source = 'destruction' and w.row_no = d.id)`,
    [
      territory,
      changed.map((entry) => entry.position),
      changed.map((entry) => entry.source),
      changed.map((entry) => entry.rowId),
      changed.map((entry) => entry.rowNo),
    ],
  );
  return new Map(rows.map((row) => [row.position, { number: row.certificate, leftHash: row.left_hash }]));
}

const KEY_OF: Readonly<Record<AuditSource, { table: string; rowId: string; rowNo: string }>> = {
  event: { table: 'appeal_event', rowId: 'v.appeal_id', rowNo: 'v.version' },
  access: { table: 'access_log', rowId: `'00000000-0000-0000-0000-000000000000'::uuid`, rowNo: 'v.id' },
  destruction: { table: 'destruction', rowId: `'00000000-0000-0000-0000-000000000000'::uuid`, rowNo: 'v.id' },
};

/** Rows that neither are sealed nor wait for it: written past the triggers. The first of them, by source. */
export async function findOutside(client: pg.ClientBase, territory: string, most: number): Promise<RowKey[]> {
  const found: RowKey[] = [];
  for (const source of auditSources) {
    const { table, rowId, rowNo } = KEY_OF[source];
    const { rows } = await client.query<{ row_id: string; row_no: number }>(
      `select ${rowId} as row_id, ${rowNo}::bigint as row_no from ${table} as v
        where v.territory = $1
          and not exists (select from audit_entry as e where e.territory = $1 and e.source = '${source}'
            and e.row_id = ${rowId} and e.row_no = ${rowNo}::bigint)
          and not exists (select from audit_waiting as w where w.territory = $1 and w.source = '${source}'
            and w.row_id = ${rowId} and w.row_no = ${rowNo}::bigint)
        limit $2`,
      [territory, most],
    );
    found.push(...rows.map((row) => ({ source, rowId: row.row_id, rowNo: row.row_no })));
  }
  return found;
}

/** Tables whose new rows would not be noted. */
export async function findMissingTriggers(client: pg.ClientBase): Promise<string[]> {
  const tables = auditSources.map((source) => KEY_OF[source].table);
  const { rows } = await client.query<{ name: string }>(
    `select name from unnest($1::text[]) as name where not exists (select from pg_trigger as t
      where t.tgrelid = to_regclass(name) and t.tgname = 'audit_note' and t.tgenabled in ('O', 'A'))`,
    [tables],
  );
  return rows.map(({ name }) => name);
}
