import { sql } from 'kysely';
import { z } from 'zod';
import type { auditPage, AuditRecord, auditQuery } from '../../shared/contracts/journal.ts';
import type { AuditSource } from '../audit/auditHash.ts';
import { liveRows } from '../audit/livePayload.ts';
import type { Db } from '../db/createDb.ts';

interface Row {
  position: number;
  source: AuditSource;
  at: string;
  /** Null where somebody has deleted the row past everything. */
  payload: string | null;
}

/** A page of the sealed log, latest first. */
export async function listAudit(
  db: Db,
  territory: string,
  query: z.output<typeof auditQuery>,
): Promise<z.output<typeof auditPage>> {
  const { from = null, to = null, before = null, limit } = query;
  const [about = null, ...others] = [query.appeal, query.person, query.user].filter((one) => one !== undefined);
  // One index each: of everything by time, or of what is about one of them by time.
  const table = about === null ? sql`audit_entry as p` : sql`audit_about as p`;
  const conditions = [
    sql`p.territory = ${territory}`,
    ...(about === null ? [] : [sql`p.about = ${about}`]),
    ...others.map(
      (other) => sql`exists (select from audit_about as o where o.territory = p.territory and o.about = ${other}
        and o.at = p.at and o.position = p.position)`,
    ),
    ...(from === null ? [] : [sql`p.at >= ${from}`]),
    ...(to === null ? [] : [sql`p.at < ${to}`]),
    ...(before === null
      ? []
      : [
          sql`(p.at, p.position) < (select at, position from audit_entry
          where territory = ${territory} and position = ${before})`,
        ]),
  ];
  const { rows } = await sql<Row>`select k.position, k.source, k.at, live.payload
    from (select p.at as place_at, p.position as place from ${table}
      where ${sql.join(conditions, sql` and `)} order by p.at desc, p.position desc limit ${limit + 1}) as page
    join audit_entry as k on k.territory = ${territory} and k.position = page.place
    ${sql.raw(liveRows)} order by page.place_at desc, page.place desc`.execute(db);
  const shown = rows.slice(0, limit).map(presentRow);
  const names = await namesOf(db, territory, shown);
  return {
    records: shown.map((record) => ({ ...record, userName: names.get(record.userId ?? '') ?? null })),
    next: rows.length > limit ? (shown.at(-1)?.position ?? null) : null,
  };
}

async function namesOf(
  db: Db,
  territory: string,
  records: readonly { userId: string | null }[],
): Promise<Map<string, string>> {
  const ids = [...new Set(records.map(({ userId }) => userId).filter((one) => one !== null))];
  if (ids.length === 0) return new Map();
  const users = await db
    .selectFrom('user_account')
    .where('territory', '=', territory)
    .where('id', 'in', ids)
    .select(['id', 'name'])
    .execute();
  return new Map(users.map((user) => [user.id, user.name]));
}

const text = z.string().nullable();
const fields = z.record(z.string(), z.unknown());
const eventRow = z.tuple([z.string(), z.string(), z.string(), z.number(), z.string(), fields]).rest(z.unknown());
const accessRow = z.tuple([
  z.string(),
  z.string(),
  z.number(),
  z.string(),
  text,
  text,
  text,
  z.string(),
  z.string(),
  text,
  fields,
]);
const destructionRow = z
  .tuple([z.string(), z.string(), z.number(), z.string(), z.string(), z.string(), z.number(), z.string(), z.string()])
  .rest(z.unknown());

function presentRow({ position, source, at, payload }: Row): Omit<AuditRecord, 'userName'> {
  const place = { position, source, at };
  const gone = { what: 'row.missing', userId: null, deviceId: null, entity: source, entityId: null, detail: {} };
  if (payload === null) return { ...place, ...gone };
  const row: unknown = JSON.parse(payload);
  switch (source) {
    case 'event': {
      const [, , appealId, version, kind, body] = eventRow.parse(row);
      const about = { entity: 'appeal', entityId: appealId, deviceId: null };
      const detail = { version, ...eventDetail(body) };
      return { ...place, what: kind, userId: idOf(body['actorId']), ...about, detail };
    }
    case 'access': {
      const [, , , , userId, , deviceId, what, entity, entityId, detail] = accessRow.parse(row);
      return { ...place, what, userId, deviceId, entity, entityId, detail };
    }
    case 'destruction': {
      const [, , , certificate, table, rowId, rowNo, , userId] = destructionRow.parse(row);
      const entityId = table === 'event' ? rowId : null;
      const about = { entity: table === 'event' ? 'appeal' : table, entityId, deviceId: null };
      return { ...place, what: 'row.destroyed', userId, ...about, detail: { certificate, rowNo } };
    }
  }
}

function idOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function eventDetail(body: Record<string, unknown>): Record<string, unknown> {
  if (body['destroyed'] !== undefined) return { destroyed: body['destroyed'] };
  const { changes } = body;
  return typeof changes === 'object' && changes !== null ? { fields: Object.keys(changes) } : {};
}
