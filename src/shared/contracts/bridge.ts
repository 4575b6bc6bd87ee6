import { z } from 'zod';
import { appeal, attachment } from '../domain/appeal/appeal.ts';
import { appealCard, storedCard } from '../domain/appeal/appealCard.ts';
import { appealCommand } from '../domain/appeal/appealCommand.ts';
import { appealOutcome } from '../domain/appeal/codeBooks.ts';
import { call, callEndCause, noAppealReason } from '../domain/call/call.ts';
import { operatorState, pickableReasons } from '../domain/operator/operatorState.ts';
import { person } from '../domain/person/person.ts';
import { user } from '../domain/user/user.ts';
import { id, instant } from '../lib/primitives.ts';
import { adminBridgeCalls } from './adminBridge.ts';
import { actCommand, appealFile, appealLine, demoUser, handOversFound, referenceData, sipLine } from './journal.ts';
import {
  appealSearch,
  historyRow,
  linkedLine,
  similarAppeals,
  similarQuery,
  worklistCounts,
  worklistName,
  worklistPage,
  worklistQuery,
} from './worklists.ts';

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
  /** Of the present user's acts, those the journal did not take and nobody has dealt with yet. */
  refused: z.int().nonnegative(),
  parked: z.int().nonnegative(),
  oldestWaitingAt: instant.nullable(),
  recordingsWaiting: z.int().nonnegative(),
  /** The present user's files for cards that the journal has not taken yet. */
  filesWaiting: z.int().nonnegative(),
  /** The journal answers, but slower than an operator can wait for. */
  slow: z.boolean(),
  /** How far this machine's clock is off the journal's, ms; 0 while it is within what nobody notices. */
  clockOffMs: z.int(),
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

/** Set on a draft whose card is registered already: the change of an appeal, not yet sent. */
export const draftAmends = z.object({
  appealId: id,
  number: z.string(),
  /** The version of the classifier the appeal was made under; absent in drafts of before. */
  classifierVersion: z.string().optional(),
  /** What stood in each field before the eyes of whoever types. */
  was: storedCard,
  /** The act whose conflict is being chosen, or null. */
  settles: id.nullable(),
  /** The refused or parked act that is being mended, or null. */
  resends: id.nullable(),
  /** Fields decided on by hand: they are told even where the result is what stood there. */
  decided: z.array(appealCard.keyof()).default([]),
});
export type DraftAmends = z.infer<typeof draftAmends>;

/** What is being typed: survives anything until it is registered or thrown away on purpose. */
export const draft = z.object({
  id,
  callId: id.nullable(),
  card: storedCard,
  updatedAt: instant,
  /** Which step of the guide stands done, and where the cursor was: for coming back to the same place. */
  position: z.object({
    field: z.string().nullable(),
    guideStep: z.string().nullable(),
    /** Characters before the cursor in that field. */
    caret: z.int().nonnegative().nullable().default(null),
    /** It lay open on the desk, not put aside. */
    open: z.boolean().default(false),
  }),
  /** The outcome picked for closing; null for the usual one of the kind. */
  outcome: appealOutcome.nullable().default(null),
  /** Who says that it is this person, or nobody known: the number alone, or the operator. */
  personFrom: z.enum(['number', 'operator']).nullable().default(null),
  amends: draftAmends.nullable().default(null),
  /** Earlier appeals on the same matter, linked to when the card is registered. */
  links: z.array(id).max(20).optional(),
});
export type Draft = z.infer<typeof draft>;

/** Where an act stands on its way to the journal. `sent`: gone, and not answered yet. */
export const actState = z.enum(['waiting', 'sent', 'accepted', 'refused', 'parked']);
export type ActState = z.infer<typeof actState>;

