import type { Buffer } from 'node:buffer';
import type { TermRules } from '../../shared/domain/term/appealTerm.ts';
import { insertAppeals, insertCoExecutors, insertParties, updateAppeals, type Bind } from './appealProjection.ts';
import type { CallWrite, DeviceRow, Writes } from './journalStore.ts';
import { columns } from './pgColumns.ts';

/** One table's part of the statement, or null when it has nothing to write. Rows come in the order of their keys, so that two writers never wait for each other crosswise. */
type Part = (writes: Partial<Writes>, bind: Bind, rules: TermRules) => string | null;

/** As much of a connection as saving needs. */
export interface Querying {
  query(query: { name: string; text: string; values: unknown[] }): Promise<unknown>;
}

/** Fewer acts than this are written in one statement. */
const STAGED_FROM = 20;

/**
 * Writes everything a transaction leaves behind. Many acts go in stages, so that the next stage's parameters are made
 * while PostgreSQL writes the one before; few go at once, for one message there and back. Resolves when all is on its
 * way; `written` when it is there.
 * @param rules by which terms are reckoned now
 */
export async function saveWrites(
  client: Querying,
  territory: string,
  writes: Partial<Writes>,
  rules: TermRules,
): Promise<{ written: Promise<unknown> }> {
  const isLong = (writes.acts?.length ?? 0) >= STAGED_FROM;
  let writing: Promise<unknown> = Promise.resolve();
  for (const stage of isLong ? STAGES : [STAGES.flat()]) {
    const query = statementOf(stage, territory, writes, rules);
    if (query === null) continue;
    await writing;
    writing = client.query(query);
    // Awaited a turn later; until then a failure must not count as unheard.
    writing.catch(() => undefined);
  }
  return { written: writing };
}

function statementOf(stage: readonly string[], territory: string, writes: Partial<Writes>, rules: TermRules) {
  const values: (Buffer | string | number | null)[] = [territory];
  const bind: Bind = (value, type) => `$${values.push(value)}::${type}`;
  const parts: string[] = [];
  for (const name of stage) {
    const text = PARTS[name]?.(writes, bind, rules) ?? null;
    if (text !== null) parts.push(`${name} as (${text})`);
  }
  if (parts.length === 0) return null;
  // The same tables make the same text, so its plan is kept under a name made of them.
  const names = parts.map((part) => part.slice(0, part.indexOf(' ')));
  return { name: `sync.save:${names.join()}`, text: `with ${parts.join(', ')} select`, values };
}

/** Tables in the order they are written in, by everybody. */
const STAGES: readonly (readonly string[])[] = [
  ['dn', 'l', 'm', 'h', 'b'],
  ['an', 'au', 'ap', 'ax', 'cn', 'cu'],
  ['e'],
  ['n', 'x', 'j', 'd'],
];

