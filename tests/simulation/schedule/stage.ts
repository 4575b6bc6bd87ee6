import type { User } from '../../../src/shared/domain/user/user.ts';
import { uuid7 } from '../../../src/shared/lib/uuid7.ts';
import { createSimDesk, Killed, type Meeting, type SimDesk } from '../desk/simDesk.ts';
import { supervisor, users } from '../journal/people.ts';
import { createSimJournal, type SimJournal } from '../journal/simJournal.ts';
import { blankNotes, type DiskNotes, type Ledger } from '../model/ledger.ts';
import { createWords } from '../operators/cards.ts';
import type { Scene } from '../operators/scene.ts';
import { createWindow, type Window } from '../operators/window.ts';
import { createBells, type Bells } from '../world/bells.ts';
import type { Dice } from '../world/dice.ts';
import { createNetwork, type Network } from '../world/network.ts';
import type { World } from '../world/world.ts';

/** What a schedule will do beside the everyday. */
export interface Plan {
  /** One desk's disk is copied to a new desk, and both go on. */
  copiesDesk: boolean;
  /** One desk's disk is put back to an earlier state of itself. */
  restoresDesk: boolean;
  /** The journal is put back to an earlier state of itself. */
  restoresJournal: boolean;
  wildClocks: boolean;
  /** Blocks of numbers run out. */
  fewNumbers: boolean;
  /** A desk is older than its journal for a while, and cannot read all it is told. */
  oldDesk: boolean;
}

/** A desk whose disk was copied to another. */
export interface Copied {
  original: string;
  copy: string;
  /** The device both were when they parted. */
  identity: string | null;
  /** Which of the two the journal has last taken for that device, under what epoch, and when it said so. */
  holder: string | null;
  epoch: number | null;
  holderMs: number;
  /**
   * They parted in the middle of an exchange of epochs, which both then ended: nothing tells them apart until both
   * have used one number.
   */
  isShared: boolean;
  /** When the other one was answered after that: from then on there are two devices. */
  bothMetMs: number | null;
}

/** Everything that takes part in a schedule. */
export interface Stage {
  world: World;
  dice: Dice;
  plan: Plan;
  ledger: Ledger;
  network: Network;
  bells: Bells;
  journal: SimJournal;
  windows: Window[];
  scene: Scene;
  /** Desks whose disk is not the only one of its history. */
  disturbed: Set<string>;
  copied: Copied | null;
  /** The journal or the disk of a desk was exchanged for an older one. */
  isPutBack: boolean;
  /** Until then the journal's machine is being set up anew. */
  journalReadyMs: number;
  /** @param image of another disk; null for a blank one */
  addDesk(name: string, image: Buffer | null, notes: DiskNotes, people: readonly User[]): Window;
  /** Starts what is down; in the storm not at once. */
  revive(desk: SimDesk): void;
  reviveJournal(): void;
  /** No more faults: what is down comes back at once. */
  isCalm: boolean;
  /** How long what died stays down, ms. */
  downtime(): number;
  kills(): { all: number; insideTransaction: number };
  rebases(): number;
  onBug(what: string, thrown: unknown): void;
  close(): void;
}

interface StageParts {
  world: World;
  dice: Dice;
  ledger: Ledger;
  dataDir: string;
  onBug(what: string, thrown: unknown): void;
  complain(invariant: string, words: string): void;
}

