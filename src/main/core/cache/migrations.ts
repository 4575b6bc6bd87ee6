/**
 * The cache's shape, step by step: never edited once released, only added to.
 * Records of appeals and calls are kept per viewer: two operators of one workstation never see each other's.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE setting (name TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;

  CREATE TABLE known_user (
    user_id TEXT PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    sip_line TEXT,
    verifier TEXT NOT NULL,
    refresh TEXT,
    offline_days INTEGER NOT NULL,
    verified_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY,
    act_id TEXT NOT NULL UNIQUE,
    author_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    occurred_at TEXT NOT NULL,
    kind TEXT NOT NULL,
    entity_id TEXT,
    command TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'refused', 'parked')),
    refusal TEXT
  ) STRICT;
  CREATE INDEX outbox_waiting ON outbox (seq) WHERE state = 'waiting';
  CREATE INDEX outbox_entity ON outbox (entity_id, seq);

  CREATE TABLE appeal (
    viewer_id TEXT NOT NULL,
    appeal_id TEXT NOT NULL,
    base TEXT,
    local TEXT NOT NULL,
    occurred_at TEXT NOT NULL,
    PRIMARY KEY (viewer_id, appeal_id)
  ) STRICT;
  CREATE INDEX appeal_newest ON appeal (viewer_id, occurred_at DESC);

  CREATE TABLE call (
    viewer_id TEXT NOT NULL,
    call_id TEXT NOT NULL,
    sip_call_id TEXT,
    body TEXT NOT NULL,
    offered_at TEXT NOT NULL,
    PRIMARY KEY (viewer_id, call_id)
  ) STRICT;
  CREATE INDEX call_newest ON call (viewer_id, offered_at DESC);
  CREATE INDEX call_sip ON call (viewer_id, sip_call_id);

  CREATE TABLE person (
    organisation_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    body TEXT NOT NULL,
    search TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (organisation_id, person_id)
  ) STRICT;
  CREATE TABLE person_phone (
    organisation_id TEXT NOT NULL,
    phone TEXT NOT NULL,
    person_id TEXT NOT NULL,
    PRIMARY KEY (organisation_id, phone, person_id)
  ) STRICT;

  CREATE TABLE caller (
    viewer_id TEXT NOT NULL,
    phone TEXT NOT NULL,
    body TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (viewer_id, phone)
  ) STRICT;

  CREATE TABLE draft (
    viewer_id TEXT NOT NULL,
    draft_id TEXT NOT NULL,
    call_id TEXT,
    body TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (viewer_id, draft_id)
  ) STRICT;

  CREATE TABLE number_block (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, next INTEGER NOT NULL, territory TEXT NOT NULL) STRICT;

  CREATE TABLE feed (viewer_id TEXT PRIMARY KEY, cursor INTEGER NOT NULL) STRICT;

  CREATE TABLE recording (
    recording_id TEXT PRIMARY KEY,
    call_id TEXT NOT NULL,
    operator_id TEXT NOT NULL,
    started_at TEXT NOT NULL,
    nonce BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'finished', 'uploaded'))
  ) STRICT;
  `,
  // What was done about acts the journal did not take; cursors with a mark; changes this desk cannot read yet.
  `
  ALTER TABLE outbox ADD COLUMN resolution TEXT CHECK (resolution IN ('resent', 'handedOver', 'withdrawn'));
  ALTER TABLE outbox ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE outbox ADD COLUMN answered_at TEXT;
  CREATE INDEX outbox_waiting_entity ON outbox (entity_id) WHERE state = 'waiting';
  CREATE INDEX outbox_not_taken ON outbox (author_id, seq) WHERE state IN ('refused', 'parked') AND resolution IS NULL;
  ALTER TABLE known_user ADD COLUMN session_id TEXT;
  UPDATE known_user SET session_id = json_extract(refresh, '$.sessionId');
  CREATE TABLE counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT;
  INSERT INTO counter (name, next) SELECT 'act', coalesce(max(seq), 0) + 1 FROM outbox;
  INSERT INTO counter (name, next) SELECT 'provisional', coalesce(max(seq), 0) + 1 FROM outbox;

  CREATE TABLE appeal_2 (
    viewer_id TEXT NOT NULL,
    appeal_id TEXT NOT NULL,
    occurred_at TEXT NOT NULL,
    pass INTEGER NOT NULL DEFAULT 0,
    gone INTEGER NOT NULL DEFAULT 0,
    base TEXT,
    local TEXT,
    PRIMARY KEY (viewer_id, appeal_id),
    CHECK (base IS NOT NULL OR local IS NOT NULL)
  ) STRICT;
  INSERT INTO appeal_2 (viewer_id, appeal_id, occurred_at, base, local)
    SELECT viewer_id, appeal_id, occurred_at, base, nullif(local, base) FROM appeal;
  DROP TABLE appeal;
  ALTER TABLE appeal_2 RENAME TO appeal;
  CREATE INDEX appeal_newest ON appeal (viewer_id, occurred_at DESC);

  ALTER TABLE call ADD COLUMN pass INTEGER NOT NULL DEFAULT 0;

  DROP TABLE feed;
  CREATE TABLE feed (
    viewer_id TEXT PRIMARY KEY,
    cursor TEXT NOT NULL,
    pass INTEGER NOT NULL,
    sweeping INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE raw_change (
    viewer_id TEXT NOT NULL,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    pass INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (viewer_id, entity, entity_id)
  ) STRICT;
  `,
  // Files chosen for cards, on their way to the journal; their bytes lie in the spool.
  `
  CREATE TABLE attachment (
    attachment_id TEXT PRIMARY KEY,
    author_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    card_id TEXT NOT NULL,
    appeal_id TEXT,
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    mime TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    belongs_to TEXT NOT NULL CHECK (belongs_to IN ('appeal', 'answer')),
    nonce BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'whole', 'failed')),
    sent_bytes INTEGER NOT NULL,
    fault TEXT,
    added_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX attachment_card ON attachment (author_id, card_id);
  `,
];
