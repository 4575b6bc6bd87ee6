import type { Buffer } from 'node:buffer';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import { placeOf } from '../../shared/domain/appeal/placeOf.ts';
import { normalizePhone } from '../../shared/domain/phone/phone.ts';
import type { TermRules } from '../../shared/domain/term/appealTerm.ts';
import { actBy } from '../../shared/domain/term/runningTerm.ts';
import { foldText } from '../queries/foldText.ts';
import { jsonOf } from '../sync/jsonOf.ts';
import type { AppealWrite } from './journalStore.ts';
import { columns } from './pgColumns.ts';
import { isFoundAnew, tokensOf } from './searchTokens.ts';

/** One column of the projection: its name, its type as it is bound, and what of an appeal stands in it. */
type Column = readonly [name: string, type: string, cells: (of: readonly Appeal[], rules: TermRules) => Buffer];

const text =
  (cell: (of: Appeal) => string | null): Column[2] =>
  (of) =>
    columns.text(of.map(cell));
const uuid =
  (cell: (of: Appeal) => string | null): Column[2] =>
  (of) =>
    columns.uuid(of.map(cell));
const instant =
  (cell: (of: Appeal) => string | null): Column[2] =>
  (of) =>
    columns.instant(of.map(cell));
const int4 =
  (cell: (of: Appeal) => number): Column[2] =>
  (of) =>
    columns.int4(of.map(cell));

/**
 * What an appeal is found by, and its state. A type that differs from the array it is bound as (`as`) is cast: an array
 * of arrays cannot be unnested.
 */
const COLUMNS: readonly (readonly [...Column, as?: string])[] = [
  ['id', 'uuid', uuid((of) => of.id)],
  ['number', 'text', text((of) => of.number)],
  ['status', 'text', text((of) => of.status)],
  ['kind', 'text', text((of) => of.card.kind)],
  ['theme_code', 'text', text((of) => of.card.themeCode)],
  ['essence', 'text', text((of) => of.card.essence)],
  ['phone', 'text', text(phoneOf)],
  ['person_id', 'uuid', uuid((of) => of.card.personId)],
  ['clinic_id', 'uuid', uuid((of) => of.card.clinicId)],
  ['registered_by', 'uuid', uuid((of) => of.registeredBy)],
  ['assignee_id', 'uuid', uuid((of) => of.assigneeId)],
  ['organisation_id', 'uuid', uuid((of) => of.organisationId)],
  ['occurred_at', 'timestamptz', instant((of) => of.occurredAt)],
  ['received_at', 'timestamptz', instant((of) => of.receivedAt)],
  ['closed_at', 'timestamptz', instant((of) => of.closedAt)],
  ['version', 'integer', int4((of) => of.version)],
  ['state', 'jsonb', (of) => columns.jsonb(of.map(jsonOf))],
  ['flags', 'text[]', text((of) => textArray(of.flags)), 'text'],
  ['channel', 'text', text((of) => of.card.channel)],
  ['finding', 'text', text((of) => of.card.finding)],
  ['insurer_id', 'uuid', uuid((of) => of.card.insurerId)],
  ['applicant_name', 'text', text((of) => of.card.applicant.name)],
  ['is_waiting', 'boolean', (of) => columns.bool(of.map(({ isWaiting }) => isWaiting))],
  ['desk_organisation_id', 'uuid', uuid((of) => placeOf(of).desk.organisationId)],
  ['desk_level', 'integer', int4((of) => placeOf(of).desk.level)],
  ['holder_id', 'uuid', uuid((of) => placeOf(of).holderId)],
  ['co_executor_ids', 'uuid[]', text((of) => textArray(of.coExecutorIds)), 'text'],
  ['parties', 'uuid[]', text((of) => textArray([...placeOf(of).parties])), 'text'],
  ['expertise', 'text[]', text((of) => textArray(of.expertise.map(({ kind }) => kind))), 'text'],
  ['classifier_version', 'text', text((of) => of.classifierVersion)],
  ['due_on', 'date', (of, rules) => columns.text(of.map((one) => openDueOn(one, rules))), 'text'],
];

const NAMES = COLUMNS.map(([name]) => name).join(', ');
const VALUES = COLUMNS.map(([name, type, , as]) => `n.${name}${as === undefined ? '' : `::${type}`}`).join(', ');
/** Words of essence and answer, and the tokens. */
const FOUND_BY = `to_tsvector('russian', n.words) || array_to_tsvector(n.tokens::text[])`;

