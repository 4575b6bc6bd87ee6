import { sql } from 'kysely';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Caller } from '../auth/authenticate.ts';
import type { IntegrationCaller } from '../auth/requireIntegration.ts';
import type { Journal } from '../context.ts';
import type { DbOrTrx } from '../db/createDb.ts';
import type { Sql } from '../lists/scopeFilter.ts';

export interface Access {
  what:
    | 'caller.viewed'
    | 'persons.searched'
    | 'appeals.searched'
    | 'appeals.listed'
    | 'appeals.compared'
    | 'appeal.opened'
    | 'recording.played'
    | 'handOvers.listed'
    | 'handOver.settled'
    | 'key.recovered'
    | 'audit.listed'
    | 'session.begun'
    | 'session.refused'
    | 'session.ended'
    | 'integrations.listed'
    | 'integration.created'
    | 'integration.revoked'
    | 'appeal.registered'
    | 'webhook.changed'
    | 'attachment.received'
    | 'attachment.opened'
    | 'users.listed'
    | 'user.added'
    | 'user.changed'
    | 'user.disabled'
    | 'user.enabled'
    | 'user.passwordReset'
    | 'user.passwordChanged'
    | 'appeals.reassigned'
    | 'organisation.added'
    | 'organisation.changed'
    | 'settings.changed'
    | 'classifier.imported'
    | 'codeBook.added'
    | 'codeBook.changed'
    | 'codeBook.withdrawn'
    | 'absence.set'
    | 'absence.cancelled';
  entity:
    | 'phone'
    | 'person'
    | 'appeal'
    | 'recording'
    | 'handOver'
    | 'device'
    | 'audit'
    | 'user'
    | 'integration'
    | 'organisation'
    | 'settings'
    | 'classifier'
    | 'codeBook'
    | 'absence'
    | 'attachment';
  entityId: string | null;
  /** Whose data was shown, and what was asked for. */
  detail: Record<string, unknown>;
}

/** Who looked at what, from where. Committed before the answer leaves: what could not be noted is not shown. */
export async function writeAccess(journal: Journal, caller: Caller | IntegrationCaller, access: Access): Promise<void> {
  const entry = valuesOf(journal, caller, access);
  const values = COLUMNS.map(([name]) => entry[name]);
  await journal.lendPlanned((client) => client.query({ name: 'access.note', text: INSERT, values }));
}

/** An entry that is written together with what it tells of. */
export interface PageNote {
  /** What the entry is made of, beside what is shown. */
  values(): EntryValues;
  /** The entry as a statement: a part of the one that reads the page. `appealIds` is a jsonb array of what is shown. */
  asPart(values: EntryValues, appealIds: Sql): Sql;
  /** The same where the page came by other ways. */
  write(appealIds: readonly string[]): Promise<void>;
}

export function noteOfPage(journal: Journal, caller: Caller, access: Access): PageNote {
  return {
    values: () => valuesOf(journal, caller, access),
    asPart: (values, appealIds) => entryAsPart(values, sql`jsonb_build_object('appealIds', ${appealIds})`),
    write: (appealIds) => writeAccess(journal, caller, { ...access, detail: { ...access.detail, appealIds } }),
  };
}

/** An entry that is written by the statement that reads a card, where there is one. */
export type CardNote = (personIds: Sql, where: Sql) => Sql;

export function noteOfCard(journal: Journal, caller: Caller, access: Access): CardNote {
  return (personIds, where) => {
    const detail = sql`jsonb_build_object('personIds', ${personIds})`;
    return sql`${entryAsPart(valuesOf(journal, caller, access), detail)} where ${where}`;
  };
}

/** An insert of the entry with what is known only in the statement it becomes a part of. */
function entryAsPart(values: EntryValues, more: Sql): Sql {
  const typed = COLUMNS.map(([name, type]) => sql`${values[name]}::${sql.raw(type)}`);
  return sql`insert into access_log (${sql.raw(NAMES)}) select ${sql.join(typed)} || ${more}`;
}

const COLUMNS = [
  ['territory', 'text'],
  ['at', 'timestamptz'],
  ['user_id', 'uuid'],
  ['session_id', 'uuid'],
  ['device_id', 'uuid'],
  ['what', 'text'],
  ['entity', 'text'],
  ['entity_id', 'uuid'],
  ['detail', 'jsonb'],
] as const;
/** An entry by its columns; `detail` as JSON. */
export type EntryValues = Readonly<Record<(typeof COLUMNS)[number][0], string | null>>;
const NAMES = COLUMNS.map(([name]) => name).join(', ');
const INSERT = `insert into access_log (${NAMES}) values (${COLUMNS.map((_, i) => `$${i + 1}`).join(', ')})`;

function valuesOf(journal: Journal, caller: Caller | IntegrationCaller, access: Access): EntryValues {
  const detail = 'user' in caller ? access.detail : { ...access.detail, integrationId: caller.integrationId };
  return entryOf(journal, accessorOf(caller), { ...access, detail });
}

function entryOf(
  { territory, clock }: Pick<Journal, 'territory' | 'clock'>,
  { userId, sessionId, deviceId }: Accessor,
  access: Access,
) {
  return {
    territory,
    at: toInstant(clock.nowMs()),
    user_id: userId,
    session_id: sessionId,
    device_id: deviceId,
    what: access.what,
    entity: access.entity,
    entity_id: access.entityId,
    detail: JSON.stringify(access.detail),
  };
}

function accessorOf(caller: Caller | IntegrationCaller): Accessor {
  return 'user' in caller
    ? { userId: caller.user.id, sessionId: caller.sessionId, deviceId: caller.deviceId }
    : { userId: null, sessionId: null, deviceId: null };
}

/** Whose entry it is: for coming and going, a session or even a user may be missing; a program has none of them. */
export interface Accessor {
  userId: string | null;
  sessionId: string | null;
  deviceId: string | null;
}

/** The same where there is no caller yet, or within the transaction of what is noted. */
export async function writeAccessOf(
  journal: Pick<Journal, 'territory' | 'clock'>,
  db: DbOrTrx,
  accessor: Accessor,
  access: Access,
): Promise<void> {
  await db
    .insertInto('access_log')
    .values(entryOf(journal, accessor, access))
    .execute();
}