const PARTS: Readonly<Record<string, Part>> = {
  dn: ({ newDevice: row = null }, bind) => row && `insert into device ${deviceRow(row, bind)}`,
  d: ({ device: row = null }, bind) =>
    row &&
    `update device set last_seq = ${bind(row.lastSeq, 'bigint')}, epoch = ${bind(row.epoch, 'bigint')},
      attach_nonce = ${bind(row.attachNonce, 'text')}
    where territory = $1 and id = ${bind(row.id, 'uuid')}`,
  l: ({ acts = [] }, bind) => {
    if (acts.length === 0) return null;
    const rows = acts.toSorted((a, b) => (a.actId < b.actId ? -1 : 1));
    const column = columnsOf(rows, bind);
    return `insert into act_log (territory, device_id, seq, act_id, is_repeat, author_id, session_id, kind, body,
        occurred_at, received_at, outcome, fault, refusal_code, refusal_text, appeal_id, appeal_version)
      select $1::text, * from unnest(${column.uuid((row) => row.deviceId)}, ${column.int8((row) => row.seq)},
        ${column.uuid((row) => row.actId)}, ${column.bool((row) => row.isRepeat)},
        ${column.uuid((row) => row.authorId)}, ${column.uuid((row) => row.sessionId)},
        ${column.text((row) => row.kind)}, ${column.text((row) => row.body)},
        ${column.instant((row) => row.occurredAt)}, ${column.instant((row) => row.receivedAt)},
        ${column.text((row) => row.outcome)}, ${column.text((row) => row.fault)},
        ${column.text((row) => row.refusal?.code ?? null)}, ${column.text((row) => row.refusal?.text ?? null)},
        ${column.uuid((row) => row.appealId)}, ${column.int4((row) => row.appealVersion)})`;
  },
  an: ({ appeals = [] }, bind, rules) => {
    const rows = sortedById(appeals.filter(({ isNew }) => isNew));
    return rows.length === 0 ? null : insertAppeals(rows, rules, bind);
  },
  au: ({ appeals = [] }, bind, rules) => {
    const rows = sortedById(appeals.filter(({ isNew }) => !isNew));
    return rows.length === 0 ? null : updateAppeals(rows, rules, bind);
  },
  ap: ({ appeals = [] }, bind) =>
    insertParties(
      appeals.map(({ after }) => after),
      bind,
    ),
  ax: ({ appeals = [] }, bind) =>
    insertCoExecutors(
      appeals.map(({ after }) => after),
      bind,
    ),
  e: ({ appeals = [] }, bind) => {
    const rows = sortedById(appeals).flatMap(({ after, events }) =>
      events.map((event) => ({ ...event, appealId: after.id })),
    );
    if (rows.length === 0) return null;
    const column = columnsOf(rows, bind);
    return `insert into appeal_event (territory, appeal_id, version, kind, body, act_id, received_at)
      select $1::text, * from unnest(${column.uuid((row) => row.appealId)}, ${column.int4((row) => row.version)},
        ${column.text((row) => row.event.kind)}, ${column.jsonb((row) => JSON.stringify(row.event))},
        ${column.uuid((row) => row.actId)}, ${column.instant((row) => row.receivedAt)})`;
  },
  cn: ({ calls = [] }, bind) => {
    const rows = sortedById(calls.filter(({ isNew }) => isNew));
    return rows.length === 0
      ? null
      : `insert into call (territory, id, record, phone, operator_id, person_id, linked_id, offered_at, began_at)
        select $1::text, n.* from ${callRows(rows, bind)}`;
  },
  cu: ({ calls = [] }, bind) => {
    const rows = sortedById(calls.filter(({ isNew }) => !isNew));
    return rows.length === 0
      ? null
      : `update call set record = n.record, phone = n.phone, operator_id = n.operator_id, person_id = n.person_id,
          linked_id = n.linked_id, offered_at = n.offered_at, began_at = n.began_at
        from ${callRows(rows, bind)}
        where call.territory = $1 and call.id = n.id`;
  },
  n: ({ numbers = [] }, bind) => {
    if (numbers.length === 0) return null;
    const column = columnsOf(
      numbers.toSorted((a, b) => (a.number < b.number ? -1 : 1)),
      bind,
    );
    return `insert into appeal_number (territory, number, appeal_id, is_final)
      select $1::text, * from unnest(${column.text((row) => row.number)}, ${column.uuid((row) => row.appealId)},
        ${column.bool((row) => row.isFinal)})`;
  },
  m: ({ moves = [] }, bind) => {
    if (moves.length === 0) return null;
    const column = columnsOf(moves, bind);
    return `insert into operator_log
        (territory, act_id, operator_id, device_id, status, reason, call_id, occurred_at, received_at)
      select $1::text, * from unnest(${column.uuid((row) => row.actId)}, ${column.uuid((row) => row.operatorId)},
        ${column.uuid((row) => row.deviceId)}, ${column.text((row) => row.status)},
        ${column.text((row) => row.reason)}, ${column.uuid((row) => row.callId)},
        ${column.instant((row) => row.occurredAt)}, ${column.instant((row) => row.receivedAt)})`;
  },
  h: ({ handOvers = [] }, bind) => {
    if (handOvers.length === 0) return null;
    const column = columnsOf(handOvers, bind);
    return `insert into hand_over (territory, id, act_id, refused_act_id, author_id, organisation_id, device_id,
        appeal_id, refusal_code, refusal_text, meant, note, occurred_at, received_at)
      select $1::text, * from unnest(${column.uuid((row) => row.id)}, ${column.uuid((row) => row.actId)},
        ${column.uuid((row) => row.refusedActId)}, ${column.uuid((row) => row.authorId)},
        ${column.uuid((row) => row.organisationId)}, ${column.uuid((row) => row.deviceId)},
        ${column.uuid((row) => row.appealId)}, ${column.text((row) => row.refusal.code)},
        ${column.text((row) => row.refusal.text)}, ${column.jsonb((row) => JSON.stringify(row.meant))},
        ${column.text((row) => row.note)}, ${column.instant((row) => row.occurredAt)},
        ${column.instant((row) => row.receivedAt)})`;
  },
  b: ({ blocks = [] }, bind) => {
    if (blocks.length === 0) return null;
    const column = columnsOf(blocks, bind);
    return `insert into number_block (territory, first, last, device_id, taken_at)
      select $1::text, * from unnest(${column.int8((row) => row.first)}, ${column.int8((row) => row.last)},
        ${column.uuid((row) => row.deviceId)}, ${column.instant((row) => row.takenAt)})`;
  },
  x: ({ changes = [] }, bind) => {
    if (changes.length === 0) return null;
    const column = columnsOf(changes, bind);
    return `insert into change (territory, entity, entity_id, scope_old, scope_new)
      select $1::text, * from unnest(${column.text((row) => row.entity)}, ${column.uuid((row) => row.entityId)},
        ${column.text((row) => row.scopeOld)}, ${column.text((row) => row.scopeNew)})`;
  },
  j: ({ rejudged = [] }, bind) => {
    if (rejudged.length === 0) return null;
    const column = columnsOf(rejudged, bind);
    return `update act_log set outcome = n.outcome, fault = n.fault, refusal_code = n.code, refusal_text = n.text,
        appeal_id = n.appeal_id, appeal_version = n.version, answer = null
      from unnest(${column.uuid((row) => row.actId)}, ${column.text((row) => row.outcome)},
        ${column.text((row) => row.fault)}, ${column.text((row) => row.refusal?.code ?? null)},
        ${column.text((row) => row.refusal?.text ?? null)}, ${column.uuid((row) => row.appealId)},
        ${column.int4((row) => row.appealVersion)}) as n (act_id, outcome, fault, code, text, appeal_id, version)
      where act_log.territory = $1 and act_log.act_id = n.act_id`;
  },
};

