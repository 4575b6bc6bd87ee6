import type { Backup } from '../journal/simJournal.ts';
import { copyNotes, forgetSince, notesOf, type DiskNotes } from '../model/ledger.ts';
import { sitDown, step } from '../operators/steps.ts';
import type { Window } from '../operators/window.ts';
import type { Dice } from '../world/dice.ts';
import { CALM, type Weather } from '../world/network.ts';
import type { Stage } from './stage.ts';

const HOUR_MS = 3_600_000;
/** The storm ends by then, whatever has happened. */
const LONGEST_MS = 40 * 60_000;
/** Acts that people do after a disk or the journal was put back or copied. */
const ACTS_AFTERWARDS = 6;

/** People work while things break, until enough has been done and enough has died. */
export async function playStorm(stage: Stage, least: { acts: number; kills: number }): Promise<void> {
  const { world, dice, ledger, network } = stage;
  const faults = createFaults(stage, dice.fork('faults'));
  network.weather = { ...CALM, duplicated: 0.4 };
  await firstShift(stage);
  stage.isCalm = false;
  stage.journal.isShortOfNumbers = stage.plan.fewNumbers;
  if (stage.plan.oldDesk) dice.pick(stage.windows).desk.isOld = true;
  network.weather = drawWeather(dice);
  stage.journal.slownessMs = dice.pick([0, 5, 40, 400]);
  let isOver = false;

  const work = (window: Window): void => {
    const isCopied = [stage.copied?.original, stage.copied?.copy].includes(window.desk.name);
    world.after(window.dice.int(100, isCopied ? 1_500 : 5_000), `${window.desk.name} people`, () => {
      if (isOver) return;
      if (!window.isBusy) void doStep(stage, window);
      work(window);
    });
  };
  for (const window of stage.windows) work(window);
  const breakThings = (): void => {
    world.after(faults.pauseMs(), 'fate', () => {
      if (isOver) return;
      const joined = faults.strike();
      if (joined) work(joined);
      breakThings();
    });
  };
  breakThings();

  const target = least.acts + dice.int(1, 5);
  let actsBeforeLast: number | null = null;
  const isEnough = (): boolean => {
    if (ledger.acts < target || stage.kills().all < least.kills || !faults.isDone()) return false;
    // What was put back or copied must have worked on for a while.
    actsBeforeLast ??= stage.isPutBack ? ledger.acts : -ACTS_AFTERWARDS;
    return ledger.acts >= actsBeforeLast + ACTS_AFTERWARDS;
  };
  await world.run(isEnough, world.nowMs() + LONGEST_MS);
  isOver = true;
}

/** One thing somebody does at a desk; at most one at a time. */
async function doStep(stage: Stage, window: Window): Promise<void> {
  window.isBusy = true;
  try {
    await step(window, stage.scene);
  } catch (thrown) {
    stage.onBug(`${window.desk.name}: its people`, thrown);
  } finally {
    window.isBusy = false;
  }
}

/** Everybody signs in once while all is well: who never did could not work in a storm. */
async function firstShift(stage: Stage): Promise<void> {
  const { world } = stage;
  let left = stage.windows.length;
  for (const window of stage.windows) {
    world.after(1, `${window.desk.name} first shift`, () => {
      const shift = async (): Promise<void> => {
        for (const who of window.people) {
          await window.ask('session.signOut', {});
          await sitDown(window, who);
        }
        left -= 1;
      };
      shift().catch((thrown: unknown) => stage.onBug(`${window.desk.name}: first shift`, thrown));
    });
  }
  await world.run(() => left === 0, world.nowMs() + 120_000);
}

function drawWeather(dice: Dice): Weather {
  if (dice.chance(0.1)) return { ...CALM, duplicated: 0.4 };
  return {
    lost: dice.pick([0, 0.05, 0.2]),
    answerLost: dice.pick([0, 0.1, 0.3]),
    duplicated: dice.pick([0.35, 0.5, 0.8]),
    late: dice.pick([0, 0.1, 0.35]),
    slowAnswer: dice.pick([0, 0.05, 0.2]),
  };
}

/** A copy of a disk with what people knew of it then. */
interface DiskCopy {
  image: Buffer;
  notes: DiskNotes;
}

