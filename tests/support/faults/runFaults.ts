import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom, shuffled } from '../../../bench/lib/random.ts';
import { freePort } from '../../../src/journal/embedded/postmaster.ts';
import type { DemoUser } from '../../../src/shared/contracts/journal.ts';
import { deskWords, journalWords, plainSql, START_TOKEN } from '../workplace.ts';
import { audit, type Findings } from './audit.ts';
import { keepProgram, type KeptProgram } from './keptProgram.ts';
import { killPostgres } from './killPostgres.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createOperator, type Operator } from './operator.ts';
import { startPushRelay, type PushRelay } from './pushRelay.ts';

export type Victim = 'core' | 'journal' | 'postmaster' | 'backend';
/** Out of twelve: what an operator's machine suffers most stands first, and every kind comes at least twice. */
const DECK: readonly Victim[] = [
  ...Array.from({ length: 6 }, () => 'core' as const),
  ...(['journal', 'journal', 'postmaster', 'postmaster', 'backend', 'backend'] as const),
];
/** The share of kills that wait for an act to be on its way; the others come at any instant. */
const AIMED = 0.7;
const AIM_WITHIN_MS = 3_000;
const HIT_WITHIN_MS = 12;
/** Several kills at once, or one after things have begun to move again. */
const BURSTS = 0.25;
const BURST_WITHIN_MS = 60;
/** A program that ends by itself this often cannot be started any more, and everybody would wait for it for ever. */
const OWN_ENDS = 5;
const CALM_MS = { least: 150, most: 900 };

export interface FaultOptions {
  kills: number;
  seed: number;
  desks?: number;
  /** How long the queues may take to empty once nothing is killed any more. */
  restWithinMs?: number;
  /** Of the programs: a planted bug, for a control. */
  env?: NodeJS.ProcessEnv;
  say?: (line: string) => void;
}

export interface FaultResult extends Findings {
  kills: number;
  killsInsideAct: number;
  killsOf: Record<Victim, number>;
  /** Acts still on a desk when everything was long at rest, and desks that never came to it. */
  stuck: number;
  acts: number;
  appeals: number;
  calls: number;
  surprises: string[];
  /** Programs that ended without having been killed. */
  ownEnds: string[];
}

interface DeskUnderFire {
  program: KeptProgram;
  relay: PushRelay;
  operator: Operator;
}

/**
 * One journal over its own PostgreSQL and several desks, all real processes, under operators who never stop; one or
 * another is killed with SIGKILL and started again. Then everything comes to rest, and the journal is read.
 */
