import { assertNever } from '../shared/lib/assertNever.ts';

/** The codes an operator's line may dial; the real exchange's dialplan answers to the same ones. */
const queueCodes = { '*45': 'join', '*46': 'leave', '*47': 'pause', '*48': 'unpause' } as const;
const echoCode = '*43';

export type QueueCode = (typeof queueCodes)[keyof typeof queueCodes];

/** What the queue knows of an operator; null is "not a member". */
export type QueueMembership = 'ready' | 'paused' | null;

export type DialledMeaning = { kind: 'echo' } | { kind: 'queue'; code: QueueCode } | { kind: 'unknown' };

export function dialledMeaning(dialled: string | undefined): DialledMeaning {
  if (dialled === echoCode) return { kind: 'echo' };
  if (dialled === undefined || !Object.hasOwn(queueCodes, dialled)) return { kind: 'unknown' };
  return { kind: 'queue', code: queueCodes[dialled as keyof typeof queueCodes] };
}

/**
 * All codes may be repeated. Joining leaves the operator paused, so that nobody is rung before having said "ready"; pause
 * and ready without having joined are refused with 403, as app_queue's answer is mapped there.
 */
export function applyQueueCode(
  membership: QueueMembership,
  code: QueueCode,
): { membership: QueueMembership; status: 200 | 403 } {
  switch (code) {
    case 'join':
      return { membership: 'paused', status: 200 };
    case 'leave':
      return { membership: null, status: 200 };
    case 'pause':
    case 'unpause':
      if (membership === null) return { membership, status: 403 };
      return { membership: code === 'pause' ? 'paused' : 'ready', status: 200 };
    default:
      return assertNever(code);
  }
}
