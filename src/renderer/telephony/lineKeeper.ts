import type { LineStatus } from '../../shared/contracts/bridge.ts';
import { backoffMs } from './backoffMs.ts';
import type { Timers } from './timers.ts';

export type RegisterAnswer = { kind: 'accepted'; expiresSec: number } | { kind: 'denied' } | { kind: 'failed' };

/** What the keeper does with the line; every promise may also never settle. */
export interface LineWire {
  /** Opens a new socket; rejects when that fails. */
  open(): Promise<void>;
  /** Forgets the socket at once, without waiting for the peer's goodbye: a silent peer never says it. */
  drop(): void;
  register(): Promise<RegisterAnswer>;
  /** Resolves when OPTIONS is answered, whatever the answer says. */
  ping(): Promise<void>;
}

export interface LineKeeperDeps {
  wire: LineWire;
  timers: Timers;
  onStatus: (status: LineStatus) => void;
  /** The first registration on each socket. */
  onRegistered: () => void;
}

export interface LineKeeper {
  start(): void;
  /** The socket was closed by the peer or by the network. */
  socketClosed(): void;
  /** Something happened to the machine: prove the line now. */
  check(): void;
  stop(): void;
  isRegistered(): boolean;
}

const answerWithinMs = 4_000;
/** After a wake-up the old socket is suspect, so less patience: a new socket and REGISTER must follow within 3 s. */
const checkAnswerWithinMs = 2_000;
const pingEveryMs = 10_000;
/** An answer older than this proves nothing any more, even when a throttled window came too late to ask. */
const proofLastsMs = 30_000;
/** A wrong password is not hammered: exchanges lock out who does. */
const wrongPasswordRetry = { firstMs: 60_000, mostMs: 60_000 };
const retry = { firstMs: 500, mostMs: 30_000 };

/**
 * Keeps one line registered, endlessly. «На связи» is said only on the strength of a REGISTER or OPTIONS answered less
 * than 30 s ago; a peer that keeps the connection open and says nothing is found in at most 10 + 4 s.
 */
export function createLineKeeper({ wire, timers, onStatus, onRegistered }: LineKeeperDeps): LineKeeper {
  let status: LineStatus = 'off';
  /** Raised whenever what is under way becomes void: answers that come later are recognised by it. */
  let epoch = 0;
  let attempt = 0;
  let phase: 'off' | 'opening' | 'registering' | 'up' | 'waiting' = 'off';
  let provenAtMs = 0;
  let isPinging = false;
  let isRefreshDue = false;
  let waiting: (() => void)[] = [];

  const say = (next: LineStatus): void => {
    if (next === status) return;
    status = next;
    onStatus(next);
  };
  const later = (ms: number, act: () => void): (() => void) => {
    const ours = epoch;
    const cancel = timers.after(ms, () => {
      if (ours === epoch) act();
    });
    waiting.push(cancel);
    return cancel;
  };
  const nextEpoch = (): number => {
    for (const cancel of waiting) cancel();
    waiting = [];
    isPinging = false;
    isRefreshDue = false;
    epoch += 1;
    return epoch;
  };

  const open = (): void => {
    const ours = nextEpoch();
    phase = 'opening';
    later(answerWithinMs, () => fail('unreachable'));
    wire.open().then(
      () => ours === epoch && register(true),
      () => ours === epoch && fail('unreachable'),
    );
  };

  const fail = (next: 'unreachable' | 'wrongPassword' | 'connecting'): void => {
    nextEpoch();
    phase = 'waiting';
    wire.drop();
    say(next);
    const limits = next === 'wrongPassword' ? wrongPasswordRetry : retry;
    later(backoffMs(attempt, timers.random(), limits), open);
    attempt += 1;
  };

  const register = (isFirst: boolean): void => {
    const ours = nextEpoch();
    if (isFirst) phase = 'registering';
    later(answerWithinMs, () => fail('unreachable'));
    wire.register().then(
      (answer) => ours === epoch && registered(answer, isFirst),
      () => ours === epoch && fail('unreachable'),
    );
  };

  const registered = (answer: RegisterAnswer, isFirst: boolean): void => {
    if (answer.kind === 'denied') return fail('wrongPassword');
    if (answer.kind === 'failed') return fail('unreachable');
    nextEpoch();
    phase = 'up';
    attempt = 0;
    // Calls are mended before the line is called up: what is told of it comes after them.
    if (isFirst) onRegistered();
    proven();
    // Well before the end: one lost refresh must not lose the line (RFC 3261 §10.2.4 leaves the moment to us).
    later(answer.expiresSec * 600, refresh);
    later(pingEveryMs, ping);
  };

  /** A refresh starts the clock anew; begun under an unanswered OPTIONS it would lengthen the silence of a dead peer. */
  const refresh = (): void => {
    if (isPinging) isRefreshDue = true;
    else register(false);
  };

  const proven = (): void => {
    provenAtMs = timers.nowMs();
    say('registered');
  };

  const ping = (patienceMs: number = answerWithinMs): void => {
    if (isPinging) return;
    isPinging = true;
    if (timers.nowMs() - provenAtMs > proofLastsMs) say('connecting');
    const ours = epoch;
    const giveUp = later(patienceMs, () => {
      attempt = 0;
      fail('unreachable');
    });
    wire.ping().then(
      () => {
        if (ours !== epoch) return;
        giveUp();
        isPinging = false;
        proven();
        if (isRefreshDue) register(false);
        else later(pingEveryMs, ping);
      },
      () => {
        // The socket's own end comes as socketClosed; anything else is found by the clock.
      },
    );
  };

  return {
    start() {
      if (phase !== 'off') return;
      attempt = 0;
      say('connecting');
      open();
    },
    socketClosed() {
      if (phase !== 'up' && phase !== 'registering') return;
      // A blip that heals in a moment must not cost a ready operator the place in the queue: red only if that fails.
      fail(phase === 'up' ? 'connecting' : 'unreachable');
    },
    check() {
      if (phase === 'waiting' && status !== 'wrongPassword') {
        attempt = 0;
        open();
      } else if (phase === 'up') {
        ping(checkAnswerWithinMs);
      }
    },
    stop() {
      nextEpoch();
      phase = 'off';
      wire.drop();
      say('off');
    },
    isRegistered: () => phase === 'up',
  };
}
