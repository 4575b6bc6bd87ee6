import { z } from 'zod';
import { appeal, type Appeal } from '../domain/appeal/appeal.ts';
import { appealCommand } from '../domain/appeal/appealCommand.ts';
import { call, callFact } from '../domain/call/call.ts';
import { notReadyReason, operatorState } from '../domain/operator/operatorState.ts';
import { organisation } from '../domain/organisation/organisation.ts';
import { person } from '../domain/person/person.ts';
import { recording } from '../domain/recording/recording.ts';
import { user } from '../domain/user/user.ts';
import { id, instant } from '../lib/primitives.ts';

/**
 * Desk ↔ journal. HTTP with JSON bodies under /v1; a user's calls carry `Authorization: Bearer <access token>`, a
 * device's `Authorization: Device <deviceId>:<secret>`. Failures are `{ error: { code, params?, text? } }`.
 */

/** GET /v1/handshake, without signing in. */
export const handshake = z.object({
  contract: z.int(),
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
export const enrolled = z.object({ deviceId: id, lastSeq: z.int().nonnegative() });

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
]);
export type ActCommand = z.infer<typeof actCommand>;

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
/** 409 with code `sync.gap` and params {expected} when the first act is beyond the next number. */

/** POST /v1/number-blocks, by a device: a block of registration numbers of its own. */
export const numberBlockRequest = z.object({ size: z.int().min(1).max(1000) });
export const numberBlock = z.object({ first: z.int().positive(), last: z.int().positive(), territory: z.string() });
export type NumberBlock = z.infer<typeof numberBlock>;

/** GET /v1/reference, by a user: what a desk holds in full. */
export const referenceData = z.object({
  version: z.string(),
  classifierVersion: z.string(),
  region: z.string(),
  organisations: z.array(organisation),
  settings: z.object({
    /** Name in the greeting: «Контакт-центр ТФОМС …». */
    centreName: z.string(),
    hotline: z.string(),
    areaCode: z.string().nullable(),
    wrapUpSec: z.int().positive(),
  }),
});
export type ReferenceData = z.infer<typeof referenceData>;

/** GET /v1/pull?cursor=N&limit=N, by a user: numbered changes of what this user may see, in order. */
export const change = z.discriminatedUnion('entity', [
  z.object({ number: z.int(), entity: z.literal('appeal'), id, body: appeal.nullable() }),
  z.object({ number: z.int(), entity: z.literal('call'), id, body: call.nullable() }),
  z.object({ number: z.int(), entity: z.literal('person'), id, body: person.nullable() }),
]);
export type Change = z.infer<typeof change>;
export const pullResponse = z.object({ changes: z.array(change), cursor: z.int(), more: z.boolean() });

/** A line of «earlier appeals» beside a caller: enough to go on, no more than is needed. */
export const appealLine = z.object({
  id,
  number: z.string(),
  status: appeal.shape.status,
  kind: z.string(),
  themeCode: z.string().nullable(),
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
    essence: of.card.essence,
    occurredAt: of.occurredAt,
    personId: of.card.personId,
    operatorName,
    flags: of.flags,
    callIds: of.callIds,
  };
}
