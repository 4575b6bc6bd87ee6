import type { Buffer } from 'node:buffer';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** Rows as the driver gives them: int8 as number, timestamptz as an ISO instant, date as YYYY-MM-DD, jsonb parsed. */
type Json<T> = ColumnType<T, string, string>;

export interface JournalTable {
  territory: string;
  region: string;
  demo: boolean;
  created_at: string;
}

export interface ReferenceTable {
  territory: string;
  version: number;
  settings: Json<unknown>;
}

export interface OrganisationTable {
  territory: string;
  id: string;
  kind: 'fund' | 'insurer' | 'clinic';
  code: string;
  name: string;
  short_name: string;
  address: string | null;
  phone: string | null;
  outsourced: Generated<boolean>;
}

export interface UserAccountTable {
  territory: string;
  id: string;
  login: string;
  name: string;
  password_hash: string;
  failed_sign_ins: Generated<number>;
  locked_until: string | null;
  must_change_password: Generated<boolean>;
  disabled_at: string | null;
  created_at: string;
}

export interface UserRoleTable {
  territory: string;
  user_id: string;
  since: string;
  role: string;
  organisation_id: string;
}

export interface AbsenceTable {
  territory: string;
  id: string;
  user_id: string;
  substitute_id: string;
  since: string;
  /** The first instant they are back. */
  until: string;
  reason: string;
  set_by: string;
  set_at: string;
  cancelled_at: string | null;
}

/** A version of the classifier that was imported; built-in ones come with the program. */
export interface ClassifierTable {
  territory: string;
  id: string;
  title: string;
  valid_from: string;
  valid_to: string | null;
  rows: Json<unknown>;
  imported_by: string;
  imported_at: string;
}

export interface CodeBookEntryTable {
  territory: string;
  id: string;
  book: string;
  /** Where it is offered; empty for a book of one place. */
  place: string;
  title: string;
  added_at: string;
  withdrawn_at: string | null;
}

export interface SipLineTable {
  territory: string;
  user_id: string;
  sip_user: string;
  sip_password: string;
}

export interface DeviceTable {
  territory: string;
  id: string;
  name: string;
  secret_hash: string;
  last_seq: Generated<number>;
  epoch: Generated<number>;
  attach_nonce: string | null;
  enrolled_by: string;
  enrolled_at: string;
  disabled_at: string | null;
}

export interface UserSessionTable {
  territory: string;
  id: string;
  user_id: string;
  device_id: string;
  refresh_hash: string;
  previous_refresh_hash: string | null;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
}

export interface CounterTable {
  territory: string;
  last: number;
}

export interface NumberBlockTable {
  territory: string;
  first: number;
  last: number;
  device_id: string;
  taken_at: string;
}

export interface PersonTable {
  territory: string;
  id: string;
  family_name: string;
  given_name: string;
  patronymic: string | null;
  birth_date: string;
  sex: 'male' | 'female';
  enp: string | null;
  insurer_id: string | null;
  clinic_id: string | null;
  search_family: string;
  search_given: string;
  search_patronymic: string;
}

export interface PersonPhoneTable {
  territory: string;
  phone: string;
  person_id: string;
}

export interface ActLogTable {
  territory: string;
  device_id: string;
  seq: number;
  act_id: string;
  is_repeat: boolean;
  author_id: string | null;
  session_id: string | null;
  kind: string | null;
  /** The act as it came; null where an appeal's events hold every word of it. */
  body: string | null;
  occurred_at: string | null;
  received_at: string;
  outcome: 'accepted' | 'refused' | 'parked';
  /** Why it was parked, as a code; never a text of the act. */
  fault: string | null;
  /** The whole answer, in rows of the first shape only. */
  answer: Json<unknown>;
  refusal_code: string | null;
  refusal_text: string | null;
  appeal_id: string | null;
  appeal_version: number | null;
}

export interface AppealTable {
  territory: string;
  id: string;
  number: string;
  status: string;
  kind: string;
  theme_code: string | null;
  essence: string;
  phone: string | null;
  person_id: string | null;
  clinic_id: string | null;
  registered_by: string;
  /** Who works on it, once somebody was named. */
  assignee_id: string | null;
  organisation_id: string;
  occurred_at: string;
  received_at: string | null;
  closed_at: string | null;
  flags: string[];
  version: number;
  state: Json<unknown>;
  /** Of essence and answer, and the tokens of `searchTokens.ts`. */
  essence_words: string;
  /* Empty in rows of before until the journal has filled them in: those have no `parties`. */
  channel: string | null;
  finding: string | null;
  insurer_id: string | null;
  applicant_name: string | null;
  is_waiting: Generated<boolean>;
  desk_organisation_id: string | null;
  desk_level: number | null;
  holder_id: string | null;
  co_executor_ids: string[] | null;
  /** Every organisation that registered it or was given it. */
  parties: string[] | null;
  /** The last day of an open appeal's term, by the rules of when it was written or reckoned last. */
  due_on: string | null;
  /** Kinds of expertise it is selected for; null where nobody ever marked it. */
  expertise: string[] | null;
  /** The version the theme is of; null in rows of before there was more than one. */
  classifier_version: string | null;
}

export interface AppealPartyTable {
  territory: string;
  organisation_id: string;
  occurred_at: string;
  appeal_id: string;
}

/** Everybody who was ever given a share; who has it now stands in the appeal. */
export interface AppealCoExecutorTable {
  territory: string;
  user_id: string;
  occurred_at: string;
  appeal_id: string;
}

