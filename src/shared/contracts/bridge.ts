import { z } from 'zod';
import { appeal, appealCard, appealOutcome } from '../domain/appeal/appeal.ts';
import { call, callEndCause, noAppealReason } from '../domain/call/call.ts';
import { operatorState, pickableReasons } from '../domain/operator/operatorState.ts';
import { person } from '../domain/person/person.ts';
import { user } from '../domain/user/user.ts';
import { id, instant } from '../lib/primitives.ts';
import { appealFile, appealLine, demoUser, referenceData, sipLine } from './journal.ts';

/** What the window knows of who works here. */
export const sessionInfo = z.object({
  user: user.nullable(),
  /** How the present user was let in. */
  signedIn: z.enum(['no', 'journal', 'offline']),
  deviceName: z.string(),
  demo: z.boolean(),
  /** Calls can be practised: the practice line runs (demo only). */
  practice: z.boolean(),
});
export type SessionInfo = z.infer<typeof sessionInfo>;

/** The strip at the bottom: is the journal there, and what waits for it. */
export const syncInfo = z.object({
  journal: z.enum(['up', 'down', 'contractMismatch', 'connecting']),
  waiting: z.int().nonnegative(),
  refused: z.int().nonnegative(),
  parked: z.int().nonnegative(),
  oldestWaitingAt: instant.nullable(),
  recordingsWaiting: z.int().nonnegative(),
  /** A fault of the disk or the cache the operator must know of, as an error code, or null. */
  trouble: z.string().nullable(),
});
export type SyncInfo = z.infer<typeof syncInfo>;

/** Who calls, as far as is known now. `source` says how complete it is. */
export const callerCard = z.object({
  callId: id,
  phone: z.string().nullable(),
  /** `cache`: what this desk remembers; `journal`: the whole register; `searching`: the journal is being asked. */
  source: z.enum(['cache', 'journal', 'searching']),
  persons: z.array(person),
  appeals: z.array(appealLine),
  calls: z.array(call),
});
export type CallerCard = z.infer<typeof callerCard>;

/** What is being typed: survives anything until it is registered or thrown away on purpose. */
export const draft = z.object({
  id,
  callId: id.nullable(),
  card: appealCard,
  updatedAt: instant,
  /** Which step of the guide stands done, and where the cursor was: for coming back to the same place. */
  position: z.object({ field: z.string().nullable(), guideStep: z.string().nullable() }),
});
export type Draft = z.infer<typeof draft>;

/** An appeal on this desk, with what is still on its way. */
export const deskAppeal = z.object({
  appeal,
  personName: z.string().nullable(),
  sync: z.enum(['waiting', 'accepted', 'refused', 'parked']),
  refusal: z.object({ code: z.string(), text: z.string() }).nullable(),
});
export type DeskAppeal = z.infer<typeof deskAppeal>;

export const deskCall = z.object({ call, personName: z.string().nullable(), hasRecording: z.boolean() });
export type DeskCall = z.infer<typeof deskCall>;

export const lineSettings = z.object({
  /** Address of the exchange's WebSocket. */
  wsUrl: z.string(),
  line: sipLine,
  displayName: z.string(),
  codes: z.object({ join: z.string(), leave: z.string(), pause: z.string(), unpause: z.string(), echo: z.string() }),
});
export type LineSettings = z.infer<typeof lineSettings>;

export const lineStatus = z.enum(['off', 'connecting', 'registered', 'wrongPassword', 'unreachable']);
export type LineStatus = z.infer<typeof lineStatus>;

const nothing = z.object({});
const ok = z.object({ ok: z.literal(true) });

