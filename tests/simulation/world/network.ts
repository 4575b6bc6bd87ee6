import { AppError, toErrorValue, type ErrorValue } from '../../../src/shared/errors.ts';
import { JournalDown, type JournalRequest } from '../../../src/main/core/ports.ts';
import type { Dice } from './dice.ts';
import type { World } from './world.ts';

/** A request as it lies on the wire: text, so that two programs never share an object. */
export interface WireRequest {
  desk: string;
  method: string;
  path: string;
  authorization: string | null;
  body: string | null;
}

export type WireAnswer = { body: string } | { error: string };

/** The journal as the network sees it. */
export interface Listener {
  isUp(): boolean;
  /** Never settles when the journal dies before it has answered. */
  handle(request: WireRequest): Promise<unknown>;
}

/** How ill the network is; every figure is a probability unless it says otherwise. */
export interface Weather {
  lost: number;
  answerLost: number;
  duplicated: number;
  /** Of a delivery being late by seconds or minutes instead of milliseconds. */
  late: number;
  slowAnswer: number;
}

export const CALM: Weather = { lost: 0, answerLost: 0, duplicated: 0, late: 0, slowAnswer: 0 };

export interface NetworkCounts {
  requests: number;
  deliveries: number;
  duplicates: number;
  lost: number;
  answersLost: number;
}

export interface Network {
  weather: Weather;
  counts: NetworkCounts;
  /** Cut off from the journal until this instant of true time. */
  cutOff(desk: string, untilMs: number): void;
  isCutOff(desk: string): boolean;
  send(desk: string, request: JournalRequest, onAnswer: (answer: unknown) => void): Promise<unknown>;
  /** Delay of one thing on its way now, ms. */
  delay(): number;
  /** Whether a question asked before this instant still waits for its answer, or is still on its way. */
  isAwaited(sinceMs: number): boolean;
  /** A question of some time ago reaches the journal once more; nobody waits for the answer. */
  replay(): void;
  /** No answer that is on its way now arrives. */
  forgetAnswers(): void;
}

const DEFAULT_TIMEOUT_MS = 15_000;
const REMEMBERED = 40;
/** Below the share every schedule must reach the next delivery is always doubled. */
const DUPLICATES_AT_LEAST = 0.36;

