import type pg from 'pg';
import { actAnswer } from '../../shared/contracts/journal.ts';
import { appeal as appealSchema } from '../../shared/domain/appeal/appeal.ts';
import type { ArrivedFile } from '../../shared/domain/appeal/decision.ts';
import { call as callSchema } from '../../shared/domain/call/call.ts';
import { role } from '../../shared/domain/user/user.ts';
import type { DeviceRow, Keys, LoggedAct, UserRow, WorkingSet } from './journalStore.ts';
import { columns } from './pgColumns.ts';

/**
 * Locks and reads what a transaction touches in two statements of one message: first the device, so that what its batch
 * before this one committed is seen by the second; then everything else at once. Appeals and calls are locked in the order of
 * their ids, whoever asks; of those that do not exist yet the second writer meets the first one's keys.
 */
export async function loadSet(client: pg.ClientBase, territory: string, keys: Keys): Promise<WorkingSet> {
  const [device, found] = await Promise.all([
    keys.deviceId === null ? null : loadDevice(client, territory, keys.deviceId),
    loadRest(client, territory, keys),
  ]);
  return {
    device,
    answered: new Map(found.answered.map((row) => [row.seq, loggedAct(row)])),
    twins: new Map(found.twins.map((row) => [row.actId, loggedAct(row)])),
    users: usersOf(found.users),
    sessions: found.sessions,
    appeals: new Map(found.appeals.map((row) => [row.id, appealSchema.parse(row.state)])),
    calls: new Map(found.calls.map((row) => [row.id, callSchema.parse(row.record)])),
    finalNumbers: new Map(found.finalNumbers.map((row) => [row.number, row.appealId])),
    blocks: found.blocks.map((row) => ({ ...row, takenAt: new Date(row.takenAt).toISOString() })),
    handOvers: new Set(found.handOvers),
    files: new Map(found.files.map(({ id, ...file }) => [id, file])),
  };
}

interface DeviceRead {
  id: string;
  name: string;
  secret_hash: string;
  last_seq: number;
  epoch: number;
  attach_nonce: string | null;
  enrolled_by: string;
  enrolled_at: string;
  disabled_at: string | null;
}

async function loadDevice(client: pg.ClientBase, territory: string, deviceId: string): Promise<DeviceRow | null> {
  const { rows } = await client.query<DeviceRead>({
    name: 'sync.device',
    text: `select id, name, secret_hash, last_seq, epoch, attach_nonce, enrolled_by, enrolled_at, disabled_at
      from device where territory = $1 and id = $2 for no key update`,
    values: [territory, deviceId],
  });
  const [row] = rows;
  if (row === undefined) return null;
  return {
    id: row.id,
    name: row.name,
    secretHash: row.secret_hash,
    lastSeq: row.last_seq,
    epoch: row.epoch,
    attachNonce: row.attach_nonce,
    enrolledBy: row.enrolled_by,
    enrolledAt: row.enrolled_at,
    disabledAt: row.disabled_at,
  };
}

/** Rows as PostgreSQL writes them in JSON: instants with an offset, everything else as it is. */
interface Found {
  appeals: { id: string; state: unknown }[];
  calls: { id: string; record: unknown }[];
  answered: LoggedRow[];
  twins: LoggedRow[];
  users: (Omit<UserRow, 'roles' | 'standingIn'> & {
    since: string;
    role: string;
    organisationId: string;
    organisationKind: string;
    standingIn: { userId: string; since: string; until: string }[] | null;
  })[];
  sessions: { userId: string; sessionId: string; isHere: boolean }[];
  finalNumbers: { number: string; appealId: string }[];
  blocks: { first: number; last: number; deviceId: string; takenAt: string }[];
  handOvers: string[];
  files: (ArrivedFile & { id: string })[];
}

interface LoggedRow extends Omit<LoggedAct, 'refusal' | 'wholeAnswer'> {
  refusalCode: string | null;
  refusalText: string | null;
  answer: unknown;
}

const LOGGED = `l.seq, l.act_id as "actId", l.outcome, l.fault, l.refusal_code as "refusalCode",
  l.refusal_text as "refusalText", l.appeal_id as "appealId", l.appeal_version as "appealVersion", l.answer`;

