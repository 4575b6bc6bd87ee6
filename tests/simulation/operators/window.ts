import type { BridgeCallName, BridgeInput, BridgeOutput } from '../../../src/shared/contracts/bridge.ts';
import type { AppealCard } from '../../../src/shared/domain/appeal/appealCard.ts';
import type { User } from '../../../src/shared/domain/user/user.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { Killed, type SimDesk } from '../desk/simDesk.ts';
import { notesOf, type Deed, type DiskNotes, type Ledger, type Meaning } from '../model/ledger.ts';
import type { Dice } from '../world/dice.ts';
import type { World } from '../world/world.ts';

export type Heard<N extends BridgeCallName> =
  | { kind: 'told'; output: BridgeOutput<N> }
  | { kind: 'denied'; code: string }
  /** The desk died, or broke, before it said anything. */
  | { kind: 'unknown' };

/** A card somebody has opened to change it: what they saw then is what they believe until they save. */
export interface OpenCard {
  appealId: string;
  userId: string;
  seen: AppealCard;
  /** The conflict that is being chosen about, or null for a plain change. */
  settles: { actId: string; field: keyof AppealCard } | null;
}

export interface CallInHand {
  callId: string;
  draftId: string;
  phase: 'ringing' | 'talking' | 'over';
}

/** A desk with whoever sits at it: what they see, what they have in hand, and what they will ask for again. */
export interface Window {
  readonly desk: SimDesk;
  readonly dice: Dice;
  /** Whose shifts are worked here. */
  readonly people: readonly User[];
  user: User | null;
  isBusy: boolean;
  openCards: OpenCard[];
  call: CallInHand | null;
  /** What got no answer: asked once more when the same person is back. */
  unanswered: { userId: string; again: () => Promise<void> }[];
  notes(): DiskNotes;
  ask<N extends BridgeCallName>(name: N, input: BridgeInput<N>): Promise<Heard<N>>;
  /** Asks for an act and writes down what was meant and what was said. */
  act<N extends BridgeCallName>(
    name: N,
    input: BridgeInput<N>,
    deed: { actId: string; appealId: string | null; meaning: Meaning },
    onTold?: (output: BridgeOutput<N>, deed: Deed) => void,
  ): Promise<Deed>;
  newId(): string;
}

export interface WindowSurroundings {
  world: World;
  ledger: Ledger;
  newId(): string;
  onBug(what: string, thrown: unknown): void;
}

export function createWindow(desk: SimDesk, people: readonly User[], dice: Dice, around: WindowSurroundings): Window {
  const { ledger, world } = around;

  const window: Window = {
    desk,
    dice,
    people,
    user: null,
    isBusy: false,
    openCards: [],
    call: null,
    unanswered: [],
    notes: () => notesOf(ledger, desk.name),
    newId: around.newId,
    async ask(name, input) {
      world.note(`${desk.name} window`, `${name} ${JSON.stringify(input)}`);
      try {
        const output = await desk.call(name, input);
        world.note(`${desk.name} told`, JSON.stringify(output));
        return { kind: 'told', output };
      } catch (thrown) {
        if (thrown instanceof Killed) return { kind: 'unknown' };
        if (thrown instanceof AppError) {
          world.note(`${desk.name} denied`, thrown.code);
          return { kind: 'denied', code: thrown.code };
        }
        around.onBug(`${desk.name}: ${name} threw`, thrown);
        return { kind: 'unknown' };
      }
    },
    async act(name, input, { actId, appealId, meaning }, onTold) {
      const author = window.user;
      if (author === null) throw new Error('nobody sits here');
      const deed: Deed = {
        actId,
        desk: desk.name,
        authorId: author.id,
        appealId,
        meaning,
        state: 'unknown',
        isRepeated: false,
        number: null,
        saidMs: 0,
        isLostWithDisk: false,
      };
      ledger.deeds.set(actId, deed);
      window.notes().deeds.push(deed);
      const attempt = async (): Promise<void> => {
        const heard = await window.ask(name, input);
        if (heard.kind === 'told') {
          if (deed.state !== 'told') ledger.acts += 1;
          deed.state = 'told';
          deed.saidMs = world.nowMs();
          onTold?.(heard.output, deed);
        } else if (heard.kind === 'denied' && !deed.isRepeated) {
          deed.state = 'denied';
        }
      };
      await attempt();
      if (deed.state === 'unknown') {
        const again = async (): Promise<void> => {
          deed.isRepeated = true;
          await attempt();
        };
        window.unanswered.push({ userId: author.id, again });
      }
      return deed;
    },
  };
  return window;
}
