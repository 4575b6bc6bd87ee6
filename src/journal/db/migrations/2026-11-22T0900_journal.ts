import { sql, type Kysely } from 'kysely';

/**
 * The first shape of the journal. `territory` stands in every key from the first day: journals of two regions may
 * come to lie in one database, and no row may ever point into another region's.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table journal (
    territory text primary key check (territory ~ '^[0-9]{2}$'),
    region text not null,
    demo boolean not null,
    created_at timestamptz not null
  )`,
  `create table reference (
    territory text primary key references journal,
    version integer not null,
    settings jsonb not null
  )`,
  `create table organisation (
    territory text not null references journal,
    id uuid not null,
    kind text not null check (kind in ('fund', 'insurer', 'clinic')),
    code text not null,
    name text not null,
    short_name text not null,
    address text,
    phone text,
    primary key (territory, id),
    unique (territory, kind, code)
  )`,

  `create table user_account (
    territory text not null references journal,
    id uuid not null,
    login text not null check (login = lower(login)),
    name text not null,
    password_hash text not null,
    failed_sign_ins integer not null default 0,
    locked_until timestamptz,
    disabled_at timestamptz,
    created_at timestamptz not null,
    primary key (territory, id),
    unique (territory, login)
  )`,
  // A role has a beginning: an act of last week is judged by last week's role.
  `create table user_role (
    territory text not null,
    user_id uuid not null,
    since timestamptz not null,
    role text not null,
    organisation_id uuid not null,
    primary key (territory, user_id, since),
    foreign key (territory, user_id) references user_account,
    foreign key (territory, organisation_id) references organisation
  )`,
  `create table sip_line (
    territory text not null,
    user_id uuid not null,
    sip_user text not null,
    sip_password text not null,
    primary key (territory, user_id),
    unique (territory, sip_user),
    foreign key (territory, user_id) references user_account
  )`,
  `create table device (
    territory text not null references journal,
    id uuid not null,
    name text not null,
    secret_hash text not null,
    last_seq bigint not null default 0,
    enrolled_by uuid not null,
    enrolled_at timestamptz not null,
    disabled_at timestamptz,
    primary key (territory, id),
    foreign key (territory, enrolled_by) references user_account
  )`,
  // No foreign key to device: the first sign-in at a workstation comes before its enrolment.
  `create table user_session (
    territory text not null,
    id uuid not null,
    user_id uuid not null,
    device_id uuid not null,
    refresh_hash text not null,
    previous_refresh_hash text,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    primary key (territory, id),
    foreign key (territory, user_id) references user_account
  )`,
  `create index user_session_user on user_session (territory, user_id, device_id)`,
  `create table number_counter (
    territory text primary key references journal,
    last bigint not null
  )`,
  `create table number_block (
    territory text not null,
    first bigint not null,
    last bigint not null check (last >= first),
    device_id uuid not null,
    taken_at timestamptz not null,
    primary key (territory, first),
    foreign key (territory, device_id) references device
  )`,

  // Sought by the beginning of the surname, byte by byte: collation C, so that an index answers a prefix.
  `create table person (
    territory text not null references journal,
    id uuid not null,
    family_name text not null,
    given_name text not null,
    patronymic text,
    birth_date date not null,
    sex text not null check (sex in ('male', 'female')),
    enp text,
    insurer_id uuid,
    clinic_id uuid,
    search_family text collate "C" not null,
    search_given text collate "C" not null,
    search_patronymic text collate "C" not null,
    primary key (territory, id),
    unique (territory, enp),
    foreign key (territory, insurer_id) references organisation,
    foreign key (territory, clinic_id) references organisation
  )`,
  `create index person_name on person (territory, search_family, search_given, search_patronymic, birth_date)`,
  `create index person_birth on person (territory, birth_date, search_family, search_given)`,
  `create table person_phone (
    territory text not null,
    phone text collate "C" not null,
    person_id uuid not null,
    primary key (territory, phone, person_id),
    foreign key (territory, person_id) references person
  )`,
  `create index person_phone_person on person_phone (territory, person_id)`,

  // «body» is text, not jsonb: what came is kept byte for byte, even where jsonb would refuse it (U+0000).
  `create table act_log (
    territory text not null,
    device_id uuid not null,
    seq bigint not null,
    act_id uuid not null,
    is_repeat boolean not null,
    author_id uuid,
    session_id uuid,
    kind text,
    body text not null,
    occurred_at timestamptz,
    received_at timestamptz not null,
    outcome text not null check (outcome in ('accepted', 'refused', 'parked')),
    fault text,
    answer jsonb not null,
    primary key (territory, device_id, seq),
    foreign key (territory, device_id) references device
  )`,
  `create unique index act_log_act on act_log (territory, act_id) where not is_repeat`,
  `create index act_log_parked on act_log (territory, received_at) where outcome = 'parked'`,

  // Persons, clinics and calls of a fact have no foreign keys: a registration is never refused for what it names.
  `create table appeal (
    territory text not null references journal,
    id uuid not null,
    number text not null,
    status text not null,
    kind text not null,
    theme_code text,
    essence text not null,
    phone text collate "C",
    person_id uuid,
    clinic_id uuid,
    registered_by uuid not null,
    organisation_id uuid not null,
    occurred_at timestamptz not null,
    received_at timestamptz,
    closed_at timestamptz,
    flags text[] not null,
    version integer not null,
    state jsonb not null,
    essence_words tsvector not null,
    primary key (territory, id)
  )`,
  `create index appeal_latest on appeal (territory, occurred_at desc)`,
  `create index appeal_organisation on appeal (territory, organisation_id, occurred_at desc)`,
  `create index appeal_person on appeal (territory, person_id, occurred_at desc) where person_id is not null`,
  `create index appeal_phone on appeal (territory, phone, occurred_at desc) where phone is not null`,
  `create index appeal_essence on appeal using gin (essence_words)`,
  `create table appeal_event (
    territory text not null,
    appeal_id uuid not null,
    version integer not null,
    kind text not null,
    body jsonb not null,
    act_id uuid,
    received_at timestamptz not null,
    primary key (territory, appeal_id, version),
    foreign key (territory, appeal_id) references appeal
  )`,
  // Provisional numbers are made on desks and may meet; final ones may not.
  `create table appeal_number (
    territory text not null,
    number text collate "C" not null,
    appeal_id uuid not null,
    is_final boolean not null,
    primary key (territory, number, appeal_id),
    foreign key (territory, appeal_id) references appeal
  )`,
  `create unique index appeal_number_final on appeal_number (territory, number) where is_final`,

  // «call» is a word of SQL's own, but not a reserved one.
  `create table call (
    territory text not null references journal,
    id uuid not null,
    record jsonb not null,
    phone text collate "C",
    operator_id uuid,
    person_id uuid,
    linked_id text,
    offered_at timestamptz,
    began_at timestamptz not null,
    primary key (territory, id)
  )`,
  `create index call_phone on call (territory, phone, began_at desc) where phone is not null`,
  `create index call_person on call (territory, person_id, began_at desc) where person_id is not null`,
  `create index call_operator on call (territory, operator_id, began_at desc) where operator_id is not null`,
  `create index call_linked on call (territory, linked_id) where linked_id is not null`,
  `create index call_appeals on call using gin ((record -> 'appealIds'))`,
  `create table operator_log (
    territory text not null,
    act_id uuid not null,
    operator_id uuid not null,
    device_id uuid not null,
    status text not null,
    reason text,
    call_id uuid,
    occurred_at timestamptz not null,
    received_at timestamptz not null,
    primary key (territory, act_id),
    foreign key (territory, operator_id) references user_account
  )`,
  `create index operator_log_operator on operator_log (territory, operator_id, occurred_at)`,

  `create table recording (
    territory text not null,
    id uuid not null,
    call_id uuid not null,
    operator_id uuid not null,
    device_id uuid not null,
    started_at timestamptz not null,
    bytes bigint not null,
    sha256 text,
    verified_at timestamptz,
    primary key (territory, id),
    foreign key (territory, operator_id) references user_account,
    foreign key (territory, device_id) references device
  )`,
  `create index recording_call on recording (territory, call_id)`,

  `create table access_log (
    territory text not null,
    id bigint generated always as identity,
    at timestamptz not null,
    user_id uuid not null,
    session_id uuid not null,
    device_id uuid not null,
    what text not null,
    entity text not null,
    entity_id uuid,
    detail jsonb not null,
    primary key (territory, id),
    foreign key (territory, user_id) references user_account
  )`,
  `create index access_log_entity on access_log (territory, entity, entity_id, at)`,
  `create index access_log_user on access_log (territory, user_id, at)`,

  `create table feed_counter (
    territory text primary key references journal,
    last bigint not null
  )`,
  `create table change (
    territory text not null references journal,
    id bigint generated always as identity,
    number bigint,
    entity text not null check (entity in ('appeal', 'call', 'person')),
    entity_id uuid not null,
    scope_old text collate "C",
    scope_new text collate "C",
    primary key (territory, id),
    unique (territory, number)
  )`,
  `create index change_waiting on change (territory, id) where number is null`,
  `create index change_new on change (territory, scope_new, number)`,
  `create index change_old on change (territory, scope_old, number) where scope_old is distinct from scope_new`,
];
