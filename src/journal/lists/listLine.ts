import { sql } from 'kysely';
import type { WorklistLine } from '../../shared/contracts/worklists.ts';
import type { ReferenceData } from '../../shared/contracts/journal.ts';
import { appealStatus } from '../../shared/domain/appeal/appeal.ts';
import { appealChannel, appealKind, complaintFinding, expertiseKind } from '../../shared/domain/appeal/codeBooks.ts';
import { maskName, maskPhone } from '../../shared/domain/policy/mask.ts';
import type { TermRules } from '../../shared/domain/term/appealTerm.ts';
import { runningTermOfLine } from '../../shared/domain/term/runningTerm.ts';
import { currentClassifierId } from '../../shared/domain/theme/theme.ts';
import type { Instant } from '../../shared/lib/primitives.ts';
import type { Sql } from './scopeFilter.ts';

/** What a line is made of: columns alone, the state stays where it lies. */
export interface LineRow {
  id: string;
  number: string;
  status: string;
  kind: string;
  channel: string | null;
  theme_code: string | null;
  classifier_version: string | null;
  essence: string;
  occurred_at: Instant;
  closed_at: Instant | null;
  person_id: string | null;
  applicant_name: string | null;
  phone: string | null;
  registered_by: string;
  holder_id: string | null;
  assignee_id: string | null;
  is_waiting: boolean;
  desk_organisation_id: string | null;
  desk_level: number | null;
  organisation_id: string;
  clinic_id: string | null;
  insurer_id: string | null;
  due_on: string | null;
  finding: string | null;
  expertise: string[] | null;
  flags: string[];
  may_open: boolean;
}

/** Columns of the appeal that a line is told by, beside the beginning of the essence and the right to open it. */
const COLUMNS = [
  ...['id', 'number', 'status', 'kind', 'channel', 'theme_code', 'classifier_version', 'occurred_at', 'closed_at'],
  ...['person_id', 'applicant_name', 'phone', 'registered_by', 'holder_id', 'assignee_id', 'is_waiting'],
  ...['desk_organisation_id', 'desk_level', 'organisation_id', 'clinic_id', 'insurer_id', 'due_on', 'finding'],
  ...['expertise', 'flags'],
] as const satisfies readonly (keyof LineRow)[];

/** @param mayOpen a condition over the appeal `a`: whose name and number may be shown */
export function lineColumns(mayOpen: Sql): Sql {
  const plain = sql.raw(COLUMNS.map((name) => `a.${name}`).join(', '));
  return sql`${plain}, left(a.essence, 200) as essence, ${mayOpen} as may_open`;
}

/** Of `lineColumns`, by their names. */
export const LINE_NAMES = [...COLUMNS, 'essence', 'may_open'].join(', ');

/** What lines are told by: names of users, the region's rules, and now. */
export interface Presenting {
  names: ReadonlyMap<string, string>;
  rules: TermRules;
  now: Instant;
}

const named = new WeakMap<ReferenceData, Map<string, string>>();

/** Names by id, made once for as long as the reference data stays the same. */
export function namesOf(reference: ReferenceData): Map<string, string> {
  let names = named.get(reference);
  if (names === undefined) {
    names = new Map(reference.staff.map(({ id, name }) => [id, name]));
    named.set(reference, names);
  }
  return names;
}

export function presentLine(row: LineRow, { names, rules, now }: Presenting): WorklistLine {
  const status = appealStatus.parse(row.status);
  const leaderId = row.holder_id ?? row.assignee_id;
  const isMasked = !row.may_open;
  const name = row.applicant_name ?? '';
  const term =
    status === 'closed' || row.due_on === null
      ? null
      : runningTermOfLine(
          {
            occurredAt: row.occurred_at,
            status,
            kind: appealKind.parse(row.kind),
            channel: appealChannel.catch('hotline').parse(row.channel),
          },
          row.due_on,
          rules,
          now,
        );
  return {
    id: row.id,
    number: row.number,
    status,
    kind: row.kind,
    channel: row.channel ?? 'hotline',
    themeCode: row.theme_code,
    // Rows of before there was more than one version.
    classifierVersion: row.classifier_version ?? currentClassifierId,
    essence: isMasked ? '' : row.essence,
    occurredAt: row.occurred_at,
    closedAt: row.closed_at,
    personId: row.person_id,
    applicantName: isMasked ? maskName(name) : name,
    phone: isMasked && row.phone !== null ? maskPhone(row.phone) : row.phone,
    isMasked,
    operatorName: names.get(row.registered_by) ?? null,
    leader: leaderId === null ? null : { id: leaderId, name: names.get(leaderId) ?? '' },
    isWaiting: row.is_waiting,
    desk: { organisationId: row.desk_organisation_id ?? row.organisation_id, level: row.desk_level ?? 1 },
    clinicId: row.clinic_id,
    insurerId: row.insurer_id,
    dueOn: row.due_on,
    term: term?.state ?? 'closed',
    runs: term?.runs === 'forward' ? 'forward' : 'answer',
    answerDueOn: term?.answerDueOn ?? null,
    finding: row.finding === null ? null : complaintFinding.parse(row.finding),
    expertise: expertiseKind.array().parse(row.expertise ?? []),
    flags: row.flags,
  };
}