/** An appeal on this desk, with what is still on its way. */
export const deskAppeal = z.object({
  appeal,
  personName: z.string().nullable(),
  /** How it stands to the present user: theirs to lead, waiting to be accepted, or passed on. */
  place: z.enum(['mine', 'incoming', 'passedOn']),
  sync: actState,
  refusal: z.object({ code: z.string(), text: z.string() }).nullable(),
});
export type DeskAppeal = z.infer<typeof deskAppeal>;

/**
 * A file the present user put to a card, on its way. `open`: it is being read; `kept`: it waits for its card to be
 * registered; `waiting`: for its turn or the journal; `failed`: not taken, `fault` says why. Once it is sent it is in the
 * appeal, and no more here.
 */
export const deskAttachment = z.object({
  id,
  name: z.string(),
  bytes: z.int(),
  to: attachment.shape.to,
  state: z.enum(['open', 'kept', 'waiting', 'sending', 'failed']),
  sentBytes: z.int(),
  fault: z.string().nullable(),
});
export type DeskAttachment = z.infer<typeof deskAttachment>;

/** An act of the present user that is not in the journal: waiting, or not taken. */
export const deskAct = z.object({
  actId: id,
  seq: z.int(),
  at: instant,
  state: actState,
  refusal: z.object({ code: z.string(), text: z.string() }).nullable(),
  /** What was done about a refusal; null while nobody has. */
  resolution: z.enum(['resent', 'handedOver', 'withdrawn']).nullable(),
  /** Null when it is of a shape this desk cannot read: it lies parked. */
  command: actCommand.nullable(),
  appealId: id.nullable(),
  appealNumber: z.string().nullable(),
});
export type DeskAct = z.infer<typeof deskAct>;

/** Where the key of this desk's memory lies, and whether it could be recovered. */
export const keyInfo = z.object({
  keptIn: z.enum(['keychain', 'keyFile']),
  /** A copy wrapped for the journal lies beside the cache. */
  recoverable: z.boolean(),
  rotatedAt: instant.nullable(),
});
export type KeyInfo = z.infer<typeof keyInfo>;

/** Whether this desk can open its memory at all. */
export const recoveryState = z.object({
  needed: z.boolean(),
  /** `missing`, `unreadable` or `locked` as the key's keeper says; null when nothing is wrong. */
  reason: z.string().nullable(),
  recoverable: z.boolean(),
});
export type RecoveryState = z.infer<typeof recoveryState>;

export const deskCall = z.object({ call, personName: z.string().nullable(), hasRecording: z.boolean() });
export type DeskCall = z.infer<typeof deskCall>;

export const lineSettings = z.object({
  /** Address of the exchange's WebSocket. */
  wsUrl: z.string(),
  line: sipLine,
  displayName: z.string(),
  /** Names this workstation in its registration, so that another one is told apart from our own of a moment ago. */
  station: z.string(),
  codes: z.object({ join: z.string(), leave: z.string(), pause: z.string(), unpause: z.string(), echo: z.string() }),
});
export type LineSettings = z.infer<typeof lineSettings>;

/** `heldElsewhere`: the line is registered at another workstation, and nobody has said yet whether to take it. */
export const lineStatus = z.enum(['off', 'connecting', 'registered', 'wrongPassword', 'unreachable', 'heldElsewhere']);
export type LineStatus = z.infer<typeof lineStatus>;

// All that is done to an appeal but its registration and the changes of its card, which have calls of their own.
const [, , ...steps] = appealCommand.options;
export const stepCommand = z.discriminatedUnion('kind', steps);
export type StepCommand = z.infer<typeof stepCommand>;

/** The whole card with what belongs to it. The history is null where nobody could tell it: an older journal, or none. */
export const deskFile = appealFile.extend({
  history: z.array(historyRow).nullable().default(null),
  links: z.array(linkedLine).default([]),
  names: z.record(z.string(), z.string()).default({}),
});
export type DeskFile = z.infer<typeof deskFile>;

const nothing = z.object({});
const ok = z.object({ ok: z.literal(true) });

