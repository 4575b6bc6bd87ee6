import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { BridgeCallName, BridgeInput, BridgeOutput, DeskAppeal } from '../../../src/shared/contracts/bridge.ts';
import type { DemoUser } from '../../../src/shared/contracts/journal.ts';
import { emptyCard, type AppealCard } from '../../../src/shared/domain/appeal/appealCard.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { connectBridge, type BridgeClient } from '../bridgeClient.ts';
import type { KnownAppeal, Ledger } from './ledger.ts';

const THINKS_WITHIN_MS = 90;
const RECONNECT_MS = 15;
/** How many of the operator's open appeals are come back to. */
const OPEN_ENOUGH = 12;

export interface OperatorOptions {
  address: string;
  user: DemoUser;
  /** Begins every text of this operator. */
  tag: string;
  ledger: Ledger;
  random: () => number;
}

/** An operator at a window whose core dies again and again: asks, and asks the same act again until it is answered. */
export interface Operator {
  /** An act was asked over the bridge and is not answered. */
  isAsking(): boolean;
  signIn(): Promise<void>;
  /** Works until told to go. */
  work(): void;
  /** Finishes the act in hand; false when no core answered it within so long. */
  goHome(withinMs: number): Promise<boolean>;
  ask<N extends BridgeCallName>(name: N, input: BridgeInput<N>): Promise<BridgeOutput<N>>;
  close(): void;
}

export function createOperator({ address, user, tag, ledger, random }: OperatorOptions): Operator {
  const open: KnownAppeal[] = [];
  let window: BridgeClient | null = null;
  let asking = false;
  const shift = { isOver: false, isGivenUp: false };
  let working: Promise<void> = Promise.resolve();
  let authorId = '';
  let written = 0;
  /** Every text is written once, so that the journal's rows tell by themselves what was lost or done twice. */
  const text = (): string => `${tag}-${(written += 1)}`;

  async function atWindow(): Promise<BridgeClient> {
    for (;;) {
      if (window) return window;
      if (shift.isGivenUp) throw new AppError('faults.no_core');
      window = await connectBridge(address).catch(() => null);
      if (window) return window;
      await delay(RECONNECT_MS);
    }
  }

  async function ask<N extends BridgeCallName>(name: N, input: BridgeInput<N>): Promise<BridgeOutput<N>> {
    for (;;) {
      const asked = await atWindow();
      try {
        asking = true;
        return await asked.call(name, input);
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.code !== 'bridge.down') throw thrown;
        window = null;
      } finally {
        asking = false;
      }
    }
  }

  async function act<N extends BridgeCallName>(name: N, input: BridgeInput<N>): Promise<BridgeOutput<N>> {
    const answer = await ask(name, input);
    ledger.acts += 1;
    return answer;
  }

  async function register(card: AppealCard, draftId: string, callId: string | null): Promise<KnownAppeal> {
    const outcome = random() < 0.3 ? 'consulted' : null;
    const { appeal: told } = await act('appeals.register', {
      actId: randomUUID(),
      draftId,
      card,
      callId,
      closeWith: outcome,
    });
    const { id, number } = told.appeal;
    const known: KnownAppeal = { id, number, authorId, essences: [card.essence], answer: card.answer, outcome };
    ledger.appeals.set(id, known);
    if (outcome === null) open.push(known);
    return known;
  }

  const cardOf = (from: AppealCard): AppealCard => ({
    ...from,
    // Who writes signs: only a spoken question may be anonymous.
    applicant: { ...from.applicant, name: 'Пример Анна Петровна' },
    themeCode: '4.2',
    essence: text(),
    answer: 'Разъяснено',
  });

  async function amend(): Promise<void> {
    const known = open[Math.floor(random() * open.length)];
    if (!known) return;
    const essence = text();
    const { appeal: told } = await act('appeals.amend', {
      actId: randomUUID(),
      appealId: known.id,
      changes: { essence },
      was: { essence: known.essences.at(-1) ?? '' },
      settles: null,
    });
    const seen: DeskAppeal | null = told;
    if (seen === null) throw new AppError('faults.appeal_not_on_desk');
    known.essences.push(essence);
  }

  async function close(): Promise<void> {
    const [known] = open.splice(Math.floor(random() * open.length), 1);
    if (!known) return;
    const answer = text();
    await act('appeals.close', { actId: randomUUID(), appealId: known.id, answer, outcome: 'consulted' });
    Object.assign(known, { answer, outcome: 'consulted' });
  }

  async function call(): Promise<void> {
    const sipCallId = randomUUID();
    const offered = await act('calls.offer', {
      direction: 'incoming',
      sipCallId,
      linkedId: null,
      queue: null,
      queueWaitSec: null,
      from: '+79990000001',
      displayName: null,
    });
    const callId = offered.call.id;
    const known = { sipCallId, id: callId, answered: false, ended: false, led: null as string | null };
    ledger.calls.set(callId, known);
    await act('calls.answered', { callId });
    known.answered = true;
    await act('calls.ended', { callId, cause: 'caller' });
    known.ended = true;
    if (random() < 0.3) {
      await act('calls.closeWithoutAppeal', { callId, reason: 'silence' });
      known.led = 'none';
    } else {
      known.led = (await register(cardOf(offered.draft.card), offered.draft.id, callId)).id;
    }
  }

  async function oneTask(): Promise<void> {
    const chance = open.length > OPEN_ENOUGH ? 0 : random();
    if (chance > 0.6) return void (await register(cardOf(emptyCard('letter')), randomUUID(), null));
    if (chance > 0.45) return call();
    return random() < 0.65 ? amend() : close();
  }

  async function workAll(): Promise<void> {
    while (!shift.isOver) {
      try {
        await oneTask();
      } catch (thrown) {
        // Nobody stands above the operator: what a desk should not have refused is told at the end.
        if (!shift.isGivenUp) ledger.surprises.push(thrown instanceof AppError ? thrown.code : String(thrown));
      }
      await delay(random() * THINKS_WITHIN_MS);
    }
  }

  return {
    isAsking: () => asking,
    ask,
    async signIn() {
      const info = await ask('session.signIn', { login: user.login, password: user.password });
      authorId = info.user?.id ?? '';
    },
    work() {
      working = workAll();
    },
    async goHome(withinMs) {
      shift.isOver = true;
      const isHome = await Promise.race([working.then(() => true), delay(withinMs, false, { ref: false })]);
      shift.isGivenUp = !isHome;
      return isHome;
    },
    close() {
      window?.close();
      window = null;
    },
  };
}