/** Builds the world of a schedule: the journal, its network, and desks whose people have each signed in once. */
export async function setStage(parts: StageParts): Promise<Stage> {
  const { world, dice, ledger, dataDir, onBug } = parts;
  const people = dice.fork('people');
  const idDice = dice.fork('window ids');
  const newId = (): string => uuid7(world.nowMs(), idDice.bytes(10));
  const starting = new Set<string>();

  const bells: Bells = createBells(world, dice.fork('bells'), {
    network: () => network,
    isUp: () => journal.isUp(),
  });
  const journal: SimJournal = createSimJournal({
    world,
    dice: dice.fork('journal'),
    ring: (scopes) => bells.ring(scopes),
    onDeath() {
      starting.delete('journal');
      bells.cut(null);
      world.after(stage.downtime(), 'journal is to start', () => stage.reviveJournal());
    },
    onBug,
  });
  const network: Network = createNetwork(world, dice.fork('network'), journal);

  const stage: Stage = {
    world,
    dice,
    plan: drawPlan(dice.fork('plan')),
    ledger,
    network,
    bells,
    journal,
    windows: [],
    scene: {
      words: createWords(),
      dump: () => journal.dump(),
      complain: parts.complain,
      isPutBack: () => stage.isPutBack,
    },
    disturbed: new Set(),
    copied: null,
    isPutBack: false,
    journalReadyMs: 0,
    addDesk(name, image, notes, crew) {
      const desk = createSimDesk(name, image, {
        world,
        dice: dice.fork(name),
        network,
        bells,
        dataDir,
        onBug,
        onDeath: () => {
          world.after(stage.downtime(), `${name} is to start`, () => stage.revive(desk));
        },
        onMet: (met) => noteMeeting(stage.copied, name, met, world.nowMs()),
      });
      ledger.disks.set(name, notes);
      const window = createWindow(desk, crew, dice.fork(`${name} people`), { world, ledger, newId, onBug });
      stage.windows.push(window);
      return window;
    },
    revive(desk) {
      if (desk.isUp() || starting.has(desk.name)) return;
      starting.add(desk.name);
      desk
        .start()
        .catch((thrown: unknown) => {
          if (!(thrown instanceof Killed)) onBug(`${desk.name} does not start`, thrown);
        })
        .finally(() => starting.delete(desk.name));
    },
    reviveJournal() {
      if (journal.isUp() || starting.has('journal')) return;
      const early = stage.journalReadyMs - world.nowMs();
      if (early > 0) {
        world.after(early, 'journal is set up', () => stage.reviveJournal());
        return;
      }
      starting.add('journal');
      journal
        .start()
        .catch((thrown: unknown) => onBug('journal does not start', thrown))
        .finally(() => starting.delete('journal'));
    },
    isCalm: true,
    downtime: () => (stage.isCalm ? 10 : dice.int(50, dice.chance(0.2) ? 60_000 : 6_000)),
    kills() {
      const all = [journal.kills, ...stage.windows.map(({ desk }) => desk.kills)];
      return {
        all: all.reduce((sum, one) => sum + one.all, 0),
        insideTransaction: all.reduce((sum, one) => sum + one.insideTransaction, 0),
      };
    },
    rebases: () => stage.windows.reduce((sum, { desk }) => sum + desk.rebases, 0),
    onBug,
    close() {
      for (const { desk } of stage.windows) desk.disk.close();
    },
  };

  stage.reviveJournal();
  await world.run(() => journal.isUp(), world.nowMs() + 60_000);
  const desks = people.int(3, 4);
  for (let n = 0; n < desks; n++) {
    const crew = crewOf(n, people);
    stage.revive(stage.addDesk(`desk${n + 1}`, null, blankNotes(), crew).desk);
  }
  return stage;
}

/** From when on each of two copies of a disk knows which of them it is. */
function noteMeeting(copied: Copied | null, desk: string, met: Meeting, nowMs: number): void {
  if (copied === null || (desk !== copied.original && desk !== copied.copy)) return;
  const isOther = copied.holder !== null && copied.holder !== desk;
  if (met.how === 'attached') {
    if (met.identity !== copied.identity) return;
    const isShared = met.epoch === copied.epoch ? copied.isShared || isOther : false;
    Object.assign(copied, { holder: desk, holderMs: nowMs, epoch: met.epoch, isShared });
    return;
  }
  const isTold = met.how === 'refused' || !copied.isShared;
  if (isOther && met.askedMs > copied.holderMs && isTold) copied.bothMetMs ??= nowMs;
}

function drawPlan(dice: Dice): Plan {
  const disturbance = dice.weighed({ none: 55, copy: 12, restoreDesk: 12, restoreJournal: 15, copyAndJournal: 6 });
  return {
    copiesDesk: disturbance === 'copy' || disturbance === 'copyAndJournal',
    restoresDesk: disturbance === 'restoreDesk',
    restoresJournal: disturbance === 'restoreJournal' || disturbance === 'copyAndJournal',
    wildClocks: dice.chance(0.7),
    fewNumbers: dice.chance(0.35),
    oldDesk: dice.chance(0.2),
  };
}

/** Shifts overlap: the second desk shares a person with the first, who watches sits at the third, specialists at two. */
function crewOf(n: number, dice: Dice): User[] {
  const operators = users.filter((one) => one.id !== supervisor.id);
  const at = (i: number): User => operators[i % operators.length] as User;
  if (n === 2) return [supervisor, at(2)];
  if (n === 1) return [at(0), at(1), at(5)];
  if (n === 0) return [at(0), at(dice.int(2, 4))];
  return [at(3), at(4), at(1)];
}
