import { z } from 'zod';
import { appeal, type Appeal } from '../domain/appeal/appeal.ts';
import { appealCommand, upcastAppealCommand } from '../domain/appeal/appealCommand.ts';
import { call, callFact } from '../domain/call/call.ts';
import { notReadyReason, operatorState } from '../domain/operator/operatorState.ts';
import { organisation } from '../domain/organisation/organisation.ts';
import { person } from '../domain/person/person.ts';
import { recording } from '../domain/recording/recording.ts';
import { organisationTemplate } from '../domain/answer/answerTemplate.ts';
import { defaultTermRules, termRules } from '../domain/term/appealTerm.ts';
import { codeBooks, noCodeBooks } from '../domain/codeBook/codeBook.ts';
import { importedClassifier } from '../domain/theme/classifier.ts';
import { role, user } from '../domain/user/user.ts';
import { id, instant } from '../lib/primitives.ts';

/**
 * Desk ↔ journal. HTTP with JSON bodies under /v1; a user's calls carry `Authorization: Bearer <access token>`, a
 * device's `Authorization: Device <deviceId>:<secret>`. Failures are problems of RFC 9457 (`problem.ts`).
 */

/** GET /v1/handshake, without signing in. */
export const handshake = z.object({
  contract: z.int(),
  /** The oldest contract the journal still serves; absent in answers of the first journals. */
  oldestContract: z.int().default(1),
  /** What a desk wraps the copy of its cache's key for (HPKE, RFC 9180: P-256, HKDF-SHA256, AES-256-GCM), base64url. */
  recoveryKey: z.object({ kid: z.string(), publicKey: z.string() }).nullable().default(null),
  territory: z.string(),
  region: z.string(),
  /** The embedded demo journal: synthetic people, demo passwords, practice line. */
  demo: z.boolean(),
  now: instant,
});
export type Handshake = z.infer<typeof handshake>;

/** The operator's own line at the exchange. The exchange's address is a setting of the desk or comes with it. */
export const sipLine = z.object({
  user: z.string(),
  password: z.string(),
  domain: z.string(),
});
export type SipLine = z.infer<typeof sipLine>;

/** POST /v1/sign-in */
export const signInRequest = z.object({
  login: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
  deviceId: id,
});
export const session = z.object({
  sessionId: id,
  /** Short-lived (15 min); renewed with the refresh token at POST /v1/refresh {sessionId, refreshToken}. */
  accessToken: z.string(),
  refreshToken: z.string(),
  user,
  sipLine: sipLine.nullable(),
  /** How long after this sign-in the same user may sign in here without the journal, in days. */
  offlineDays: z.int().nonnegative(),
});
export type Session = z.infer<typeof session>;
export const refreshRequest = z.object({ sessionId: id, refreshToken: z.string() });
export const refreshed = z.object({ accessToken: z.string(), refreshToken: z.string() });

/** POST /v1/devices, by a signed-in user: this workstation from now on pushes with its own credential. Idempotent. */
export const enrolRequest = z.object({
  deviceId: id,
  name: z.string().max(120),
  /** Hex SHA-256 of the device's secret, which the journal never learns. */
  secretHash: z.string().regex(/^[0-9a-f]{64}$/),
});
export const enrolled = z.object({
  deviceId: id,
  lastSeq: z.int().nonnegative(),
  epoch: z.int().nonnegative(),
});

/**
 * POST /v1/devices/attach, by a device at every start: shows the epoch it was given last and gets the next one, so
 * that of two copies of one profile only one goes on. `nonce` is made and kept before asking: asked again after no
 * answer, the same nonce gets the same epoch. `blocks` are the registration numbers the desk believes its own, so
 * that a journal restored from a backup learns of them; the answer says which of them stay the desk's. `answered` is
 * what the desk heard of its latest acts, so that a journal which has since judged them otherwise (questions of before
 * the backup reached it again) is found out: it says that it `differs`, and is shown them once more.
 * 409 `device.cloned`: another copy of this profile has gone on; enrol under a new id.
 */