export interface AppealEventTable {
  territory: string;
  appeal_id: string;
  version: number;
  kind: string;
  body: Json<unknown>;
  act_id: string | null;
  received_at: string;
}

export interface AppealNumberTable {
  territory: string;
  number: string;
  appeal_id: string;
  is_final: boolean;
}

export interface CallTable {
  territory: string;
  id: string;
  record: Json<unknown>;
  phone: string | null;
  operator_id: string | null;
  person_id: string | null;
  linked_id: string | null;
  offered_at: string | null;
  began_at: string;
}

export interface OperatorLogTable {
  territory: string;
  act_id: string;
  operator_id: string;
  device_id: string;
  status: string;
  reason: string | null;
  call_id: string | null;
  occurred_at: string;
  received_at: string;
}

export interface RecordingTable {
  territory: string;
  id: string;
  call_id: string;
  operator_id: string;
  device_id: string;
  started_at: string;
  bytes: number;
  sha256: string | null;
  verified_at: string | null;
}

export interface AttachmentTable {
  territory: string;
  id: string;
  appeal_id: string;
  user_id: string;
  name: string;
  mime: string;
  bytes: number;
  sha256: string;
  begun_at: string;
  verified_at: string | null;
  /** The workstation that sends it, and the session it was chosen in; null for files of before. */
  device_id: string | null;
  session_id: string | null;
}

export interface AccessLogTable {
  territory: string;
  id: GeneratedAlways<number>;
  at: string;
  /** Null for a sign-in with a login nobody has, and for a program. */
  user_id: string | null;
  /** Null for a sign-in that was refused, and for a program. */
  session_id: string | null;
  /** Null for a program, which `detail` names. */
  device_id: string | null;
  what: string;
  entity: string;
  entity_id: string | null;
  detail: Json<unknown>;
}

export interface ChangeTable {
  territory: string;
  id: GeneratedAlways<number>;
  /** Null until the sequencer has seen the row committed. */
  number: number | null;
  entity: 'appeal' | 'call' | 'person' | 'act';
  entity_id: string;
  scope_old: string | null;
  scope_new: string | null;
}

export interface HandOverTable {
  territory: string;
  id: string;
  act_id: string;
  refused_act_id: string;
  author_id: string;
  organisation_id: string;
  device_id: string;
  appeal_id: string | null;
  refusal_code: string;
  refusal_text: string;
  meant: Json<unknown>;
  note: string;
  occurred_at: string;
  received_at: string;
  settled_at: string | null;
  settled_by: string | null;
}

export interface FeedSegmentTable {
  territory: string;
  first: number;
  mark: string;
}

export interface DestructionTable {
  territory: string;
  id: GeneratedAlways<number>;
  /** Number of the paper by which it was destroyed. */
  certificate: string;
  source: string;
  row_id: string;
  row_no: number;
  /** Of what was left of the row. */
  left_hash: Buffer;
  destroyed_by: string;
  destroyed_at: string;
}

export interface AuditEntryTable {
  territory: string;
  position: number;
  source: string;
  row_id: string;
  row_no: number;
  hash: Buffer;
  at: string;
}

export interface AuditBlockTable {
  territory: string;
  number: number;
  first: number;
  last: number;
  root: Buffer;
  previous: Buffer;
  is_old: boolean;
  sealed_at: string;
  hash: Buffer;
}

export interface AuditAboutTable {
  territory: string;
  about: string;
  at: string;
  position: number;
}

export interface IntegrationTable {
  territory: string;
  id: string;
  name: string;
  organisation_id: string;
  token_hash: string;
  scopes: string[];
  created_by: string;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
}

export interface WebhookTable {
  territory: string;
  integration_id: string;
  url: string;
  sealed_secret: string;
  kinds: string[];
  /** Events received before this are not told of. */
  since: string;
  /** The last number of the feed it was looked through for. */
  seen_number: number;
}

export interface WebhookDeliveryTable {
  territory: string;
  id: string;
  integration_id: string;
  appeal_id: string;
  version: number;
  kind: string;
  created_at: string;
  attempts: Generated<number>;
  next_at: string;
  last_status: number | null;
  settled_at: string | null;
  /** Settled otherwise it was given up. */
  is_delivered: Generated<boolean>;
}

export interface Database {
  journal: JournalTable;
  reference: ReferenceTable;
  organisation: OrganisationTable;
  user_account: UserAccountTable;
  user_role: UserRoleTable;
  absence: AbsenceTable;
  classifier: ClassifierTable;
  code_book_entry: CodeBookEntryTable;
  sip_line: SipLineTable;
  device: DeviceTable;
  user_session: UserSessionTable;
  number_counter: CounterTable;
  number_block: NumberBlockTable;
  person: PersonTable;
  person_phone: PersonPhoneTable;
  act_log: ActLogTable;
  appeal: AppealTable;
  appeal_party: AppealPartyTable;
  appeal_co_executor: AppealCoExecutorTable;
  appeal_event: AppealEventTable;
  appeal_number: AppealNumberTable;
  call: CallTable;
  operator_log: OperatorLogTable;
  recording: RecordingTable;
  attachment: AttachmentTable;
  access_log: AccessLogTable;
  hand_over: HandOverTable;
  destruction: DestructionTable;
  audit_entry: AuditEntryTable;
  audit_block: AuditBlockTable;
  audit_about: AuditAboutTable;
  feed_counter: CounterTable;
  feed_segment: FeedSegmentTable;
  change: ChangeTable;
  integration: IntegrationTable;
  webhook: WebhookTable;
  webhook_delivery: WebhookDeliveryTable;
}