/** What can happen to a question and to its answer on the way. */
export function createNetwork(world: World, dice: Dice, journal: Listener): Network {
  const cuts = new Map<string, number>();
  /** Questions without an answer so far, and when they were asked. */
  const awaited = new Map<symbol, number>();
  /** Deliveries on their way, and when they began. */
  const travelling = new Map<symbol, number>();
  let era = 0;
  /** Questions something on the way could still ask again. */
  const remembered: WireRequest[] = [];
  const counts: NetworkCounts = { requests: 0, deliveries: 0, duplicates: 0, lost: 0, answersLost: 0 };

  const network: Network = {
    weather: CALM,
    counts,
    cutOff(desk, untilMs) {
      cuts.set(desk, untilMs);
    },
    isCutOff: (desk) => (cuts.get(desk) ?? 0) > world.nowMs(),
    delay() {
      if (dice.chance(network.weather.late)) return dice.chance(0.3) ? dice.int(20_000, 90_000) : dice.int(500, 9_000);
      return dice.int(1, 60);
    },
    isAwaited: (sinceMs) => [...awaited.values(), ...travelling.values()].some((beganMs) => beganMs < sinceMs),
    replay() {
      if (remembered.length === 0 || !journal.isUp()) return;
      const wire = dice.pick(remembered);
      world.note('replayed', `${wire.desk} ${wire.method} ${wire.path}`);
      counts.deliveries += 1;
      counts.duplicates += 1;
      void journal.handle(wire).catch(() => undefined);
    },
    forgetAnswers() {
      era += 1;
    },
    send(desk, request, onAnswer) {
      const question = Symbol(desk);
      awaited.set(question, world.nowMs());
      const wire: WireRequest = {
        desk,
        method: request.method,
        path: request.path,
        authorization: request.authorization ?? null,
        body: request.body === undefined ? null : JSON.stringify(request.body),
      };
      const label = `${desk} ${wire.method} ${wire.path.split('?')[0]}`;
      counts.requests += 1;
      world.note(`${desk} asks`, `${wire.method} ${wire.path} ${wire.body ?? ''}`);
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
      const askedIn = era;
      let arrivals = 0;
      let isSettled = false;
      const settle = (answer: WireAnswer | JournalDown['how']): void => {
        if (isSettled) return;
        isSettled = true;
        awaited.delete(question);
        cancelTimeout();
        if (typeof answer === 'string') return reject(new JournalDown({ how: answer }));
        if ('error' in answer) return reject(errorOf(JSON.parse(answer.error) as ErrorValue));
        const body = JSON.parse(answer.body) as unknown;
        onAnswer(body);
        resolve(body);
      };
      const cancelTimeout = world.after(timeoutMs, `${label} timed out`, () => settle('timeout'));
      request.signal?.addEventListener('abort', () => settle('unreachable'));

      function travel(isCopy: boolean): void {
        const delivery = Symbol(label);
        travelling.set(delivery, world.nowMs());
        world.after(network.delay(), `${label} delivered${isCopy ? ' again' : ''}`, () => {
          travelling.delete(delivery);
          deliver(isCopy);
        });
      }

      function deliver(isCopy: boolean): void {
        // A copy made on the way comes whenever it likes, also when the desk has long given up.
        if (!isCopy && network.isCutOff(desk)) return;
        if (!journal.isUp()) {
          if (!isCopy) world.after(dice.int(1, 40), `${label} no one there`, () => settle('unreachable'));
          return;
        }
        counts.deliveries += 1;
        arrivals += 1;
        if (wire.path.startsWith('/v1/push') || dice.chance(0.3)) remembered.push(wire);
        if (remembered.length > REMEMBERED) remembered.shift();
        if (arrivals > 1) counts.duplicates += 1;
        void journal.handle(wire).then(
          (body) => answered({ body: JSON.stringify(body ?? null) }),
          (thrown: unknown) => answered(wordsOf(thrown)),
        );
      }

      function answered(answer: WireAnswer | 'failing'): void {
        world.note(
          `journal answers ${label}`,
          answer === 'failing' ? '500' : 'body' in answer ? answer.body : answer.error,
        );
        if (network.isCutOff(desk) || dice.chance(network.weather.answerLost)) {
          counts.answersLost += 1;
          return;
        }
        const slow = dice.chance(network.weather.slowAnswer) ? dice.int(3_000, 40_000) : 0;
        world.after(network.delay() + slow, `${label} answer`, () => {
          if (askedIn === era) settle(answer);
        });
      }

      if (network.isCutOff(desk)) {
        // Half of the lost roads say so at once, the others say nothing.
        if (dice.chance(0.7)) world.after(dice.int(1, 300), `${label} unreachable`, () => settle('unreachable'));
        return promise;
      }
      const isDoubled =
        network.weather.duplicated > 0 &&
        (dice.chance(network.weather.duplicated) || counts.duplicates < DUPLICATES_AT_LEAST * (counts.deliveries + 1));
      if (dice.chance(network.weather.lost)) counts.lost += 1;
      else travel(false);
      if (isDoubled) travel(true);
      return promise;
    },
  };
  return network;
}

/** A bug of the journal, or its being busy, reaches a desk as a 500, which is to it the same as silence. */
function wordsOf(thrown: unknown): WireAnswer | 'failing' {
  const value = toErrorValue(thrown);
  return value.code === 'internal' || value.code === 'journal.busy' ? 'failing' : { error: JSON.stringify(value) };
}

function errorOf(value: ErrorValue): Error {
  return new AppError(value.code, value.params ?? {}, { text: value.text });
}
