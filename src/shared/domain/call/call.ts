import { z } from 'zod';
import { id, instant } from '../../lib/primitives.ts';

/** Why an answered call, or an offer, came to its end. Missed, rejected, cancelled, failed and answered elsewhere stay apart. */
export const callEndCause = z.enum([
  'caller',
  'operator',
  'cancelled',
  'rejected',
  'ringTimeout',
  'answeredElsewhere',
  'lost',
  'failed',
]);
export type CallEndCause = z.infer<typeof callEndCause>;

/** Звонок без обращения: counted, never a card. */
export const noAppealReason = z.enum(['wrongNumber', 'silence', 'cutOff', 'prank', 'outsideOms', 'emergency']);
export type NoAppealReason = z.infer<typeof noAppealReason>;

/** One thing that was seen of a call. Facts come late, twice and out of order; they are merged, never refused. */
export const callFact = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('call.offered'),
    at: instant,
    direction: z.enum(['incoming', 'outgoing']),
    operatorId: id,
    sipCallId: z.string().max(256),
    /** The exchange's own id of the call (Asterisk Linkedid): the same over transfers and returns. */
    linkedId: z.string().max(128).nullable(),
    queue: z.string().max(64).nullable(),
    queueWaitSec: z.int().nonnegative().nullable(),
    /** E.164 or a short number; null when the caller hides it. */
    phone: z.string().max(32).nullable(),
    displayName: z.string().max(200).nullable(),
  }),
  z.object({ kind: z.literal('call.answered'), at: instant }),
  z.object({ kind: z.literal('call.ended'), at: instant, cause: callEndCause }),
  z.object({ kind: z.literal('call.identified'), at: instant, personId: id.nullable() }),
  z.object({ kind: z.literal('call.closedWithoutAppeal'), at: instant, reason: noAppealReason }),
  z.object({ kind: z.literal('call.appealLinked'), at: instant, appealId: id }),
  z.object({ kind: z.literal('call.recorded'), at: instant, recordingId: id }),
  /** «Перезвонить»: the line was cut, or the caller was missed. */
  z.object({ kind: z.literal('call.callbackWanted'), at: instant }),
  z.object({ kind: z.literal('call.callbackDone'), at: instant }),
]);
export type CallFact = z.infer<typeof callFact>;

/** The record of one call on one operator's line. */
export const call = z.object({
  id,
  direction: z.enum(['incoming', 'outgoing']),
  operatorId: id.nullable(),
  sipCallId: z.string().nullable(),
  linkedId: z.string().nullable(),
  queue: z.string().nullable(),
  queueWaitSec: z.number().nullable(),
  phone: z.string().nullable(),
  displayName: z.string().nullable(),
  offeredAt: instant.nullable(),
  answeredAt: instant.nullable(),
  endedAt: instant.nullable(),
  endCause: callEndCause.nullable(),
  personId: id.nullable(),
  identifiedAt: instant.nullable(),
  noAppealReason: noAppealReason.nullable(),
  noAppealAt: instant.nullable(),
  appealIds: z.array(id),
  recordingIds: z.array(id),
  callbackWantedAt: instant.nullable(),
  callbackDoneAt: instant.nullable(),
});
export type Call = z.infer<typeof call>;

/** What became of the call, in one word. */
export type CallOutcome =
  | 'ringing'
  | 'talking'
  | 'answered'
  | 'dropped'
  | 'missed'
  | 'rejected'
  | 'cancelled'
  | 'answeredElsewhere'
  | 'failed';

/** The outcome follows from what was seen; it is never stored beside it. */
export function callOutcome(of: Call): CallOutcome {
  if (of.answeredAt !== null) {
    if (of.endedAt === null) return 'talking';
    return of.endCause === 'lost' ? 'dropped' : 'answered';
  }
  switch (of.endCause) {
    case null:
      return 'ringing';
    case 'rejected':
      return 'rejected';
    case 'answeredElsewhere':
      return 'answeredElsewhere';
    case 'failed':
    case 'lost':
      return 'failed';
    case 'ringTimeout':
      return 'missed';
    case 'caller':
    case 'cancelled':
      return of.direction === 'incoming' ? 'missed' : 'cancelled';
    case 'operator':
      return 'cancelled';
  }
}