export type Bind = (value: Buffer | string | number | null, type: string) => string;

/** The last day of the term an open appeal is under now; a closed one has none to keep. */
export function openDueOn(of: Appeal, rules: TermRules): string | null {
  return of.status === 'closed' ? null : actBy(of, rules).dueOn;
}

export function insertAppeals(writes: readonly AppealWrite[], rules: TermRules, bind: Bind): string {
  return `insert into appeal (territory, ${NAMES}, essence_words)
    select $1::text, ${VALUES}, ${FOUND_BY} from ${projected(writes, rules, bind)}`;
}

export function updateAppeals(writes: readonly AppealWrite[], rules: TermRules, bind: Bind): string {
  return `update appeal set (${NAMES}, essence_words) = (${VALUES},
      case when n.is_as_found and appeal.parties is not null then appeal.essence_words else ${FOUND_BY} end)
    from ${projected(writes, rules, bind)}
    where appeal.territory = $1 and appeal.id = n.id`;
}

/** Fills in rows of before the projection held all this, unless somebody has written them meanwhile. */
export function fillAppeals(appeals: readonly Appeal[], rules: TermRules, bind: Bind): string {
  const writes = appeals.map((after) => ({ after, isNew: false, events: [] }));
  return `update appeal set (${NAMES}, essence_words) = (${VALUES}, ${FOUND_BY})
    from ${projected(writes, rules, bind)}
    where appeal.territory = $1 and appeal.id = n.id and appeal.version = n.version and appeal.parties is null`;
}

/** Which organisations were given appeals beside the ones that registered them; they are never taken away again. */
export function insertParties(appeals: readonly Appeal[], bind: Bind): string | null {
  return insertOrdered('appeal_party', 'organisation_id', appeals, ({ parties }) => parties, bind);
}

/** Who was given a share in appeals, in the order of the lists. */
export function insertCoExecutors(appeals: readonly Appeal[], bind: Bind): string | null {
  return insertOrdered('appeal_co_executor', 'user_id', appeals, ({ coExecutorIds }) => coExecutorIds, bind);
}

function insertOrdered(
  table: string,
  column: string,
  appeals: readonly Appeal[],
  whose: (of: Appeal) => readonly string[],
  bind: Bind,
): string | null {
  const rows = appeals.flatMap((of) => whose(of).map((who) => ({ id: of.id, occurredAt: of.occurredAt, who })));
  if (rows.length === 0) return null;
  const sorted = rows.toSorted((a, b) => (a.who + a.id < b.who + b.id ? -1 : 1));
  return `insert into ${table} (territory, ${column}, occurred_at, appeal_id)
    select $1::text, * from unnest(${bind(columns.uuid(sorted.map(({ who }) => who)), 'uuid[]')},
      ${bind(columns.instant(sorted.map(({ occurredAt }) => occurredAt)), 'timestamptz[]')},
      ${bind(columns.uuid(sorted.map(({ id }) => id)), 'uuid[]')})
    on conflict do nothing`;
}

function projected(writes: readonly AppealWrite[], rules: TermRules, bind: Bind): string {
  const appeals = writes.map(({ after }) => after);
  const bound = COLUMNS.map(([, type, cells, as]) => bind(cells(appeals, rules), `${as ?? type}[]`));
  const words = columns.text(appeals.map(({ card }) => foldText(`${card.essence}\n${card.answer}`)));
  const tokens = columns.text(appeals.map((of) => textArray(tokensOf(of))));
  const isAsFound = columns.bool(writes.map(({ isNew, events }) => !isNew && !isFoundAnew(events)));
  bound.push(bind(words, 'text[]'), bind(tokens, 'text[]'), bind(isAsFound, 'boolean[]'));
  return `unnest(${bound.join(', ')}) as n (${NAMES}, words, tokens, is_as_found)`;
}

function phoneOf({ card: { applicant } }: Appeal): string | null {
  return applicant.phone === null ? null : (normalizePhone(applicant.phone).number ?? applicant.phone);
}

/** A literal of an array. */
function textArray(values: readonly string[]): string {
  return `{${values.map((value) => JSON.stringify(value)).join(',')}}`;
}
