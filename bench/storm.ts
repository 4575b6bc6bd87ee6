import type { Agent } from 'node:http';
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Session } from '../src/shared/contracts/journal.ts';
import { startJournalProcess, type JournalProcess } from '../tests/support/workplace.ts';
import { makeBareDatabase, readFinalRows, writeBare } from './lib/bareRows.ts';
import { seededRandom } from './lib/random.ts';
import { createDeskAgent, makeStormDesk, reconnect, signInOperators, type StormDesk } from './lib/stormDesks.ts';

const WITHIN_MS = 1000;
const ROUNDS = 3;
const SETTLED_WITHIN_MS = 60_000;

/**
 * A morning after an outage: every desk brings what it owes within one second, over real HTTP, against one journal in
 * its own process over its own PostgreSQL. Beside it, in turn, one warm client writes the very rows that came of it.
 */
export async function bench(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      desks: { type: 'string', default: '300' },
      commands: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
    },
  });
  const random = seededRandom(Number(values.seed));
  const [deskCount, commands] = [Number(values.desks), Number(values.commands)];
  const journal = await startJournalProcess();
  const agent = createDeskAgent();
  const bareUrl = await makeBareDatabase(journal.databaseUrl());
  const tally = { lost: 0, doubled: 0, reordered: 0 };
  const walls: number[] = [];
  const bares: number[] = [];
  try {
    const sessions = await signInOperators(agent, journal.url, journal.users);
    const bare = async (desks: readonly StormDesk[]): Promise<number> =>
      writeBare(journal.databaseUrl(), bareUrl, await readFinalRows(journal.databaseUrl(), desks));
    // A smaller storm first: a journal that has run since yesterday is warm, and so is what it is held against.
    const few = await makeDesks(journal, agent, sessions, 60, commands);
    await storm(journal, agent, few, random);
    await settled(journal);
    await bare(few);
    for (let round = 0; round < ROUNDS; round++) {
      const desks = await makeDesks(journal, agent, sessions, deskCount, commands);
      await journal.sql('checkpoint');
      walls.push(await storm(journal, agent, desks, random));
      await settled(journal);
      await check(journal, desks, tally);
      bares.push(await bare(desks));
      console.error(
        `storm ${round + 1}: ${Math.round(walls.at(-1) ?? 0)} ms, bare ${Math.round(bares.at(-1) ?? 0)} ms`,
      );
    }
  } finally {
    agent.destroy();
    await journal.stop();
  }
  const [wallMs, bareMs] = [medianOf(walls), medianOf(bares)];
  return {
    desks: deskCount,
    commands,
    ...tally,
    wall_ms: Math.round(wallMs),
    bare_pg_ms: Math.round(bareMs),
    ratio: Number((wallMs / bareMs).toFixed(2)),
    acts_per_s: Math.round((deskCount * commands) / (wallMs / 1000)),
    load_1min: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}

async function makeDesks(
  journal: JournalProcess,
  agent: Agent,
  sessions: readonly Session[],
  count: number,
  commands: number,
): Promise<StormDesk[]> {
  const desks: StormDesk[] = [];
  while (desks.length < count) {
    const some = sessions.slice(0, count - desks.length);
    if (some.length === 0) throw new Error('the demo has no operators');
    desks.push(...(await Promise.all(some.map((session) => makeStormDesk(agent, journal.url, session, commands)))));
  }
  return desks;
}

/** From the first desk's coming back until the last one's last answer, ms. */
async function storm(
  journal: JournalProcess,
  agent: Agent,
  desks: readonly StormDesk[],
  random: () => number,
): Promise<number> {
  const began = performance.now();
  await Promise.all(
    desks.map(async (desk) => {
      await delay(random() * WITHIN_MS);
      const answers = await reconnect(agent, journal.url, desk);
      if (answers.some(({ outcome }) => outcome !== 'accepted') || answers.length !== desk.acts.length) {
        throw new Error('an act of the storm was not accepted');
      }
    }),
  );
  return performance.now() - began;
}

/** Until everything has its number in the feed. */
async function settled(journal: JournalProcess): Promise<void> {
  const until = performance.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const [row] = await journal.sql<{ n: string }>('select count(*) as n from change where number is null');
    if (row?.n === '0') return;
    if (performance.now() > until) throw new Error('the feed was not numbered');
    await delay(20);
  }
}

/** Holds the log and the streams against what was sent. */
async function check(
  journal: JournalProcess,
  desks: readonly StormDesk[],
  tally: { lost: number; doubled: number; reordered: number },
): Promise<void> {
  const logs = Map.groupBy(
    await journal.sql<{ device_id: string; act_id: string; seq: string }>(
      'select device_id, act_id, seq from act_log where device_id = any($1::uuid[]) order by received_at, seq',
      [desks.map(({ deviceId }) => deviceId)],
    ),
    (row) => row.device_id,
  );
  for (const desk of desks) {
    const log = logs.get(desk.deviceId) ?? [];
    const present = new Map<string, number>();
    for (const { act_id } of log) present.set(act_id, (present.get(act_id) ?? 0) + 1);
    tally.lost += desk.acts.filter(({ id }) => !present.has(id)).length;
    tally.doubled += [...present.values()].filter((times) => times > 1).length;
    tally.reordered += log.filter(({ act_id, seq }, i) => act_id !== desk.acts[i]?.id || Number(seq) !== i + 1).length;
  }
  const appealIds = desks.flatMap((desk) => desk.appealIds);
  const appeals = await journal.sql<{ events: string; registered: string; numbers: string }>(
    `with e as (
        select appeal_id, count(*) as events, count(*) filter (where kind = 'appeal.registered') as registered
        from appeal_event where appeal_id = any($1::uuid[]) group by appeal_id
      ), n as (
        select appeal_id, count(*) as numbers from appeal_number where appeal_id = any($1::uuid[]) group by appeal_id
      )
      select e.events, e.registered, n.numbers
      from appeal as a left join e on e.appeal_id = a.id left join n on n.appeal_id = a.id
      where a.id = any($1::uuid[])`,
    [appealIds],
  );
  tally.lost += appealIds.length - appeals.length;
  tally.doubled += appeals.filter((row) => row.registered !== '1' || row.numbers !== '1' || row.events !== '2').length;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