/** Everything a window may ask of its core: `area.verb`, input and output. There is no other way in. */
export const bridgeCalls = {
  'session.get': { input: nothing, output: sessionInfo },
  'session.signIn': {
    input: z.object({ login: z.string().max(64), password: z.string().max(256) }),
    output: sessionInfo,
  },
  /**
   * Changes a password, the one-time one of a first sign-in too, and lets its owner in by the new one. Whoever is
   * signed in stays so.
   */
  'session.changePassword': {
    input: z.object({ login: z.string().max(64), password: z.string().max(256), newPassword: z.string().max(256) }),
    output: sessionInfo,
  },
  'session.signOut': { input: nothing, output: sessionInfo },
  /** Printed demo users; empty where the journal is not the embedded demo. */
  'session.demoUsers': { input: nothing, output: z.object({ users: z.array(demoUser) }) },

  'line.settings': { input: nothing, output: z.object({ settings: lineSettings.nullable() }) },
  /**
   * The window tells what it truly sees of the line, when that changes and again and again; anything but `registered`
   * takes a ready operator out, and so does a window that tells nothing any more.
   */
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
      /** Earlier appeals on the same matter. */
      links: z.array(id).max(20).optional(),
    }),
    output: z.object({ appeal: deskAppeal }),
  },
  'appeals.close': {
    input: z.object({ actId: id, appealId: id, answer: z.string().max(8000), outcome: appealOutcome }),
    output: z.object({ appeal: deskAppeal }),
  },
  /** Changes an open appeal. `was` is what the author saw; `settles` names the act whose conflict this chooses. Null: not on this desk. */
  'appeals.amend': {
    input: z.object({
      actId: id,
      appealId: id,
      changes: appealCard.partial(),
      was: appealCard.partial(),
      settles: id.nullable(),
    }),
    output: z.object({ appeal: deskAppeal.nullable() }),
  },
  'appeals.assign': {
    input: z.object({ actId: id, appealId: id, assigneeId: id }),
    output: z.object({ appeal: deskAppeal.nullable() }),
  },
  /**
   * One step on an appeal's way. What this desk can judge itself is refused at once; null when it has never seen the
   * appeal: the journal judges alone then.
   */
  'appeals.step': {
    input: z.object({ actId: id, command: stepCommand }),
    output: z.object({ appeal: deskAppeal.nullable() }),
  },
  'appeals.list': { input: nothing, output: z.object({ appeals: z.array(deskAppeal) }) },
  /** The whole journal, for who watches; needs the journal. */
  'appeals.search': {
    input: z.object({ query: z.string().max(200) }),
    output: z.object({ appeals: z.array(appealLine) }),
  },
  /**
   * The whole card as the journal tells it, at its `version`, with own waiting acts on top; `isWhole` is false and the
   * version null where it is only what this desk has, with the journal away.
   */
  'appeals.file': {
    input: z.object({ appealId: id }),
    output: z.object({ file: deskFile, isWhole: z.boolean(), version: z.int().nullable() }),
  },
  /** The search over everything the user may see; needs the journal. */
  'appeals.find': { input: z.object({ query: appealSearch }), output: worklistPage },
  /** Open and recent appeals of the same person or number: a repeat is linked, not begun anew. Needs the journal. */
  'appeals.similar': { input: z.object({ query: similarQuery }), output: similarAppeals },

  /** How much lies in each list of the user's role. */
  'worklists.counts': { input: nothing, output: worklistCounts },
  /** `source` says whether it is the journal's list or what this desk has of it. */
  'worklists.page': {
    input: z.object({ list: worklistName, query: worklistQuery }),
    output: worklistPage.extend({ source: z.enum(['journal', 'cache']) }),
  },

  /** What of the present user's is not in the journal, the oldest first, with what was refused or parked and not dealt with. */
  'outbox.list': { input: nothing, output: z.object({ acts: z.array(deskAct) }) },
  /** Sends a refused or parked act again as a new one, with `changes` put over what was meant. */
  'outbox.resend': {
    input: z.object({
      actId: id,
      newActId: id,
      changes: appealCard.partial(),
      /** What the author saw in the changed fields; what this desk shows now where it is not said. */
      was: appealCard.partial().optional(),
      outcome: appealOutcome.nullable(),
    }),
    output: ok,
  },
  /** A refused registration becomes a draft again, to be mended and registered. */
  'outbox.editAsDraft': { input: z.object({ actId: id }), output: z.object({ draft }) },
  'outbox.handOver': { input: z.object({ actId: id, newActId: id, note: z.string().max(1000) }), output: ok },
  'outbox.withdraw': { input: z.object({ actId: id }), output: ok },
  /** What operators handed over to who watches; needs the journal. */
  'handOvers.list': { input: nothing, output: handOversFound },
  'handOvers.settle': { input: z.object({ handOverId: id }), output: ok },

  ...adminBridgeCalls,

  'key.get': { input: nothing, output: keyInfo },
  'recovery.get': { input: nothing, output: recoveryState },
  /** With an administrator's consent the journal opens the wrapped copy of the key. */
  'recovery.recover': {
    input: z.object({ login: z.string().max(64), password: z.string().max(256) }),
    output: recoveryState,
  },
  /** On a person's word: the memory nothing opens is put aside, and the desk starts afresh. */
  'recovery.startAfresh': { input: nothing, output: recoveryState },

  /** What a window keeps for its user: a half-written step, the columns of a list. Null: nothing under this name. */
  'kept.read': { input: z.object({ name: z.string().max(120) }), output: z.object({ text: z.string().nullable() }) },
  'kept.write': {
    input: z.object({ name: z.string().max(120), text: z.string().max(40_000).nullable() }),
    output: ok,
  },

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

  /** A file for a card, announced before it is read; `attachmentId` is made by the window. */
  'attachments.begin': {
    input: z.object({
      attachmentId: id,
      of: z.union([z.object({ draftId: id }), z.object({ appealId: id })]),
      name: z.string().min(1).max(255),
      bytes: z.int().nonnegative(),
      to: attachment.shape.to,
    }),
    output: ok,
  },
  /** `bytes` is base64 of the next piece of the file. */
  'attachments.append': {
    input: z.object({ attachmentId: id, offset: z.int().nonnegative(), bytes: z.string() }),
    output: ok,
  },
  'attachments.finish': { input: z.object({ attachmentId: id }), output: ok },
  /** Takes back what is not in the appeal yet. */
  'attachments.remove': { input: z.object({ attachmentId: id }), output: ok },
  'attachments.retry': { input: z.object({ attachmentId: id }), output: ok },
  /** The present user's files for a draft or an appeal that are not in the journal yet. */
  'attachments.list': {
    input: z.object({ cardId: id }),
    output: z.object({ files: z.array(deskAttachment) }),
  },
  /** A piece of a file: from this desk where it lies here, else from the journal, for who may open the appeal. */
  'attachments.read': {
    input: z.object({ attachmentId: id, offset: z.int().nonnegative(), limit: z.int().positive().max(1_048_576) }),
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
  /** The journal has answered own acts on these appeals (version null), or told of them anew. */
  'appeals.told': z.object({ told: z.array(z.object({ appealId: id, version: z.int().nullable() })) }),
  /** Lists that reach beyond the user's own appeals may be others now. */
  'worklists.changed': nothing,
  'attachments.changed': nothing,
  'drafts.changed': nothing,
  'outbox.changed': nothing,
  'recovery.changed': recoveryState,
  'reference.changed': nothing,
  'sync.changed': syncInfo,
  /** The machine woke up, was unlocked or changed its network: check the line at once. */
  'line.check': nothing,
  /** Once a second while a window holds the line: a hidden window's own timers come once a minute. */
  'line.beat': nothing,
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