/** The columns of rows as bound parameters; each gives its placeholder. */
function columnsOf<Row>(rows: readonly Row[], bind: Bind) {
  return {
    uuid: (of: (row: Row) => string | null) => bind(columns.uuid(rows.map(of)), 'uuid[]'),
    text: (of: (row: Row) => string | null) => bind(columns.text(rows.map(of)), 'text[]'),
    jsonb: (of: (row: Row) => string) => bind(columns.jsonb(rows.map(of)), 'jsonb[]'),
    int4: (of: (row: Row) => number | null) => bind(columns.int4(rows.map(of)), 'integer[]'),
    int8: (of: (row: Row) => number) => bind(columns.int8(rows.map(of)), 'bigint[]'),
    bool: (of: (row: Row) => boolean) => bind(columns.bool(rows.map(of)), 'boolean[]'),
    instant: (of: (row: Row) => string | null) => bind(columns.instant(rows.map(of)), 'timestamptz[]'),
  };
}

function sortedById<Write extends { after: { id: string } }>(writes: readonly Write[]): Write[] {
  return writes.toSorted((a, b) => (a.after.id < b.after.id ? -1 : 1));
}

function deviceRow(row: DeviceRow, bind: Bind): string {
  return `(territory, id, name, secret_hash, last_seq, epoch, attach_nonce, enrolled_by, enrolled_at, disabled_at)
    values ($1, ${bind(row.id, 'uuid')}, ${bind(row.name, 'text')}, ${bind(row.secretHash, 'text')},
      ${bind(row.lastSeq, 'bigint')}, ${bind(row.epoch, 'bigint')}, ${bind(row.attachNonce, 'text')},
      ${bind(row.enrolledBy, 'uuid')}, ${bind(row.enrolledAt, 'timestamptz')}, ${bind(row.disabledAt, 'timestamptz')})`;
}

function callRows(writes: readonly CallWrite[], bind: Bind): string {
  const column = columnsOf(writes, bind);
  return `unnest(${column.uuid(({ after }) => after.id)}, ${column.jsonb(({ after }) => JSON.stringify(after))},
      ${column.text(({ after }) => after.phone)}, ${column.uuid(({ after }) => after.operatorId)},
      ${column.uuid(({ after }) => after.personId)}, ${column.text(({ after }) => after.linkedId)},
      ${column.instant(({ after }) => after.offeredAt)}, ${column.instant(beganAt)})
    as n (id, record, phone, operator_id, person_id, linked_id, offered_at, began_at)`;
}

function beganAt({ after, receivedAt }: CallWrite): string {
  return after.offeredAt ?? after.answeredAt ?? after.endedAt ?? receivedAt;
}
