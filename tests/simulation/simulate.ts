import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Killed } from './desk/simDesk.ts';
import { createLedger } from './model/ledger.ts';
import { judge } from './model/judge.ts';
import { playStorm } from './schedule/storm.ts';
import { comeToRest } from './schedule/rest.ts';
import { setStage } from './schedule/stage.ts';
import { createDice } from './world/dice.ts';
import { forbidRealWorld } from './world/forbidRealWorld.ts';
import { createWorld } from './world/world.ts';

export interface Simulated {
  seed: string;
  violations: string[];
  acts: number;
  /** Up to the calm in which everything comes to rest: questions that reached the journal, copies among them. */
  deliveries: number;
  duplicates: number;
  kills: number;
  killsInsideTransaction: number;
  rebases: number;
  events: number;
  /** Of the whole history: equal for equal seeds and equal code. */
  digest: string;
}

/** A morning; nothing depends on it but how the history reads. */
const START_MS = Date.UTC(2026, 10, 23, 5);
/** Least of what a schedule must hold: an emptier one proves nothing. */
const LEAST = { acts: 20, duplicatedShare: 0.3, kills: 2 };

let dataDir: string | null = null;

/** Plays one schedule and judges how it ended. */
export async function simulate(seed: string, print: ((line: string) => void) | null = null): Promise<Simulated> {
  // The spool of recordings, which no schedule writes to, wants a folder.
  dataDir ??= scratchFolder();
  const violations: string[] = [];
  const complain = (invariant: string, words: string): void => {
    const text = `${invariant}: ${words}`;
    if (!violations.includes(text)) violations.push(text);
    if (print) print(`!!! ${text}`);
  };
  const allowAgain = forbidRealWorld((name) => complain('the real world is not touched', name));
  const onRejection = (thrown: unknown): void => {
    // What a dead core leaves behind is its own.
    if (thrown instanceof Killed) return;
    complain('no bug', `a promise nobody waits for: ${placeOf(thrown)}`);
  };
  process.on('unhandledRejection', onRejection);
  try {
    const world = createWorld(START_MS, print);
    const ledger = createLedger();
    const stage = await setStage({
      world,
      dice: createDice(seed),
      ledger,
      dataDir,
      complain,
      onBug: (what, thrown) => complain('no bug', `${what}: ${placeOf(thrown)}`),
    });
    await playStorm(stage, LEAST);
    const storm = { ...stage.network.counts };
    const rested = await comeToRest(stage, complain);
    if (rested !== null) judge({ ...rested, ledger }, complain);
    const kills = stage.kills();
    const share = storm.duplicates / Math.max(1, storm.deliveries - storm.duplicates);
    if (ledger.acts < LEAST.acts) complain('a schedule is full', `only ${ledger.acts} acts`);
    if (kills.all < LEAST.kills) complain('a schedule is full', `only ${kills.all} kills`);
    if (share < LEAST.duplicatedShare)
      complain('a schedule is full', `only ${(100 * share).toFixed(0)} % of deliveries doubled`);
    const result: Simulated = {
      seed,
      violations,
      acts: ledger.acts,
      deliveries: storm.deliveries,
      duplicates: storm.duplicates,
      kills: kills.all,
      killsInsideTransaction: kills.insideTransaction,
      rebases: stage.rebases(),
      events: world.events(),
      digest: world.digest(),
    };
    stage.close();
    return result;
  } finally {
    process.off('unhandledRejection', onRejection);
    allowAgain();
  }
}

function scratchFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'otklik-simulation-'));
  process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}

function placeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const [, ...stack] = (thrown.stack ?? '').split('\n');
  const places = stack.slice(0, 4).map((line) => line.trim().replace(/file:.*\/(src|tests)\//, '$1/'));
  return `${thrown.name} ${thrown.message} ${places.join(' ')}`;
}