export const attachRequest = z.object({
  epoch: z.int().nonnegative(),
  nonce: z.string().min(8).max(64),
  blocks: z.array(z.object({ first: z.int().positive(), last: z.int().positive() })).max(1000),
  /** By number from `first` on: the initial of an outcome, or «-» where nothing was heard. Absent from older desks. */
  answered: z
    .object({ first: z.int().positive(), outcomes: z.string().regex(/^[arp-]{0,200}$/) })
    .nullable()
    .default(null),
});
export const attached = z.object({
  epoch: z.int().positive(),
  lastSeq: z.int().nonnegative(),
  blocks: z.array(z.object({ first: z.int().positive(), last: z.int().positive() })),
  /** Absent from older journals. */
  differs: z.boolean().default(false),
});

/** Everything a desk can ask of the journal to be done, whoever's act it is. */
export const actCommand = z.discriminatedUnion('kind', [
  ...appealCommand.options,
  z.object({ kind: z.literal('call.record'), v: z.literal(1), callId: id, fact: callFact }),
  z.object({
    kind: z.literal('operator.moved'),
    v: z.literal(1),
    status: operatorState.shape.status,
    reason: notReadyReason.nullable(),
    callId: id.nullable(),
  }),
  /** «Передать старшему»: what was meant and why the journal did not take it, for a supervisor to settle. */
  z.object({
    kind: z.literal('act.handOver'),
    v: z.literal(1),
    handOverId: id,
    refusedActId: id,
    refusal: z.object({ code: z.string().max(64), text: z.string().max(1000) }),
    appealId: id.nullable(),
    meant: z.record(z.string(), z.unknown()),
    note: z.string().max(1000),
  }),
]);
export type ActCommand = z.infer<typeof actCommand>;

/** A command of an older version in the present shape; anything else comes back as it is, for the schema to judge. */
export function upcastCommand(raw: unknown): unknown {
  return upcastAppealCommand(raw);
}

/** One act on its way up. The author stays who they were, whoever is signed in when it is sent. */
export const act = z.object({
  id,
  seq: z.int().positive(),
  authorId: id,
  sessionId: id,
  occurredAt: instant,
  command: actCommand,
});
export type Act = z.infer<typeof act>;

/** POST /v1/push, by a device, in order of `seq`. Unreadable commands are parked, so `command` is open here. */
export const pushRequest = z.object({
  epoch: z.int().nonnegative(),
  acts: z
    .array(act.extend({ command: z.record(z.string(), z.unknown()) }))
    .min(1)
    .max(200),
});
export const actAnswer = z.object({
  seq: z.int(),
  actId: id,
  outcome: z.enum(['accepted', 'refused', 'parked']),
  refusal: z.object({ code: z.string(), text: z.string() }).nullable(),
  /** The appeal as it stands after the act, for acts that touch one. */
  appeal: appeal.nullable(),
});
export type ActAnswer = z.infer<typeof actAnswer>;
export const pushResponse = z.object({ answers: z.array(actAnswer), lastSeq: z.int() });
/**
 * 409 `sync.gap` {expected} when the first act is beyond the next number; 409 `device.cloned` when the epoch is not the
 * device's, or a number already answered comes with another act: two copies of one profile are at work.
 */

/** POST /v1/number-blocks, by a device: a block of registration numbers of its own. */
export const numberBlockRequest = z.object({ epoch: z.int().nonnegative(), size: z.int().min(1).max(1000) });
export const numberBlock = z.object({ first: z.int().positive(), last: z.int().positive(), territory: z.string() });
export type NumberBlock = z.infer<typeof numberBlock>;

/** GET /v1/reference, by a user: what a desk holds in full. */
export const referenceData = z.object({
  version: z.string(),
  /** The version a card of this day is made under. */
  classifierVersion: z.string(),
  /** Versions of the classifier the region has imported, beside the built-in ones; absent in answers of before. */
  classifiers: z.array(importedClassifier).default([]),
  /** Words the region's administrator offers where a card or a step is free in them. */
  codeBooks: codeBooks.default(noCodeBooks),
  /** Who is away, and coming absences: present instants only, never the reason. */
  absences: z.array(z.object({ userId: id, substituteId: id, since: instant, until: instant })).default([]),
  region: z.string(),
  organisations: z.array(organisation),
  /**
   * Who works in the region, for saying who changed what; absent in answers of the first journals. A desk forgets the
   * password of whoever is disabled, so that they cannot sign in while the journal is away either.
   */
  staff: z
    .array(
      z.object({
        id,
        name: z.string(),
        disabled: z.boolean().default(false),
        /** Where they work now; absent in answers of journals before the third contract. */
        role: role.nullable().default(null),
        organisationId: id.nullable().default(null),
      }),
    )
    .default([]),
  settings: z.object({
    /** Name in the greeting: «Контакт-центр ТФОМС …». */
    centreName: z.string(),
    hotline: z.string(),
    areaCode: z.string().nullable(),
    wrapUpSec: z.int().positive(),
    /** By what the terms of appeals are counted; absent in answers of the first journals. */
    terms: termRules.default(defaultTermRules),
    /** Of what written answers are made; absent in answers of older journals. */
    answerTemplates: z.array(organisationTemplate).default([]),
  }),
});
export type ReferenceData = z.infer<typeof referenceData>;