export async function runFaults(options: FaultOptions): Promise<FaultResult> {
  const { kills, seed, desks: deskCount = 2, restWithinMs = 120_000, env = {} } = options;
  const random = seededRandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'otklik-faults-'));
  const journalDir = join(folder, 'journal');
  const journalPort = await freePort();
  const journalUrl = `http://127.0.0.1:${journalPort}`;
  const tag = `Сбой ${seed}`;
  const ledger = createLedger();
  const start = { env, random };
  const journal = keepProgram({
    ...{ name: 'journal', entry: 'src/journal/index.ts', ...start },
    words: journalWords(journalDir, journalPort),
  });
  const desks: DeskUnderFire[] = [];
  try {
    await until(() => journal.isUp() || journal.ownEnds.length > 0);
    if (!journal.isUp()) throw new Error(journal.ownEnds[0]);
    const { users } = (await (await fetch(`${journalUrl}/v1/demo-users`)).json()) as { users: DemoUser[] };
    const operators = users.filter((user) => user.role === 'op1');
    for (let i = 0; i < deskCount; i++) {
      const user = operators[i];
      if (!user) throw new Error(`the demo has no ${i + 1} operators`);
      desks.push(await openDesk(join(folder, `desk-${i + 1}`), journalUrl, user, `${tag}-${i + 1}`, ledger, start));
    }
    for (const { operator } of desks) operator.work();
    const fire = await killAll({ kills, random, journal, journalDir, desks, ...(options.say && { say: options.say }) });
    const stuck = await comeToRest(journal, desks, restWithinMs);
    const findings = await audit((text, values) => plainSql(journalDir, text, values), ledger, tag);
    return {
      ...findings,
      ...fire,
      stuck,
      acts: ledger.acts,
      appeals: ledger.appeals.size,
      calls: ledger.calls.size,
      surprises: ledger.surprises,
      ownEnds: [journal, ...desks.map((desk) => desk.program)].flatMap((program) => program.ownEnds),
    };
  } finally {
    for (const { operator, program, relay } of desks) {
      operator.close();
      await program.stop();
      await relay.stop();
    }
    await journal.stop();
    // The database of a journal that was killed may still be closing its files.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

async function openDesk(
  dataDir: string,
  journalUrl: string,
  user: DemoUser,
  tag: string,
  ledger: Ledger,
  { env, random }: { env: NodeJS.ProcessEnv; random: () => number },
): Promise<DeskUnderFire> {
  const relay = await startPushRelay(journalUrl);
  const port = await freePort();
  const options = { journalUrl: relay.url, pbxWsUrl: null, rendererDir: dataDir };
  const program = keepProgram({
    name: 'desk',
    entry: 'src/main/headless/index.ts',
    words: deskWords(options, dataDir, port),
    env: { ...env, OTKLIK_START_TOKEN: START_TOKEN },
    random,
  });
  const address = `http://127.0.0.1:${port}/#token=${START_TOKEN}`;
  const operator = createOperator({ address, user, tag, ledger, random });
  await operator.signIn();
  return { program, relay, operator };
}

interface Fire {
  kills: number;
  random: () => number;
  journal: KeptProgram;
  journalDir: string;
  desks: readonly DeskUnderFire[];
  say?: (line: string) => void;
}

async function killAll({ kills, random, journal, journalDir, desks, say }: Fire) {
  const tally = {
    kills: 0,
    killsInsideAct: 0,
    killsOf: { core: 0, journal: 0, postmaster: 0, backend: 0 } satisfies Record<Victim, number>,
  };
  const isPushing = (): boolean => desks.some(({ relay }) => relay.isPushing());
  let deck: Victim[] = [];
  while (tally.kills < kills) {
    if (deck.length === 0) deck = shuffled(DECK, random);
    const victim = deck.pop() ?? 'core';
    const desk = desks[Math.floor(random() * desks.length)];
    if (!desk) throw new Error('there is no desk to kill');
    const isInside = (): boolean =>
      victim === 'core' ? desk.operator.isAsking() || desk.relay.isPushing() : isPushing();
    const kill = (): boolean => {
      if (victim === 'core') return desk.program.kill();
      if (victim === 'journal') return journal.kill();
      return killPostgres(journalDir, victim, random);
    };
    const isAimed = random() < AIMED;
    for (;;) {
      const [own] = [journal, ...desks.map(({ program }) => program)].filter((one) => one.ownEnds.length > OWN_ENDS);
      if (own) throw new Error(`a program ends by itself again and again: ${own.ownEnds.at(-1)}`);
      if (isAimed) {
        await until(isInside, AIM_WITHIN_MS);
        await instant(random() * HIT_WITHIN_MS);
      }
      const wasInside = isInside();
      if (kill()) {
        tally.kills += 1;
        tally.killsOf[victim] += 1;
        if (wasInside) tally.killsInsideAct += 1;
        break;
      }
      await delay(random() * CALM_MS.least);
    }
    if (tally.kills % 50 === 0) say?.(`${tally.kills} kills, ${tally.killsInsideAct} inside an act`);
    const calm = CALM_MS.least + random() * (CALM_MS.most - CALM_MS.least);
    await delay(random() < BURSTS ? random() * BURST_WITHIN_MS : calm);
  }
  return tally;
}

/** Waits until nothing is owed any more; gives what is still owed when time is up. */
async function comeToRest(journal: KeptProgram, desks: readonly DeskUnderFire[], withinMs: number): Promise<number> {
  const deadline = performance.now() + withinMs;
  const isHome = await Promise.all(desks.map(({ operator }) => operator.goHome(withinMs)));
  let stuck = 0;
  for (const [i, { operator }] of desks.entries()) {
    if (isHome[i] !== true) stuck += 1;
    while (isHome[i] === true) {
      const leftMs = Math.max(1_000, deadline - performance.now());
      const info = await Promise.race([operator.ask('sync.get', {}), delay(leftMs, null, { ref: false })]);
      if (info === null) {
        stuck += 1;
        break;
      }
      const isAtRest = journal.isUp() && info.journal === 'up' && info.waiting === 0;
      if (isAtRest || performance.now() > deadline) {
        stuck += info.refused + info.parked + (isAtRest ? 0 : Math.max(1, info.waiting));
        break;
      }
      await delay(50);
    }
  }
  return stuck;
}

async function until(holds: () => boolean, withinMs = Number.POSITIVE_INFINITY): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!holds() && performance.now() < deadline) await delay(1);
}

/** A pause finer than a timer's millisecond. */
async function instant(ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) await new Promise<void>((resolve) => setImmediate(resolve));
}
