import { randomUUID } from 'node:crypto';
import { SessionState, type Invitation } from 'sip.js';
import type { WebSocket } from 'ws';
import { practiceCallers } from '../shared/demo/practiceCallers.ts';
import { applyQueueCode, dialledMeaning, type QueueMembership } from './featureCodes.ts';
import { createOperatorLine, type OperatorLine } from './operatorLine.ts';
import type { MonotonicClock, PracticeLog, PracticeTimings } from './ports.ts';
import { createPracticeCall, refuseTransfers, type PracticeCall, type PracticeCallInfo } from './practiceCall.ts';
import { practiceError } from './practiceError.ts';
import { createRegistrar } from './registrar.ts';
import { createSpeechShelf } from './speech.ts';

export interface RingInput {
  sipUser: string;
  callerId: string;
}

export interface RingResult {
  sipCallId: string;
  linkedId: string;
}

export interface Exchange {
  accept(socket: WebSocket): void;
  ring(input: RingInput): Promise<RingResult>;
  hangUp(sipCallId: string): Promise<void>;
  hold(sipCallId: string, isHolding: boolean): Promise<void>;
  calls(): PracticeCallInfo[];
  /** Says goodbye on every call, then closes every line. */
  stop(): Promise<void>;
}

export interface ExchangeDeps {
  accounts: (user: string) => string | null;
  assetsDir: string;
  log: PracticeLog;
  clock: MonotonicClock;
  timings: PracticeTimings;
}

/** Routes between the desks' lines and the simulated callers, and cleans up behind both. */
export function createExchange({ accounts, assetsDir, log, clock, timings }: ExchangeDeps): Exchange {
  const registrar = createRegistrar<OperatorLine>({ accounts, clock });
  const loadSpeech = createSpeechShelf(assetsDir);
  const calls = new Map<string, PracticeCall>();
  const lines = new Set<OperatorLine>();
  /** Membership outlives the registration, as in the real queue: a reloaded window is still joined. */
  const memberships = new Map<string, QueueMembership>();
  /** What to undo when a line goes away in the middle of a code the operator dialled. */
  const dialledLegs = new Map<OperatorLine, Set<() => void>>();

  const answerDialled = async (line: OperatorLine, invitation: Invitation, dialled: string | undefined) => {
    const user = registrar.userOf(line);
    const meaning = dialledMeaning(dialled);
    if (!user) return invitation.reject({ statusCode: 403 });
    if (meaning.kind === 'unknown') return invitation.reject({ statusCode: 404 });
    if (meaning.kind === 'queue') {
      const { membership, status } = applyQueueCode(memberships.get(user) ?? null, meaning.code);
      memberships.set(user, membership);
      log('practice.queue_code', { sipUser: user, code: meaning.code, status });
      if (status !== 200) return invitation.reject({ statusCode: status });
    }
    refuseTransfers(invitation);
    const media = line.mediaOf(invitation);
    const legs = dialledLegs.get(line) ?? new Set();
    dialledLegs.set(line, legs);
    const release = (): void => {
      media.close();
      legs.delete(release);
    };
    legs.add(release);
    invitation.stateChange.addListener((state) => {
      if (state === SessionState.Terminated) release();
      if (state === SessionState.Established && meaning.kind === 'echo') media.startEcho();
    });
    try {
      await invitation.accept();
    } catch (error) {
      release();
      throw error;
    }
    // The 200 is the whole answer, as in the dialplan; sip.js holds the BYE back until the desk's ACK is in.
    if (meaning.kind === 'queue') await invitation.bye();
  };

  const find = (sipCallId: string): PracticeCall => {
    const call = calls.get(sipCallId);
    if (!call) throw practiceError('practice.unknown_call', { sipCallId });
    return call;
  };

  const lineLost = (line: OperatorLine): void => {
    registrar.drop(line);
    lines.delete(line);
    for (const call of calls.values()) if (call.line === line) call.abandon();
    for (const release of dialledLegs.get(line) ?? []) release();
    dialledLegs.delete(line);
    line.close();
  };

  return {
    accept(socket) {
      const line = createOperatorLine({
        socket,
        clock,
        log,
        onRegister(from, request) {
          const answer = registrar.register(from, request);
          if (answer.status !== 401) log('practice.register', { sipUser: request.user, status: answer.status });
          return answer;
        },
        onInvite(from, invitation, dialled) {
          answerDialled(from, invitation, dialled).catch(() => log('practice.dialled_failed'));
        },
      });
      lines.add(line);
      socket.on('close', () => lineLost(line));
      socket.on('error', () => log('practice.socket_error'));
    },

    async ring({ sipUser, callerId }) {
      const caller = practiceCallers.find(({ id }) => id === callerId);
      if (!caller) throw practiceError('practice.unknown_caller', { callerId });
      if (accounts(sipUser) === null) throw practiceError('practice.unknown_account', { sipUser });
      const binding = registrar.find(sipUser);
      if (!binding) throw practiceError('practice.not_registered', { sipUser });
      const linkedId = `practice.${randomUUID().replaceAll('-', '')}`;
      const call = await createPracticeCall({
        ...binding,
        sipUser,
        linkedId,
        caller,
        loadSpeech,
        clock,
        timings,
        log,
        onEnded: () => calls.delete(sipCallId),
      });
      const { sipCallId } = call.info();
      // The window may have gone while the speech was read.
      if (!lines.has(binding.line)) {
        call.abandon();
        throw practiceError('practice.not_registered', { sipUser });
      }
      calls.set(sipCallId, call);
      await call.invite();
      return { sipCallId, linkedId };
    },

    hangUp: async (sipCallId) => find(sipCallId).hangUp(),
    hold: async (sipCallId, isHolding) => find(sipCallId).hold(isHolding),
    calls: () => [...calls.values()].map((call) => call.info()),

    async stop() {
      await Promise.allSettled([...calls.values()].map((call) => call.hangUp()));
      for (const call of calls.values()) call.abandon();
      for (const line of lines) lineLost(line);
    },
  };
}