/**
 * GET /v1/pull?cursor=C&limit=N, by a user: numbered changes of what this user may see, in order, compressed. The
 * cursor is opaque, empty for the beginning. 409 `feed.restart`: the journal was restored from a backup and this
 * cursor points past it; read from the beginning, and drop what is not told again.
 */
export const change = z.discriminatedUnion('entity', [
  z.object({ number: z.int(), entity: z.literal('appeal'), id, body: appeal.nullable() }),
  z.object({ number: z.int(), entity: z.literal('call'), id, body: call.nullable() }),
  z.object({ number: z.int(), entity: z.literal('person'), id, body: person.nullable() }),
  /** A parked act was judged after all. */
  z.object({ number: z.int(), entity: z.literal('act'), id, body: actAnswer.nullable() }),
]);
export type Change = z.infer<typeof change>;
/** A change as it is read off the wire: of a kind or shape this desk may not know yet, then it is kept raw. */
export const rawChange = z.object({ number: z.int(), entity: z.string(), id, body: z.unknown() });
export type RawChange = z.infer<typeof rawChange>;
export const pullResponse = z.object({ changes: z.array(rawChange), cursor: z.string(), more: z.boolean() });
export type PullResponse = z.infer<typeof pullResponse>;
/** Header of a page that is not the last: its cursor, so that the next page can be asked for before this one is read. */
export const NEXT_PAGE_HEADER = 'x-otklik-next';
/** Header of every page: the version of the reference data. Absent from older journals. */
export const REFERENCE_HEADER = 'x-otklik-reference';

/** A line of «earlier appeals» beside a caller: enough to go on, no more than is needed. */
export const appealLine = z.object({
  id,
  number: z.string(),
  status: appeal.shape.status,
  kind: z.string(),
  themeCode: z.string().nullable(),
  classifierVersion: z.string().default('zpz-2023'),
  essence: z.string(),
  occurredAt: instant,
  personId: id.nullable(),
  operatorName: z.string().nullable(),
  flags: z.array(z.string()),
  callIds: z.array(id),
});
export type AppealLine = z.infer<typeof appealLine>;

/** GET /v1/callers?phone=E164, by a user: who calls from this number. Written to the access journal. */
export const callerInfo = z.object({
  persons: z.array(person),
  appeals: z.array(appealLine),
  calls: z.array(call),
});
export type CallerInfo = z.infer<typeof callerInfo>;

/** GET /v1/persons?q=…, by a user: by name and birth date, policy or number. At most 20. */
export const personsFound = z.object({ persons: z.array(person) });

/** GET /v1/appeals?q=&limit=, by a supervisor or an administrator: newest first; number, phone or words of the essence. */
export const appealsFound = z.object({ appeals: z.array(appealLine) });

/** GET /v1/appeals/:id, by a supervisor or an administrator: card, calls and recordings. Written to the access journal. */
export const appealFile = z.object({
  appeal,
  person: person.nullable(),
  operatorName: z.string().nullable(),
  calls: z.array(call),
  recordings: z.array(recording),
});
export type AppealFile = z.infer<typeof appealFile>;

/**
 * Recordings, by a device: PUT /v1/recordings/:id {recordingStart} → {receivedBytes};
 * PATCH /v1/recordings/:id?offset=N with an octet stream → {receivedBytes} (409 `recording.offset` {receivedBytes});
 * POST /v1/recordings/:id/finish {bytes, sha256} → recording (409 `recording.hash` when the sum differs).
 * By a supervisor: GET /v1/recordings/:id/audio with Range; written to the access journal before the first byte.
 */
