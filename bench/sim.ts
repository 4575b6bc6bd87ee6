import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { plants } from '../tests/simulation/plants.ts';
import { isShown, replayCommand, runWorker } from '../tests/simulation/runWorker.ts';

const WORKERS = 2;
/** Schedules a worker plays before it says how it goes. */
const PORTION = 250;
/** A planted bug that so many schedules have not shown is not caught. */
const PLANT_SCHEDULES = 1_500;

/** `npm run bench -- sim --schedules N [--seed S]`: the sound code over N schedules, then every planted bug until it is caught. */
export async function bench(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: { schedules: { type: 'string', default: '1000' }, seed: { type: 'string' } },
  });
  const seed = values.seed ?? String(randomInt(1_000_000_000));
  const schedules = Number(values.schedules);
  console.log(`seed ${seed}: ${schedules} schedules in ${WORKERS} processes, then ${plants.length} planted bugs`);

  const total = { violations: 0, acts: 0, duplicates: 0, kills: 0, rebases: 0, deliveries: 0, schedules: 0 };
  const beganMs = performance.now();
  const portions = Array.from({ length: Math.ceil(schedules / PORTION) }, (_, n) => n * PORTION);
  await inWorkers(portions, async (from) => {
    const report = await runWorker({ seed, from, to: Math.min(schedules, from + PORTION) });
    for (const name of ['schedules', 'acts', 'duplicates', 'kills', 'rebases', 'deliveries'] as const)
      total[name] += report[name];
    total.violations += report.violated.length;
    for (const one of report.violated) {
      console.log(
        `violation in ${one.seed}:\n  ${one.violations.slice(0, 5).join('\n  ')}\n  ${replayCommand(one.seed)}`,
      );
    }
    console.log(`${total.schedules} of ${schedules} schedules, ${total.violations} violated`);
  });
  const seconds = (performance.now() - beganMs) / 1000;

  let caught = 0;
  await inWorkers(plants, async ({ name }) => {
    const told = await hunt(name, `${seed}/${name}`);
    if (told !== null) caught += 1;
    console.log(`${name}: ${told ?? `NOT CAUGHT in ${PLANT_SCHEDULES} schedules`}`);
  });

  return {
    schedules: total.schedules,
    violations: total.violations,
    planted: plants.length,
    caught,
    acts: total.acts,
    duplicates: total.duplicates,
    kills: total.kills,
    rebases: total.rebases,
    schedules_per_s: Number((total.schedules / seconds).toFixed(1)),
    deliveries: total.deliveries,
    seed,
  };
}

/** Plays with a planted bug until an invariant shows it in a schedule that the sound code passes; how, or null. */
async function hunt(plant: string, seed: string): Promise<string | null> {
  for (let from = 0; from < PLANT_SCHEDULES;) {
    const report = await runWorker({ seed, from, to: PLANT_SCHEDULES, plant });
    const last = report.violated.at(-1);
    from += report.schedules;
    if (last === undefined || !isShown(last.violations)) continue;
    const sound = await runWorker({ seed, from: from - 1, to: from });
    if (sound.violated.length > 0) continue;
    return `caught in schedule ${from}: ${last.violations.find((one) => isShown([one]))?.slice(0, 160)}`;
  }
  return null;
}

/** Each task in its turn, as many at once as there are workers. */
async function inWorkers<T>(tasks: readonly T[], work: (task: T) => Promise<void>): Promise<void> {
  const left = [...tasks];
  const worker = async (): Promise<void> => {
    for (let task = left.shift(); task !== undefined; task = left.shift()) await work(task);
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
}