/** What breaks. Each strike is one fault; the plan of the schedule says which of the heavy ones come. */
function createFaults(stage: Stage, dice: Dice) {
  const { world, network, journal, plan, ledger } = stage;
  let diskCopy: { window: Window; copy: DiskCopy; atMs: number } | null = null;
  let journalCopy: { backup: Backup; atMs: number } | null = null;
  const due = {
    deskCopy: plan.copiesDesk,
    deskRestore: plan.restoresDesk,
    journalRestore: plan.restoresJournal,
  };

  /** The heavy faults take two strikes: a copy is made, and later put in somebody's place. */
  function strikeHeavily(): Window | 'done' | null {
    const ageMs = dice.int(5_000, 50_000);
    if (due.deskCopy || due.deskRestore) {
      if (diskCopy === null) {
        const window = dice.pick(stage.windows);
        const copy = copyDisk(window);
        if (copy === null) return null;
        diskCopy = { window, copy, atMs: world.nowMs() };
        world.note('fate', `copies the disk of ${window.desk.name}`);
        return 'done';
      }
      if (world.nowMs() - diskCopy.atMs > ageMs) {
        const { window, copy } = diskCopy;
        diskCopy = null;
        if (due.deskRestore) {
          due.deskRestore = false;
          restoreDisk(window, copy);
          return 'done';
        }
        due.deskCopy = false;
        return joinCopy(window, copy);
      }
    }
    if (due.journalRestore) {
      if (journalCopy === null) {
        journalCopy = { backup: journal.backUp(), atMs: world.nowMs() };
        world.note('fate', 'backs the journal up');
        return 'done';
      }
      if (world.nowMs() - journalCopy.atMs > ageMs) {
        due.journalRestore = false;
        stage.isPutBack = true;
        // Long enough for every desk to miss it; and no answer of the old machine comes after that.
        stage.journalReadyMs = world.nowMs() + dice.int(20_000, 90_000);
        network.forgetAnswers();
        journal.restore(journalCopy.backup);
        // Something on the way has kept questions to the old machine, and asks them of the new one.
        for (let n = dice.int(0, 6); n > 0; n--)
          world.after(stage.journalReadyMs - world.nowMs() + dice.int(1, 1_500), 'fate', () => network.replay());
        return 'done';
      }
    }
    return null;
  }

  function copyDisk(window: Window): DiskCopy | null {
    const image = window.desk.disk.image();
    return image && { image, notes: copyNotes(notesOf(ledger, window.desk.name)) };
  }

  function restoreDisk(window: Window, { image, notes }: DiskCopy): void {
    const { desk } = window;
    desk.kill();
    // The machine was set up anew: what its window had in hand is gone as well.
    Object.assign(window, { call: null, openCards: [], unanswered: [] });
    stage.disturbed.add(desk.name);
    stage.isPutBack = true;
    const taken = new Set([...journal.dump().acts.values()].map((row) => row.actId));
    forgetSince(ledger, desk.name, notes, (actId) => taken.has(actId));
    desk.replaceDisk(image);
    // What lies unread on the disk is for a newer desk to read.
    desk.isOld = plan.oldDesk;
    world.note('fate', `puts an older disk into ${desk.name}`);
  }

  function joinCopy(of: Window, { image, notes }: DiskCopy): Window {
    const name = `${of.desk.name}copy`;
    stage.disturbed.add(of.desk.name).add(name);
    stage.isPutBack = true;
    stage.copied = {
      original: of.desk.name,
      copy: name,
      identity: of.desk.identity,
      holder: null,
      holderMs: 0,
      bothMetMs: null,
      epoch: null,
      isShared: false,
    };
    world.note('fate', `${name} begins with a copy of ${of.desk.name}`);
    const joined = stage.addDesk(name, image, notes, of.people);
    joined.desk.isOld = plan.oldDesk;
    stage.revive(joined.desk);
    return joined;
  }

  function strikeLightly(): void {
    const { desk } = dice.pick(stage.windows);
    switch (
      dice.weighed({
        update: 3,
        kill: 14,
        killWithin: 18,
        killAfterAnswer: 16,
        killJournal: 8,
        killJournalWithin: 12,
        replay: 5,
        cut: 12,
        clock: 6,
        wake: 4,
        weather: 6,
        slow: 4,
      })
    ) {
      case 'update':
        for (const { desk: old } of stage.windows) old.update();
        return;
      case 'kill':
        return desk.kill();
      case 'killWithin':
        return desk.killAtTouch(dice.int(1, dice.chance(0.5) ? 12 : 80));
      case 'killAfterAnswer':
        return desk.killAfterAnswer(dice.int(1, dice.chance(0.7) ? 9 : 40));
      case 'killJournal':
        return journal.kill();
      case 'killJournalWithin':
        return journal.killAtCall(dice.int(1, 12));
      case 'cut': {
        world.note('fate', `cuts ${desk.name} off`);
        network.cutOff(desk.name, world.nowMs() + dice.int(2_000, 90_000));
        return stage.bells.cut(desk.name);
      }
      case 'clock':
        if (!plan.wildClocks) return;
        desk.skewMs = dice.chance(0.5)
          ? dice.int(-24 * HOUR_MS, 24 * HOUR_MS)
          : desk.skewMs + dice.int(-HOUR_MS, HOUR_MS);
        return world.note('fate', `sets the clock of ${desk.name} ${desk.skewMs} off`);
      case 'replay':
        return network.replay();
      case 'wake':
        return desk.wake();
      case 'weather':
        network.weather = drawWeather(dice);
        return;
      case 'slow':
        journal.slownessMs = dice.pick([0, 5, 40, 400, 2_000]);
    }
  }

  return {
    pauseMs: () => dice.int(500, 9_000),
    /** A window that has joined, or null. */
    strike(): Window | null {
      const heavy = dice.chance(0.4) ? strikeHeavily() : null;
      if (heavy === 'done') return null;
      if (heavy !== null) return heavy;
      strikeLightly();
      return null;
    },
    isDone: () => !due.deskCopy && !due.deskRestore && !due.journalRestore,
  };
}