/** Everything a window may ask of its core: `area.verb`, input and output. There is no other way in. */
export const bridgeCalls = {
  'session.get': { input: nothing, output: sessionInfo },
  'session.signIn': {
    input: z.object({ login: z.string().max(64), password: z.string().max(256) }),
    output: sessionInfo,
  },
  'session.signOut': { input: nothing, output: sessionInfo },
  /** Printed demo users; empty where the journal is not the embedded demo. */
  'session.demoUsers': { input: nothing, output: z.object({ users: z.array(demoUser) }) },

  'line.settings': { input: nothing, output: z.object({ settings: lineSettings.nullable() }) },
  /** The window tells what it truly sees of the line; anything but `registered` takes a ready operator out. */
  'line.report': { input: z.object({ status: lineStatus }), output: ok },

  'operator.get': { input: nothing, output: z.object({ state: operatorState.nullable() }) },
  'operator.ready': { input: nothing, output: z.object({ state: operatorState }) },
  'operator.notReady': {
    input: z.object({ reason: z.enum(pickableReasons) }),
    output: z.object({ state: operatorState }),
  },
  'operator.extendWrapUp': { input: nothing, output: z.object({ state: operatorState }) },
  /** Puts the card of the last call aside as a draft and ends the wrap-up. */
  'operator.setAside': { input: nothing, output: z.object({ state: operatorState }) },

  /** An INVITE came (or was sent). Answers at once from the cache; the journal's answer follows as `caller.changed`. Idempotent by sipCallId. */
  'calls.offer': {
    input: z.object({
      direction: z.enum(['incoming', 'outgoing']),
      sipCallId: z.string().max(256),
      linkedId: z.string().max(128).nullable(),
      queue: z.string().max(64).nullable(),
      queueWaitSec: z.int().nonnegative().nullable(),
      /** User part of From / P-Asserted-Identity as it came, or null. */
      from: z.string().max(128).nullable(),
      displayName: z.string().max(200).nullable(),
    }),
    output: z.object({ call, caller: callerCard, draft }),
  },
  'calls.answered': { input: z.object({ callId: id }), output: ok },
  'calls.ended': { input: z.object({ callId: id, cause: callEndCause }), output: ok },
  'calls.identify': { input: z.object({ callId: id, personId: id.nullable() }), output: ok },
  'calls.closeWithoutAppeal': { input: z.object({ callId: id, reason: noAppealReason }), output: ok },
  'calls.wantCallback': { input: z.object({ callId: id }), output: ok },
  'calls.callbackDone': { input: z.object({ callId: id }), output: ok },
  'calls.list': {
    input: z.object({ filter: z.enum(['all', 'missed', 'callback']) }),
    output: z.object({ calls: z.array(deskCall) }),
  },
  /** The call in hand with its card and draft, for a window that was reloaded. */
  'calls.current': {
    input: nothing,
    output: z.object({ current: z.object({ call, caller: callerCard, draft: draft.nullable() }).nullable() }),
  },

  'persons.search': {
    input: z.object({ query: z.string().max(200) }),
    output: z.object({ persons: z.array(person), source: z.enum(['cache', 'journal']) }),
  },

  'drafts.list': { input: nothing, output: z.object({ drafts: z.array(draft) }) },
  /** A new card without a call: a letter, an e-mail, a visit. */
  'drafts.create': { input: z.object({ channel: appealCard.shape.channel }), output: z.object({ draft }) },
  'drafts.save': { input: z.object({ draft }), output: ok },
  'drafts.discard': { input: z.object({ draftId: id }), output: ok },

  /** Registers the draft's card: one act. `actId` is made by the window, so that a repeat after no answer is the same act. */
  'appeals.register': {
    input: z.object({
      actId: id,
      draftId: id,
      card: appealCard,
      callId: id.nullable(),
      closeWith: appealOutcome.nullable(),
    }),
    output: z.object({ appeal: deskAppeal }),
  },
  'appeals.close': {
    input: z.object({ actId: id, appealId: id, answer: z.string().max(8000), outcome: appealOutcome }),
    output: z.object({ appeal: deskAppeal }),
  },
  'appeals.list': { input: nothing, output: z.object({ appeals: z.array(deskAppeal) }) },
  /** The whole journal, for who watches; needs the journal. */
  'appeals.search': {
    input: z.object({ query: z.string().max(200) }),
    output: z.object({ appeals: z.array(appealLine) }),
  },
  'appeals.file': { input: z.object({ appealId: id }), output: z.object({ file: appealFile }) },

  'reference.get': { input: nothing, output: z.object({ reference: referenceData.nullable() }) },
  'sync.get': { input: nothing, output: syncInfo },

  'recordings.begin': { input: z.object({ callId: id }), output: z.object({ recordingId: id }) },
  /** `bytes` is base64 of the next piece of the file. */
  'recordings.append': {
    input: z.object({ recordingId: id, offset: z.int().nonnegative(), bytes: z.string() }),
    output: ok,
  },
  'recordings.finish': { input: z.object({ recordingId: id }), output: ok },
  /** A piece of a recording from the journal, for who may listen. */
  'recordings.read': {
    input: z.object({ recordingId: id, offset: z.int().nonnegative(), limit: z.int().positive().max(1_048_576) }),
    output: z.object({ bytes: z.string(), total: z.int().nonnegative() }),
  },

  'practice.callers': {
    input: nothing,
    output: z.object({ callers: z.array(z.object({ id: z.string(), label: z.string(), question: z.string() })) }),
  },
  /** «Позвонить мне»: the practice line rings this operator. */
  'practice.ring': { input: z.object({ callerId: z.string() }), output: ok },
} as const;

/** What a core tells its windows. */
export const bridgeEvents = {
  'session.changed': sessionInfo,
  'operator.changed': z.object({ state: operatorState.nullable() }),
  'caller.changed': callerCard,
  'calls.changed': nothing,
  'appeals.changed': nothing,
  'drafts.changed': nothing,
  'reference.changed': nothing,
  'sync.changed': syncInfo,
  /** The machine woke up, was unlocked or changed its network: check the line at once. */
  'line.check': nothing,
} as const;

export type BridgeCallName = keyof typeof bridgeCalls;
export type BridgeInput<N extends BridgeCallName> = z.input<(typeof bridgeCalls)[N]['input']>;
export type BridgeOutput<N extends BridgeCallName> = z.output<(typeof bridgeCalls)[N]['output']>;
export type BridgeEventName = keyof typeof bridgeEvents;
export type BridgeEvent<N extends BridgeEventName> = z.output<(typeof bridgeEvents)[N]>;

/** The bridge as the window uses it; every transport is one of these. */
export interface Bridge {
  /** @throws AppError with the code of the core's refusal, or `bridge.down` when the core is not there */
  call<N extends BridgeCallName>(name: N, input: BridgeInput<N>): Promise<BridgeOutput<N>>;
  /** Returns its own unsubscribe. */
  subscribe<N extends BridgeEventName>(name: N, listener: (event: BridgeEvent<N>) => void): () => void;
}
