import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startJournalProcess, type JournalProcess } from '../tests/support/workplace.ts';
import { cacheSettings, insertBare, type BareRow } from './lib/bareCache.ts';
import { startPouch, type PouchBench } from './lib/pouchDesk.ts';
import { quantile, seededRandom } from './lib/random.ts';
import { makeCard } from './lib/syncCards.ts';
import { makeUser } from './lib/syncDesks.ts';
import { appealsOf, drainDesk, fillDesk, openLive, settled } from './lib/syncRuns.ts';
import type { Appeal } from '../src/shared/domain/appeal/appeal.ts';

const ROUNDS = 3;
/** Rows in one page of the feed, and in one transaction of the bare insert. */
const BATCH = 500;
/** Of one round. */
const SAMPLES = 70;
const PAUSE_MS = { least: 5, most: 50 };
const WARM_UP = 500;

/** What is measured of each, ms; one value a round, or one a sample. */
type Took = Record<'bare' | 'fill' | 'pouchFill' | 'drain' | 'pouchDrain' | 'live' | 'pouchLive', number[]>;

/**
 * Filling a fresh desk, draining a full outbox and carrying one appeal over to another desk: our desks' real core with
 * a journal in its own process over its own PostgreSQL; PouchDB's desks with its server in its own process, waiting for
 * the disk as we do; and a bare insert into the desk's own table. All have the same appeals, and take turns.
 */
export async function bench(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '10000' },
      acts: { type: 'string', default: '4000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [rows, acts] = [Number(values.rows), Math.min(Number(values.acts), Number(values.rows))];
  const random = seededRandom(Number(values.seed));
  const cards = Array.from({ length: rows }, () => makeCard(random));
  const journal = await startJournalProcess();
  const pouch = await startPouch();
  try {
    const user = await makeUser(journal);
    await drainDesk(journal, user, cards);
    await settled(journal);
    const appeals = await appealsOf(journal, user);
    await pouch.serve('appeals', appeals);
    const both = { journal, pouch, random, cards };
    await warmUp(both, appeals);

    const took: Took = { bare: [], fill: [], pouchFill: [], drain: [], pouchDrain: [], live: [], pouchLive: [] };
    const bare = appeals.map((appeal) => bareRow(user.id, appeal));
    for (let round = 0; round < ROUNDS; round++) {
      took.bare.push(insertBare(bare, BATCH));
      took.fill.push(await fillDesk(journal, user, rows));
      took.pouchFill.push(await pouch.pull('appeals', rows));
      took.drain.push(await drainDesk(journal, await makeUser(journal), cards.slice(0, acts)));
      await settled(journal);
      took.pouchDrain.push(await pouch.push(appeals.slice(0, acts)));
      await carryOver(both, appeals.slice(round * (FIRST + SAMPLES)), took);
      tell(round, took, { rows, acts });
    }
    return result(took, { rows, acts, rowBytes: meanBytes(bare) });
  } finally {
    await pouch.stop();
    await journal.stop();
  }
}

interface Both {
  journal: JournalProcess;
  pouch: PouchBench;
  random: () => number;
  cards: Parameters<typeof drainDesk>[2];
}

/** Programs that have run since the morning are warm. */
async function warmUp({ journal, pouch, cards }: Both, appeals: readonly Appeal[]): Promise<void> {
  const user = await makeUser(journal);
  insertBare(
    appeals.slice(0, WARM_UP).map((appeal) => bareRow(user.id, appeal)),
    BATCH,
  );
  await drainDesk(journal, user, cards.slice(0, WARM_UP));
  await settled(journal);
  await fillDesk(journal, user, Math.min(WARM_UP, cards.length));
  await pouch.pull('appeals', appeals.length);
  await pouch.push(appeals.slice(0, WARM_UP));
}

/** Single appeals from desk to desk, ours and PouchDB's by turns, with pauses as between people. */
async function carryOver(both: Both, appeals: readonly Appeal[], took: Took): Promise<void> {
  const [ours, theirs] = [await openLive(both.journal), await both.pouch.openLive()];
  const pause = (): Promise<void> => delay(PAUSE_MS.least + both.random() * (PAUSE_MS.most - PAUSE_MS.least));
  // The first of a connection are its warm-up.
  for (const [i, appeal] of appeals.slice(0, SAMPLES + FIRST).entries()) {
    await pause();
    const our = await ours.carry(appeal.card);
    await pause();
    const their = await theirs.carry(appeal);
    if (i < FIRST) continue;
    took.live.push(our);
    took.pouchLive.push(their);
  }
  await ours.close();
  await theirs.close();
}

const FIRST = 5;

function bareRow(viewerId: string, appeal: Appeal): BareRow {
  return { viewerId, appealId: appeal.id, occurredAt: appeal.occurredAt, body: JSON.stringify(appeal) };
}

function meanBytes(rows: readonly BareRow[]): number {
  return Math.round(rows.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0) / rows.length);
}

function tell(round: number, took: Took, { rows, acts }: { rows: number; acts: number }): void {
  const rate = (ms: readonly number[], count: number): number => Math.round((count / (ms.at(-1) ?? 0)) * 1000);
  const ms = (samples: readonly number[], share: number): string => quantile(samples.slice(-SAMPLES), share).toFixed(1);
  const lines = [
    `initial: ours ${rate(took.fill, rows)}/s, bare ${rate(took.bare, rows)}/s, PouchDB ${rate(took.pouchFill, rows)}/s`,
    `drain: ours ${rate(took.drain, acts)}/s, PouchDB ${rate(took.pouchDrain, acts)}/s`,
    `live p50 and p99: ours ${ms(took.live, 0.5)} and ${ms(took.live, 0.99)} ms, ` +
      `PouchDB ${ms(took.pouchLive, 0.5)} and ${ms(took.pouchLive, 0.99)} ms`,
  ];
  for (const line of lines) console.log(`round ${round + 1}, ${line}`);
}

function result(took: Took, { rows, acts, rowBytes }: { rows: number; acts: number; rowBytes: number }): object {
  const rate = (ms: readonly number[], count: number): number => (count / quantile(ms, 0.5)) * 1000;
  const initial = rate(took.fill, rows);
  const drain = rate(took.drain, acts);
  const pouchDrain = rate(took.pouchDrain, acts);
  const pouchInitial = rate(took.pouchFill, rows);
  const round = (value: number, digits: number): number => Number(value.toFixed(digits));
  return {
    row_bytes: rowBytes,
    ...cacheSettings(),
    initial_rows_per_s: Math.round(initial),
    initial_vs_bare: round(initial / rate(took.bare, rows), 2),
    initial_vs_pouchdb: round(initial / pouchInitial, 1),
    drain_per_s: Math.round(drain),
    drain_vs_pouchdb: round(drain / pouchDrain, 1),
    live_p50_ms: round(quantile(took.live, 0.5), 1),
    live_p99_ms: round(quantile(took.live, 0.99), 1),
    pouchdb_live_p50_ms: round(quantile(took.pouchLive, 0.5), 1),
    rows,
    acts,
    bare_rows_per_s: Math.round(rate(took.bare, rows)),
    pouchdb_initial_rows_per_s: Math.round(pouchInitial),
    pouchdb_drain_per_s: Math.round(pouchDrain),
    pouchdb_durability: 'LevelDB sync writes at both ends',
    live_samples: took.live.length,
    load_1min: round(loadavg()[0] ?? 0, 1),
  };
}
