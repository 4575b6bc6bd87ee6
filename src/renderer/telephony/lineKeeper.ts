import type { LineStatus } from '../../shared/contracts/bridge.ts';
import { backoffMs } from './backoffMs.ts';
import type { Timers } from './timers.ts';

/** Who is registered as our line: nobody, this workstation, another one; or the exchange does not say. */
export type LineHolder = 'nobody' | 'us' | 'other' | 'unknown';

export type RegisterAnswer = { kind: 'accepted'; expiresSec: number } | { kind: 'denied' } | { kind: 'failed' };

/** What the keeper does with the line; every promise may also never settle. */
export interface LineWire {
  /** Opens a new socket; rejects when that fails. */
  open(): Promise<void>;
  /** Forgets the socket at once, without waiting for the peer's goodbye: a silent peer never says it. */
  drop(): void;
  register(): Promise<RegisterAnswer>;
  /** Asks the registrar who is there, and changes nothing. */
  holder(): Promise<LineHolder>;
  /** Resolves when OPTIONS is answered, whatever the answer says. */
  ping(): Promise<void>;
}

export interface LineKeeperDeps {
  wire: LineWire;
  timers: Timers;
  onStatus: (status: LineStatus) => void;
  /** The first registration on each socket. */
  onRegistered: () => void;
  /** Somebody is being talked with: every second counts, and one desk's tries burden nobody. */
  isUrgent?: () => boolean;
}

export interface LineKeeper {
  start(): void;
  /** The socket was closed by the peer or by the network. */
  socketClosed(): void;
  /** Something happened to the machine: prove the line now. */
  check(): void;
  /** The operator wishes to work here although another workstation has the line. */
  takeOver(): void;
  stop(): void;
  isRegistered(): boolean;
}

const answerWithinMs = 4_000;
/** After a wake-up the old socket is suspect, so less patience: a new socket and REGISTER must follow within 3 s. */
const checkAnswerWithinMs = 1_500;
const pingEveryMs = 10_000;
/** In a call a goodbye may be missed over a socket that is dead and looks open: it is found within 3 + 2 s. */
const urgentPingEveryMs = 3_000;
const urgentAnswerWithinMs = 2_000;
/** Every third proof is the registration itself: an exchange that restarted answers OPTIONS and has forgotten us. */
const holderEveryPings = 3;
/** How soon the line is looked at again that another workstation has. */
const heldRetryMs = 20_000;
/** An answer older than this proves nothing any more, even when a throttled window came too late to ask. */
const proofLastsMs = 30_000;
/** A wrong password is not hammered: exchanges lock out who does. */
const wrongPasswordRetry = { firstMs: 60_000, mostMs: 60_000 };
const retry = { firstMs: 500, mostMs: 30_000 };
const urgentRetry = { firstMs: 500, mostMs: 1_000 };

/**
 * Keeps one line registered, endlessly. «На связи» is said only on the strength of a REGISTER or OPTIONS answered less
 * than 30 s ago; a peer that keeps the connection open and says nothing is found in at most 10 + 4 s.
 */
export function createLineKeeper({
  wire,
  timers,
  onStatus,
  onRegistered,
  isUrgent = () => false,
}: LineKeeperDeps): LineKeeper {
  let status: LineStatus = 'off';
  /** Raised whenever what is under way becomes void: answers that come later are recognised by it. */
  let epoch = 0;
  let attempt = 0;
  let phase: 'off' | 'opening' | 'registering' | 'up' | 'waiting' = 'off';
  let provenAtMs = 0;
  let isPinging = false;
  let isRefreshDue = false;
  let waiting: (() => void)[] = [];
  let pings = 0;
  /** Said by the operator, for one registration. */
  let mayTake = false;

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
      () => ours === epoch && ask(),
      () => ours === epoch && fail('unreachable'),
    );
  };

  const fail = (next: 'unreachable' | 'wrongPassword' | 'connecting'): void => {
    nextEpoch();
    phase = 'waiting';
    wire.drop();
    say(next);
    const limits = next === 'wrongPassword' ? wrongPasswordRetry : isUrgent() ? urgentRetry : retry;
    later(backoffMs(attempt, timers.random(), limits), open);
    attempt += 1;
  };

  /** Nobody's line is taken from under them without a word. */
  const ask = (): void => {
    if (mayTake) return register(true);
    const ours = nextEpoch();
    phase = 'registering';
    later(answerWithinMs, () => fail('unreachable'));
    wire.holder().then(
      (holder) => {
        if (ours !== epoch) return;
        if (holder === 'other') held();
        else register(true);
      },
      () => ours === epoch && fail('unreachable'),
    );
  };

  const held = (): void => {
    nextEpoch();
    phase = 'waiting';
    wire.drop();
    say('heldElsewhere');
    later(heldRetryMs, open);
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
    mayTake = false;
    // Calls are mended before the line is called up: what is told of it comes after them.
    if (isFirst) onRegistered();
    proven();
    // Well before the end: one lost refresh must not lose the line (RFC 3261 §10.2.4 leaves the moment to us).
    later(answer.expiresSec * 600, refresh);
    nextPing();
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

  const nextPing = (): void => void later(isUrgent() ? urgentPingEveryMs : pingEveryMs, () => ping());

  const ping = (patienceMs: number = isUrgent() ? urgentAnswerWithinMs : answerWithinMs): void => {
    if (isPinging) return;
    isPinging = true;
    if (timers.nowMs() - provenAtMs > proofLastsMs) say('connecting');
    const ours = epoch;
    const giveUp = later(patienceMs, () => {
      attempt = 0;
      // After a wake-up the network is there and only the socket is dead: nothing is gained by waiting.
      if (patienceMs === checkAnswerWithinMs) return renew();
      fail('unreachable');
    });
    pings += 1;
    const asked: Promise<LineHolder> =
      pings % holderEveryPings === 0 ? wire.holder() : wire.ping().then(() => 'unknown' as const);
    asked.then(
      (holder) => {
        if (ours !== epoch) return;
        if (holder === 'other') return held();
        if (holder === 'nobody') return register(true);
        giveUp();
        isPinging = false;
        proven();
        if (isRefreshDue) register(false);
        else nextPing();
      },
      () => {
        // The socket's own end comes as socketClosed; anything else is found by the clock.
      },
    );
  };

  const renew = (): void => {
    say('unreachable');
    open();
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
      if (phase === 'waiting' && status !== 'wrongPassword' && status !== 'heldElsewhere') {
        attempt = 0;
        open();
      } else if (phase === 'up') {
        ping(checkAnswerWithinMs);
      }
    },
    takeOver() {
      if (status !== 'heldElsewhere') return;
      mayTake = true;
      attempt = 0;
      say('connecting');
      open();
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