/** Each part looks only where something is asked of it; PostgreSQL evaluates them in the order they stand here. */
const PARTS = {
  appeals: `(select json_agg(r) from (select id, state from appeal
    where territory = $1 and id = any($3::uuid[]) order by id for no key update) as r)`,
  calls: `(select json_agg(r) from (select id, record from call
    where territory = $1 and id = any($4::uuid[]) order by id for no key update) as r)`,
  answered: `(select json_agg(r) from (select ${LOGGED} from act_log as l
    where l.territory = $1 and l.device_id = $2 and l.seq = any($5::bigint[])) as r)`,
  twins: `(select json_agg(r) from (select ${LOGGED} from act_log as l
    where l.territory = $1 and l.act_id = any($6::uuid[]) and not l.is_repeat) as r)`,
  users: `(select json_agg(r) from (select u.id, u.login, u.name, u.disabled_at as "disabledAt", r.since, r.role,
      r.organisation_id as "organisationId", o.kind as "organisationKind",
      (select json_agg(json_build_object('userId', a.user_id, 'since', a.since, 'until', a.until)) from absence as a
        where a.territory = $1 and a.substitute_id = u.id and a.cancelled_at is null) as "standingIn"
    from user_account as u
    join user_role as r on r.territory = u.territory and r.user_id = u.id
    join organisation as o on o.territory = r.territory and o.id = r.organisation_id
    where u.territory = $1 and u.id = any($7::uuid[]) order by r.since desc) as r)`,
  // One of a user's sessions at this device is as good as all of them.
  sessions: `(select json_agg(r) from (
      (select distinct on (user_id) user_id as "userId", id as "sessionId", true as "isHere" from user_session
        where territory = $1 and user_id = any($7::uuid[]) and device_id = $2)
      union all
      (select user_id, id, false from user_session
        where territory = $1 and user_id = any($7::uuid[]) and id = any($8::uuid[]) and device_id is distinct from $2)
    ) as r)`,
  finalNumbers: `(select json_agg(r) from (select number, appeal_id as "appealId" from appeal_number
    where territory = $1 and number = any($9::text[]) and is_final) as r)`,
  // No block is wider than 1,000, so one that meets a range begins within that of it.
  blocks: `(select json_agg(r) from (select distinct b.first, b.last, b.device_id as "deviceId", b.taken_at as "takenAt"
    from unnest($10::bigint[], $11::bigint[]) as asked (first, last)
    join number_block as b on b.territory = $1 and b.first between asked.first - 999 and asked.last
      and b.last >= asked.first) as r)`,
  handOvers: `(select json_agg(id) from hand_over where territory = $1 and id = any($12::uuid[]))`,
  files: `(select json_agg(r) from (select id, appeal_id as "appealId", user_id as "userId", name, bytes, mime, sha256
    from attachment where territory = $1 and id = any($13::uuid[]) and verified_at is not null) as r)`,
} as const;

const LOAD = `select ${Object.entries(PARTS)
  .map(([name, part]) => `${part} as "${name}"`)
  .join(', ')}`;

async function loadRest(client: pg.ClientBase, territory: string, keys: Keys): Promise<Found> {
  const values = [
    territory,
    keys.deviceId,
    columns.uuid(keys.appealIds),
    columns.uuid(keys.callIds),
    columns.int8(keys.seqs),
    columns.uuid(keys.actIds),
    columns.uuid(keys.userIds),
    columns.uuid(keys.sessionIds),
    columns.text(keys.numbers),
    columns.int8(keys.serials.map(({ first }) => first)),
    columns.int8(keys.serials.map(({ last }) => last)),
    columns.uuid(keys.handOverIds),
    columns.uuid(keys.fileIds),
  ];
  const { rows } = await client.query<Record<keyof Found, unknown>>({ name: 'sync.load', text: LOAD, values });
  const [row] = rows;
  const parts = Object.keys(PARTS).map((name) => [name, row?.[name as keyof Found] ?? []]);
  return Object.fromEntries(parts) as Found;
}

function loggedAct(row: LoggedRow): LoggedAct {
  const { seq, actId, outcome, fault, refusalCode, refusalText, appealId, appealVersion, answer } = row;
  const refusal = refusalCode === null ? null : { code: refusalCode, text: refusalText ?? '' };
  const wholeAnswer = answer === null ? null : actAnswer.parse(answer);
  return { seq, actId, outcome, fault, refusal: wholeAnswer?.refusal ?? refusal, appealId, appealVersion, wholeAnswer };
}

function usersOf(rows: Found['users']): Map<string, UserRow> {
  const users = new Map<string, UserRow & { roles: UserRow['roles'][number][] }>();
  for (const row of rows) {
    const { id, login, name } = row;
    const disabledAt = row.disabledAt === null ? null : new Date(row.disabledAt).toISOString();
    const known = users.get(id) ?? { id, login, name, disabledAt, roles: [], ...standingInOf(row.standingIn) };
    known.roles.push({
      since: new Date(row.since).toISOString(),
      role: role.parse(row.role),
      organisationId: row.organisationId,
      organisationKind: row.organisationKind as UserRow['roles'][number]['organisationKind'],
    });
    users.set(id, known);
  }
  return users;
}

function standingInOf(rows: Found['users'][number]['standingIn']): Pick<UserRow, 'standingIn'> {
  if (rows === null) return {};
  const instantOf = (at: string): string => new Date(at).toISOString();
  return {
    standingIn: rows.map(({ userId, since, until }) => ({ userId, since: instantOf(since), until: instantOf(until) })),
  };
}