export const recordingStart = recording.pick({ id: true, callId: true, operatorId: true, startedAt: true });
export const recordingReceived = z.object({ receivedBytes: z.int().nonnegative() });
export const recordingFinish = z.object({ bytes: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/**
 * Files of an appeal, by a device in the name of who chose them and may attach to it: PUT /v1/attachments/:id {attachmentStart} → {receivedBytes};
 * PATCH /v1/attachments/:id?offset=N with an octet stream → {receivedBytes} (409 `attachment.offset` {receivedBytes});
 * POST /v1/attachments/:id/finish → attachment, with the kind the file truly is (415 `attachment.type`, 409
 * `attachment.hash`). The act `appeal.attach` then puts it into the appeal. GET /v1/attachments/:id/content, by who may
 * open the appeal; written to the access journal before the first byte.
 */
export const attachmentStart = z.object({
  appealId: id,
  name: z.string().min(1).max(255),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Who chose it, in which session and when: judged as the author of an act is. */
  by: z.object({ authorId: id, sessionId: id, occurredAt: instant }),
});
export const attachmentReceived = z.object({ receivedBytes: z.int().nonnegative() });
export const attachmentKept = attachmentStart.omit({ by: true }).extend({ id, mime: z.string() });
export type AttachmentKept = z.infer<typeof attachmentKept>;

/** GET /v1/hand-overs, by a supervisor: what operators handed over, unsettled first; POST /v1/hand-overs/:id/settle. */
export const handOver = z.object({
  id,
  authorId: id,
  authorName: z.string(),
  at: instant,
  appealId: id.nullable(),
  appealNumber: z.string().nullable(),
  refusal: z.object({ code: z.string(), text: z.string() }),
  meant: z.record(z.string(), z.unknown()),
  note: z.string(),
  settledAt: instant.nullable(),
  settledBy: z.string().nullable(),
});
export type HandOver = z.infer<typeof handOver>;
export const handOversFound = z.object({ handOvers: z.array(handOver) });

/**
 * GET /v1/audit: what was done and looked at, latest first, for who has `audit.read`. Filters meet: `user`, `person` and
 * `appeal` are ids, `from` (inclusive) and `to` (exclusive) instants; `before` is the last answer's `next`. What is
 * younger than some seconds is not sealed yet and comes later.
 */
export const auditQuery = z.object({
  user: id.optional(),
  person: id.optional(),
  appeal: id.optional(),
  from: instant.optional(),
  to: instant.optional(),
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const auditRecord = z.object({
  position: z.number().int(),
  source: z.enum(['event', 'access', 'destruction']),
  at: instant,
  /** The event's kind, what was looked at, or `row.destroyed`. */
  what: z.string(),
  userId: id.nullable(),
  userName: z.string().nullable(),
  deviceId: id.nullable(),
  entity: z.string(),
  entityId: id.nullable(),
  /** Of an event: its version and the names of the fields it changed, never what they say. */
  detail: z.record(z.string(), z.unknown()),
});
export type AuditRecord = z.infer<typeof auditRecord>;
export const auditPage = z.object({ records: z.array(auditRecord), next: z.number().int().nullable() });

/**
 * POST /v1/recovery: an administrator lets the journal open the wrapped copy of a desk's key (HPKE, `info`
 * «otklik cache key», `aad` the device id). Answered wrapped again for `replyTo`, a public key made for this one
 * question, so that the key never travels in clear. Written to the access log, with the device and the administrator.
 */
export const wrappedKey = z.object({ kid: z.string(), deviceId: id, enc: z.string(), ciphertext: z.string() });
export type WrappedKey = z.infer<typeof wrappedKey>;
export const recoveryRequest = z.object({
  login: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
  wrapped: wrappedKey,
  replyTo: z.string(),
});
export const recovered = z.object({ enc: z.string(), ciphertext: z.string() });

/** GET /v1/demo-users, embedded demo journal only. */
export const demoUser = z.object({ login: z.string(), password: z.string(), name: z.string(), role: user.shape.role });
export type DemoUser = z.infer<typeof demoUser>;

/** The line of a list for an appeal that is wholly known. */
export function lineOf(of: Appeal, operatorName: string | null): AppealLine {
  return {
    id: of.id,
    number: of.number,
    status: of.status,
    kind: of.card.kind,
    themeCode: of.card.themeCode,
    classifierVersion: of.classifierVersion,
    essence: of.card.essence,
    occurredAt: of.occurredAt,
    personId: of.card.personId,
    operatorName,
    flags: of.flags,
    callIds: of.callIds,
  };
}
