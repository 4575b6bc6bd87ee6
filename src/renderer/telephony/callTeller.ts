import type { Bridge, BridgeInput, BridgeOutput } from '../../shared/contracts/bridge.ts';
import type { CallEndCause } from '../../shared/domain/call/call.ts';
import { tellCore } from './tellCore.ts';
import type { IncomingCall } from './sipPort.ts';
import type { Timers } from './timers.ts';

/** Tells the core of one call, in order, each thing once. */
export interface CallTeller {
  /** The core's id of the call; rejects when the core refuses the call. */
  readonly callId: Promise<string>;
  answered(): void;
  ended(cause: CallEndCause): void;
}

export interface CallTellerDeps {
  bridge: Bridge;
  timers: Timers;
  offer: BridgeInput<'calls.offer'>;
  onOffered: (answer: BridgeOutput<'calls.offer'>) => void;
  /** A code of the core's refusal. */
  onRefused: (error: unknown) => void;
}

/** Offers the call at once. What follows waits its turn, so that the core never hears an end before the beginning. */
export function createCallTeller({ bridge, timers, offer, onOffered, onRefused }: CallTellerDeps): CallTeller {
  const offered = tellCore(() => bridge.call('calls.offer', offer), timers);
  const callId = offered.then((answer) => {
    onOffered(answer);
    return answer.call.id;
  });
  let last: Promise<unknown> = callId;
  const then = (act: (id: string) => Promise<unknown>): void => {
    last = last.then(async () => tellCore(async () => act(await callId), timers)).catch(onRefused);
  };
  callId.catch(onRefused);
  return {
    callId,
    answered: () => then((id) => bridge.call('calls.answered', { callId: id })),
    ended: (cause) => then((id) => bridge.call('calls.ended', { callId: id, cause })),
  };
}

/** An INVITE as the core is told of it. */
export function toOffer(call: IncomingCall, direction: 'incoming' | 'outgoing'): BridgeInput<'calls.offer'> {
  const { legId, linkedId, queue, queueWaitSec, from, displayName } = call;
  return { direction, sipCallId: legId.slice(0, 256), linkedId, queue, queueWaitSec, from, displayName };
}
